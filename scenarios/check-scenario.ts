/** Whether a scenario can be run at all, before anything is: a file of one's own is not type-checked when it is read. */
import type { z } from "zod";
import { Problem } from "../sandbox/problem.ts";
import { OrderLiveSettings, OrderSettings } from "../services/order/settings.ts";
import { PaymentSettings } from "../services/payment/settings.ts";
import { ChaosSettings } from "../services/shared/chaos/chaos-settings.ts";
import { isPrefix } from "../services/shared/chaos/replicas.ts";
import { explain } from "../services/shared/settings.ts";
import { chaosFor } from "./runner/run-scenario.ts";
import type { Measure, Scenario } from "./scenario.ts";

/** Throws a Problem with everything that is wrong: the key, its value and the rule. */
export function requireGood(scenario: Scenario): void {
  const problems = [
    ...settingsProblems(scenario),
    ...actionProblems(scenario),
    ...loadProblems(scenario),
    ...windowProblems(scenario),
  ];
  if (problems.length === 0) return;
  throw new Problem(
    `scenario ${scenario.name} cannot be run: ${problems.join("; ")}`,
    "Mend it in its file; docs/scenarios.md has an example, docs/chaos.md the faults.",
  );
}

function settingsProblems(scenario: Scenario): string[] {
  const { order, live, payment } = scenario;
  return [
    ...wrongIn("order", OrderSettings, order),
    ...wrongIn("live", OrderLiveSettings, live),
    ...wrongIn("payment", PaymentSettings, payment),
    ...chaosProblems(scenario),
  ];
}

/** What is always in force is a phase in the end, and may be at odds with the others only there. */
function chaosProblems(scenario: Scenario): string[] {
  const { chaos } = scenario;
  const anchor = new Date(0).toISOString();
  const own = wrongIn("chaos", ChaosSettings, { ...chaos, anchor });
  if (own.length > 0) return own;
  const payments = namesOf("payment", scenario);
  const unknown = (chaos.phases ?? []).flatMap(({ replicas = [] }, index) =>
    replicas
      .filter((pattern) => !payments.some((name) => isPrefix(pattern, name)))
      .map((pattern) => `\`chaos.phases[${index}].replicas\` has "${pattern}": must be of ${payments.join(", ")}`),
  );
  if (unknown.length > 0) return unknown;
  return wrongIn("chaos", ChaosSettings, { ...chaosFor(scenario, payments), anchor });
}

function wrongIn(name: string, schema: z.ZodType, input: unknown): string[] {
  const result = schema.safeParse(input, { reportInput: true });
  return result.success ? [] : explain(result.error, `${name}.`, input);
}

function actionProblems(scenario: Scenario): string[] {
  const names = [...namesOf("order", scenario), ...namesOf("payment", scenario)];
  return scenario.actions.flatMap((action, index) =>
    action.kind === "kill" && !names.includes(action.replica)
      ? [`\`actions[${index}].replica\` is "${action.replica}": must be one of ${names.join(", ")}`]
      : [],
  );
}

function namesOf(service: "order" | "payment", { replicas }: Pick<Scenario, "replicas">): string[] {
  return Array.from({ length: replicas[service] }, (_, index) => `${service}-${index + 1}`);
}

/** The next arrival is reckoned from the rate at the last one: from 0 on there is none, and below 0 time would go back. */
function loadProblems({ load }: Scenario): string[] {
  return load.rate.flatMap(({ perSecond }, index) =>
    perSecond > 0 ? [] : [`\`load.rate[${index}].perSecond\` is ${perSecond}: must be more than 0`],
  );
}

function windowProblems({ expectations, windows }: Scenario): string[] {
  return expectations.flatMap(({ measure }, index) => {
    const name = windowIn(measure);
    return name === undefined || windows[name]
      ? []
      : [`expectations[${index}] speaks of the window "${name}": \`windows\` has none of that name`];
  });
}

function windowIn(measure: Measure): string | undefined {
  if (measure.kind === "times") return windowIn(measure.of);
  return "during" in measure ? measure.during : undefined;
}
