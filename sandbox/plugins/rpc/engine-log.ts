/** Messages to the person at the terminal: the engine shows them; a plugin's own output stays hidden. */
import grpc from "@grpc/grpc-js";
import { EngineClient, engine } from "./proto.ts";

export type Severity = "debug" | "info" | "warning" | "error";
export type Message = { severity: Severity; text: string; urn?: string; ephemeral?: boolean };

export type EngineLog = {
  /** Never fails: a message that cannot be delivered must not fail the operation that it tells of. */
  log: (message: Message) => Promise<void>;
  /** Ends when all that was told so far has arrived. */
  flush: () => Promise<void>;
  close: () => void;
};

const SEVERITIES = {
  debug: engine.LogSeverity.DEBUG,
  info: engine.LogSeverity.INFO,
  warning: engine.LogSeverity.WARNING,
  error: engine.LogSeverity.ERROR,
} as const;

export function connectEngineLog(address: string): EngineLog {
  const client = new EngineClient(address, grpc.credentials.createInsecure());
  // One after the other: the last status told is the one that stays.
  let sent: Promise<void> = Promise.resolve();
  return {
    log: ({ severity, text, urn = "", ephemeral = false }) => {
      const request = new engine.LogRequest();
      request.setSeverity(SEVERITIES[severity]);
      request.setMessage(text);
      request.setUrn(urn);
      request.setEphemeral(ephemeral);
      sent = sent
        .then(() => new Promise<void>((resolve) => client.log(request, () => resolve())))
        // A client that is closed throws.
        .catch(() => {});
      return sent;
    },
    flush: () => sent,
    close: () => client.close(),
  };
}
