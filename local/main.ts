/** `npm run local`: both services and their databases on this machine, until Ctrl-C. */
import path from "node:path";
import { Problem, reasonOf } from "../sandbox/problem.ts";
import { makeProgress } from "../sandbox/progress.ts";
import { followStack } from "./follow-stack.ts";
import { deleteData, enterHome, type Home, writeUrls } from "./home.ts";
import { nextSteps } from "./next-steps.ts";
import { HELP, type LocalChoice, readLocalOptions } from "./options.ts";
import { replicaPorts, requireFree } from "./ports.ts";
import { readStackFile } from "./stack-settings.ts";
import { startLocal } from "./start-local.ts";

const ROOT = path.join(import.meta.dirname, "..");
/** A run that was killed lets its calls end before its ports are free. */
const LEFT_OVER_MS = 15_000;

const progress = makeProgress(process.stdout);

async function main(args: string[]): Promise<void> {
  const choice = readLocalOptions(args);
  if (!choice) return progress.say(HELP);
  const home = enterHome(path.join(ROOT, ".local"));
  try {
    await run(choice, home);
  } finally {
    home.leave();
  }
}

async function run({ stack, replicas, basePort, fresh }: LocalChoice, home: Home): Promise<void> {
  const asked = untilAskedToStop();
  const file = path.join(ROOT, `Pulumi.${stack}.yaml`);
  const services = readStackFile(file, stack);
  const order = { ...services.order, replicas: replicas.order ?? services.order.replicas };
  const payment = { ...services.payment, replicas: replicas.payment ?? services.payment.replicas };
  if (home.leftOver) progress.say("The run before was killed; what is left of it comes to its end.");
  await requireFree(portsOf(basePort, { order, payment }), home.leftOver ? LEFT_OVER_MS : 0);
  if (fresh) deleteData(home.folder);

  const title = `PostgreSQL, Order (${order.replicas}) and Payment (${payment.replicas}), as in ${path.basename(file)}`;
  const starting = startLocal({ home: home.folder, order, payment, basePort, say: progress.say });
  const local = await progress.step(title, () => starting);
  writeUrls(home.folder, local.urls);
  const unfollow = followStack({ file, stack, started: services, setLive: local.setLive, say: progress.say });
  progress.say(nextSteps(local, services.products, path.relative(process.cwd(), home.folder)));

  await asked;
  unfollow();
  progress.say("");
  await progress.step("orders under way end, then all stops (Ctrl-C again: at once)", () => local.stop());
}

function portsOf(base: number, services: Record<"order" | "payment", { replicas: number }>): number[] {
  const ports = (["order", "payment"] as const).flatMap((service) =>
    Array.from({ length: services[service].replicas }, (_, index) => replicaPorts(base, service, index + 1)),
  );
  return [base, ...ports.flatMap(({ grpc, metrics }) => [grpc, metrics])];
}

/** One Ctrl-C may come twice: from the terminal, and from npm, which passes it on. */
const SAME_SIGNAL_MS = 500;

/** At the second signal this process ends at once, and with it, by the tie they have to it, all that it has started. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        firstAt ??= performance.now();
        if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
        resolve();
      });
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const remedy = error instanceof Problem ? error.remedy : "The logs are in .local/logs; `--fresh` begins anew.";
  process.stderr.write(`\nholdfast: ${reasonOf(error)}\n  → ${remedy}\n`);
  process.exitCode = 1;
}
process.exit();
