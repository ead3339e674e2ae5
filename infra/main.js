/**
 * Where Pulumi starts. Plain JavaScript, because an older Node cannot even load index.ts (it knows no types): here it is
 * told in one sentence what it lacks.
 */
import { RunError } from "@pulumi/pulumi";

const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  throw new RunError(
    `Holdfast needs Node ${NEEDED} or later, and pulumi found Node ${process.versions.node} (${process.execPath}) on the PATH. ` +
      `Install Node ${NEEDED}, or put the one first that npm has installed beside Holdfast on Linux: ` +
      'PATH="$PWD/node_modules/.bin:$PATH" pulumi up',
  );
}

// The outputs of the stack are what index.ts exports.
export default await import("./index.ts");
