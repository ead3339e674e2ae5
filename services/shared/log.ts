/** The log: JSON, one object a line, on standard output. */
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";

export type Log = Logger;

/** What a field of these names holds is not for the log, at the top or one object deep. */
const SECRET_FIELDS = ["password", "token", "authorization", "paymentMethod", "payment_method"];

export type LogOptions = {
  service: string;
  /** The pod, or the machine. */
  replica: string;
  /** Standard output, unless set. */
  destination?: DestinationStream;
};

/** A log at level info; set its `level` once the settings are known. */
export function createLog({ service, replica, destination }: LogOptions): Log {
  return pino(
    {
      base: { service, replica },
      timestamp: stdTimeFunctions.isoTime,
      // Names, not pino's numbers: what reads the log need not know pino.
      formatters: { level: (level) => ({ level }) },
      redact: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]),
    },
    // Not pino's own default, which writes in the background: the last lines of a process would change places.
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
