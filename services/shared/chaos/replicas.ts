/** Which replicas a phase strikes: names, or beginnings of names with a * at the end. */
import type { Phase } from "./phase-settings.ts";

export function strikesReplica(phase: Phase, replica: string): boolean {
  return replicasOf(phase).some((pattern) => isPrefix(pattern, replica));
}

/** All of them, where the phase names none. */
export function replicasOf({ replicas = ["*"] }: Phase): readonly string[] {
  return replicas;
}

/** Whether `pattern` means all that `other` does; `other` is a name or a pattern too. */
export function isPrefix(pattern: string, other: string): boolean {
  return pattern.endsWith("*") ? other.startsWith(pattern.slice(0, -1)) : pattern === other;
}
