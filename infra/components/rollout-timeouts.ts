import type { CustomTimeouts } from "@pulumi/pulumi";

/**
 * How long `pulumi up` waits for pods, and for all that waits for them: a Service for pods behind it, a claim for a volume.
 * Without it, each is waited for ten minutes.
 */
export function rolloutTimeouts(seconds: number): CustomTimeouts {
  return { create: `${seconds}s`, update: `${seconds}s` };
}
