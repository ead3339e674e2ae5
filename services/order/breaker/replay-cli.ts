/**
 * `npm run replay -- --settings FILE TRACE`: what the breaker would have done, one JSON line for each of the trace.
 * Exit code 2 for settings or a line that cannot be, with the line's number.
 */
import { readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { explain } from "../../shared/settings.ts";
import { replayer } from "./replay.ts";
import { ReplaySettings } from "./replay-settings.ts";
import { parseStep, TraceError } from "./trace.ts";

const USAGE = "npm run replay -- --settings FILE TRACE";

const HELP = `${USAGE}

What the breaker would have done: a JSON line for each line of TRACE, with the decision, and the state and counts right after it.

  FILE    settings as JSON: maxRequests, intervalMs, bucketMs, openMs, failureRatio, minRequests; a missing one takes its default
  TRACE   JSON lines in the order of time, in milliseconds since the breaker was made:
          {"at": 0, "call": "a"}
          {"at": 25, "end": "a", "verdict": "success"|"failure"|"excluded"}
`;

/** A complaint about what the user gave us. */
class InputError extends Error {}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { settings: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
      allowPositionals: true,
    });
    if (values.help) {
      process.stdout.write(HELP);
      process.exit(0);
    }
    const [trace, ...more] = positionals;
    if (values.settings !== undefined && trace !== undefined && more.length === 0)
      return { settings: values.settings, trace };
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
  throw new InputError(`a file of settings and a trace are needed: ${USAGE}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function readSettings(file: string): ReplaySettings {
  let json: unknown;
  try {
    json = JSON.parse(read(file));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file}: not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const settings = ReplaySettings.safeParse(json, { reportInput: true });
  if (!settings.success) throw new InputError(`${file}: ${explain(settings.error, "", json).join("; ")}`);
  return settings.data;
}

function* replayFile(settings: ReplaySettings, file: string) {
  const lines = read(file).split("\n");
  if (lines.at(-1) === "") lines.pop();
  const answer = replayer(settings);
  for (const [index, line] of lines.entries()) {
    try {
      yield `${JSON.stringify(answer(parseStep(line)))}\n`;
    } catch (error) {
      if (error instanceof TraceError) throw new InputError(`${file}: line ${index + 1}: ${error.message}`);
      throw error;
    }
  }
}

try {
  const { settings, trace } = readArguments();
  await pipeline(replayFile(readSettings(settings), trace), process.stdout);
} catch (error) {
  // The reader has had enough, as `head` has.
  const closed = error instanceof Error && "code" in error && error.code === "EPIPE";
  if (!(error instanceof InputError) && !closed) throw error;
  if (!closed) process.stderr.write(`replay: ${error.message}\n`);
  process.exitCode = closed ? 0 : 2;
}
