import type { CustomTimeouts } from "@pulumi/pulumi";

/** How long `pulumi up` waits for pods. Without it, a roll that cannot end is waited for ten minutes. */
export function rolloutTimeouts(seconds: number): CustomTimeouts {
  return { create: `${seconds}s`, update: `${seconds}s` };
}
