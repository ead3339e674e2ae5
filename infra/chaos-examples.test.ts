/** The examples of docs/chaos.md, each as the stack config that its commands make. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { forecast } from "./chaos-forecast.ts";
import { readSettings } from "./read-settings.ts";

const NOW = "2027-01-31T09:00:00Z";
const page = readFileSync(path.join(import.meta.dirname, "../docs/chaos.md"), "utf8");
const examples = [...page.matchAll(/([^\n]+):\n\n```sh\n(.*?)```/gs)].map(([, title = "", commands = ""]) => ({
  title,
  commands: commands.trim().split("\n"),
}));

/** Sets a value as `pulumi config set --path` does: whole numbers become numbers, everything else stays text. */
function set(target: object, [step = "", ...rest]: string[], value: string): void {
  if (rest.length === 0) Reflect.set(target, step, /^\d+$/.test(value) ? Number(value) : value);
  else {
    if (!Reflect.has(target, step)) Reflect.set(target, step, /^\d+$/.test(rest[0] ?? "") ? [] : {});
    set(Reflect.get(target, step), rest, value);
  }
}

function chaosOf(commands: string[]): string {
  const chaos = {};
  for (const command of commands) {
    const [, name = "", value = ""] =
      /^pulumi config set --path '?holdfast:chaos\.([^' ]+)'? (\S+|"\$\(.*\)")$/.exec(command) ?? [];
    assert.ok(name, `not a command for a stack's chaos: ${command}`);
    set(chaos, name.replace(/\[(\d+)\]/g, ".$1").split("."), value.startsWith('"$(date') ? NOW : value);
  }
  return JSON.stringify(chaos);
}

test("there are examples from intermittent delays to a sustained outage", () => assert.ok(examples.length >= 9));

for (const { title, commands } of examples)
  test(`this example can be used, and previewed: ${title}`, () => {
    const reading = readSettings(
      {
        "holdfast:context": "kind-kind",
        "holdfast:image": '{"registry": "localhost:5000"}',
        "holdfast:orderDatabasePassword": "one",
        "holdfast:paymentDatabasePassword": "other",
        "holdfast:chaos": chaosOf(commands),
      },
      "dev",
      (key) => key.endsWith("Password"),
    );
    assert.ok(reading.ok, reading.ok ? "" : reading.problems.join("\n"));
    assert.notDeepEqual(forecast(reading.settings, Date.parse(NOW)), []);
  });
