/** Messages to the person at the terminal: the engine shows them; a plugin's own output stays hidden. */
import grpc from "@grpc/grpc-js";
import { EngineClient, engine } from "./proto.ts";

/** An ephemeral message stands in the status column of its resource until the next one comes. */
export type Message = { text: string; urn?: string; ephemeral?: boolean };

export type EngineLog = {
  /** Never fails: a message that cannot be delivered must not fail the operation that it tells of. */
  log: (message: Message) => void;
  /** Ends when all messages so far have arrived. */
  flush: () => Promise<void>;
  close: () => void;
};

export function connectEngineLog(address: string): EngineLog {
  const client = new EngineClient(address, grpc.credentials.createInsecure());
  // One after the other: the last status sent is the one that stays.
  let sent: Promise<void> = Promise.resolve();
  return {
    log: ({ text, urn = "", ephemeral = false }) => {
      const request = new engine.LogRequest();
      request.setSeverity(engine.LogSeverity.INFO);
      request.setMessage(text);
      request.setUrn(urn);
      request.setEphemeral(ephemeral);
      sent = sent
        .then(() => new Promise<void>((resolve) => client.log(request, () => resolve())))
        // A client that is closed throws.
        .catch(() => {});
    },
    flush: () => sent,
    close: () => client.close(),
  };
}
