/** What an answer may be, whatever was asked. */
import type { HostileRequest } from "./hostile-request.ts";
import { CARD_NUMBER } from "./hostile-values.ts";
import type { Answer } from "./send.ts";

/** The service understood what it was asked, and what is wrong with it. */
const SOUND = new Set([
  "OK",
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "FAILED_PRECONDITION",
  "ABORTED",
  "RESOURCE_EXHAUSTED",
  "UNIMPLEMENTED",
  "UNAUTHENTICATED",
]);

/** What is wrong with an answer, as a sentence; undefined if nothing is. */
export function complaint({ how, headers }: HostileRequest, answer: Answer): string | undefined {
  switch (answer.kind) {
    case "begun":
      return undefined;
    case "silent":
      return "there was no answer";
    case "refused":
    case "http":
    case "broken-off":
      // Odd headers may be no call at all, and then HTTP/2 answers.
      if (how.oddHeaders) return undefined;
      if (answer.kind === "http") return `HTTP ${answer.code}`;
      return answer.kind === "refused" ? "refused twice by HTTP/2" : `broken off: ${answer.why}`;
    case "status":
      if (answer.message.includes(CARD_NUMBER)) return "the error repeats a card number";
      if (SOUND.has(answer.status)) return undefined;
      if (answer.status === "DEADLINE_EXCEEDED" && how.oddHeaders && headers["grpc-timeout"] !== "5S") return undefined;
      return `${answer.status}: ${answer.message}`;
  }
}
