import { setLogger } from "@grpc/grpc-js";

/**
 * grpc-js prints each metadata value that it cannot read, and so whatever a caller likes: lines without end, and secrets in
 * them. Those are left out; the rest goes to standard error, as ever.
 */
export function keepCallersOutOfLog(print: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): void {
  const filtered =
    (level: string) =>
    (...parts: unknown[]) => {
      const line = [level, ...parts].join(" ");
      if (!line.startsWith("E Failed to add metadata entry")) print(line);
    };
  setLogger({ error: filtered("E"), info: filtered("I"), debug: filtered("D") });
}
