import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type CallEvent, CallEventError, parseCallEvent } from "./call-event.ts";

/** The records in a file, line by line. Throws a CallEventError with file and line for one that is none. */
export async function* readCallEvents(file: string): AsyncGenerator<CallEvent> {
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      yield parseCallEvent(line);
    }
  } catch (error) {
    if (error instanceof CallEventError) throw new CallEventError(`${file}: line ${number}: ${error.message}`);
    if (error instanceof Error && "syscall" in error)
      throw new CallEventError(`${file} cannot be read: ${error.message}`);
    throw error;
  }
}
