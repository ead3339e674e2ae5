/**
 * `npm run tune -- [--from FILE…] [--from-prometheus URL [--last HOURS]] [--settings FILE] [--weights failed=1,refused=1,trip=10]
 * [--seed N] [--html FILE]`: which breaker settings would have served best, and the commands that set them.
 * Exit code 2 for what it cannot use.
 */
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { SettingsError } from "../../shared/settings-error.ts";
import { CallEventError } from "../breaker/call-event.ts";
import { readCallEvents } from "../breaker/read-call-events.ts";
import { BreakerSettings } from "../breaker/settings.ts";
import { generateHistories } from "./generate.ts";
import { InputError } from "./input-error.ts";
import { readPresentSettings } from "./present-settings.ts";
import { synthesise } from "./prometheus.ts";
import { type Recording, recordingOf } from "./recorded.ts";
import { htmlOf } from "./report-html.ts";
import { outcomeRemark, textOf } from "./report-text.ts";
import { DEFAULT_WEIGHTS, type Weights } from "./score.ts";
import { tune } from "./tune.ts";

/** Longer than an error's reminder: what --help prints. */
const HELP = `npm run tune [-- OPTIONS]

Replays recorded and invented calls through the breaker, searches its settings, and prints which would have served best, where the
present ones stand, and the \`pulumi config set\` lines of the advice. docs/tuning.md tells how to record calls.

  --from FILE…             recorded calls (JSON lines), best made with breaker.mode observe
  --from-prometheus URL    calls made up from the rates that Prometheus kept, labelled "synthesised"
  --last HOURS             how much of them (6)
  --settings FILE          the present settings: Pulumi.STACK.yaml, or what \`pulumi config --json\` prints (the defaults)
  --weights LIST           what a failed call let through, a good call refused and a false trip cost (failed=1,refused=1,trip=10)
  --seed N                 for the invented histories (1)
  --html FILE              where the plot goes (.build/tune.html)
`;

const USAGE =
  "npm run tune -- [--from FILE…] [--from-prometheus URL [--last HOURS]] [--settings FILE] [--weights failed=1,refused=1,trip=10] [--seed N] [--html FILE]";

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        from: { type: "string", multiple: true, default: [] },
        "from-prometheus": { type: "string" },
        last: { type: "string", default: "6" },
        settings: { type: "string" },
        weights: { type: "string", default: "" },
        seed: { type: "string", default: "1" },
        html: { type: "string", default: path.join(".build", "tune.html") },
        help: { type: "boolean", short: "h", default: false },
      },
      allowPositionals: true,
    });
    if (values.help) {
      process.stdout.write(HELP);
      process.exit(0);
    }
    if (positionals.length > 0 && values.from.length === 0)
      throw new InputError(`${positionals.join(" ")}: a recording is given with --from FILE`);
    return {
      ...values,
      // `--from *.jsonl` comes as one option and many words.
      files: [...values.from, ...positionals],
      hours: numberIn("--last", values.last, 1 / 60, 72),
      seed: numberIn("--seed", values.seed, 0, 2 ** 31),
      weights: weightsIn(values.weights),
    };
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

function numberIn(name: string, text: string, min: number, max: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new InputError(`${name} is "${text}": it must be a number from ${min} to ${max}`);
}

function weightsIn(text: string): Weights {
  const weights = { ...DEFAULT_WEIGHTS };
  for (const part of text.split(",").filter((part) => part !== "")) {
    const [key = "", value = ""] = part.split("=");
    if (key !== "failed" && key !== "refused" && key !== "trip")
      throw new InputError(
        `--weights has "${part}": it takes failed, refused and trip, like failed=1,refused=1,trip=10`,
      );
    weights[key] = numberIn(`--weights ${key}`, value, 0, 1_000_000);
  }
  if (weights.failed + weights.refused + weights.trip === 0)
    throw new InputError(`--weights is "${text}": one of them must be above 0, or all settings are as good`);
  return weights;
}

/** Before the work, not after it: a place that cannot be written to is told at once. */
function openFor(file: string): void {
  try {
    const folder = path.dirname(file);
    // Not the folders above it: below /proc, where none can be made, `recursive` never ends.
    if (!existsSync(folder)) mkdirSync(folder);
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new InputError(`--html ${file} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

async function* inAll(files: readonly string[]) {
  for (const file of files) yield* readCallEvents(file);
}

/** What was measured, with a remark on each source. */
async function measured({ files, "from-prometheus": url, hours, seed }: ReturnType<typeof readArguments>) {
  const recordings: Recording[] = [];
  const remarks: string[] = [];
  if (files.length > 0) {
    const recording = await recordingOf(inAll(files));
    if (recording.histories.length === 0) throw new InputError(`${files.join(", ")}: no call there has an outcome`);
    recordings.push(recording);
    remarks.push(`Recorded: ${outcomeRemark(recording.calls, recording.withoutOutcome)}`);
  }
  if (url !== undefined) {
    const recording = await synthesise({ url, hours, seed, until: Date.now() / 1_000 });
    recordings.push(recording);
    remarks.push(
      `Synthesised from the rates of the last ${hours} h, no recording: ${outcomeRemark(recording.calls, recording.withoutOutcome)}`,
    );
  }
  return { histories: recordings.flatMap(({ histories }) => histories), remarks };
}

try {
  const given = readArguments();
  openFor(given.html);
  const present = given.settings === undefined ? BreakerSettings.parse({}) : readPresentSettings(given.settings);
  const { histories, remarks } = await measured(given);
  remarks.push(
    `Generated: glitches, brown-outs and outages at 1, 10 and 50 calls a second${histories.length > 0 ? "; half of the score, and what was measured the other half" : "; give a recording with --from FILE to be advised on your own traffic"}.`,
  );
  const { seed, weights } = given;
  histories.push(...generateHistories({ seed, callDeadlineMs: present.callDeadlineMs }));
  const from = performance.now();
  const advice = tune({ histories, present, weights, seed });
  const seconds = (performance.now() - from) / 1_000;
  const calls = histories.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  const rate = (calls * advice.tried.length) / seconds / 1_000_000;
  remarks.push(
    `Tried: ${advice.tried.length} settings on ${calls} calls in ${seconds.toFixed(1)} s, ${rate.toFixed(1)} million calls a second.`,
  );
  const report = { advice, weights, remarks };
  writeFileSync(given.html, htmlOf(report));
  process.stdout.write(`${textOf(report)}The plot is in ${given.html}\n`);
} catch (error) {
  if (!(error instanceof InputError || error instanceof SettingsError || error instanceof CallEventError)) throw error;
  process.stderr.write(`tune: ${error.message}\n`);
  process.exitCode = 2;
}
