/** `npm start`: from nothing to the stack up and an order placed. What is there already is used; what was begun is gone on with. */
import { randomBytes } from "node:crypto";
import { builtTable } from "../built-table.ts";
import { readOptions, readPort } from "../options.ts";
import type { Paths } from "../paths.ts";
import { Problem } from "../problem.ts";
import { duration, makeProgress } from "../progress.ts";
import { forgetStackFile, prepareProject, stacksOf } from "../project.ts";
import { prepareStack, pulumiCommand, stackOutputs } from "../pulumi-cli.ts";
import { lockStart } from "../start-lock.ts";
import type { Starting } from "../starting.ts";
import { rememberTarget, type Target } from "../target.ts";
import { makeMetricsServer } from "../toolchain/index.ts";
import { nextSteps } from "./next-steps.ts";
import { placeOrder, sandboxAddress } from "./order.ts";
import { connectionOf, missingSecrets, seedOf } from "./stack-settings.ts";
import { sandboxTarget } from "./start-sandbox.ts";

const HELP = `npm start [-- OPTIONS]

Builds what this machine lacks (Pulumi, Docker, a registry, a single-node Kubernetes), runs \`pulumi up\` of a stack on it
and places an order. The first time takes 15 to 30 minutes on two cores, later less than one. Needs root.

  --stack NAME        the stack to bring up: dev (default), staging or prod
  --port N            the port on 127.0.0.1 where the stack's Order answers (50051 for dev)
  --reseed            take the stack's file from the clone again; settings made with \`config set\` are lost

With a cluster of your own (kind, minikube, a cloud), which is then the only one touched:
  --context NAME      the context in your kubeconfig
  --registry HOST     where images are pushed, like ghcr.io/acme or localhost:5000
  --base IMAGE        the base image, with Node 24 or newer (node:24-slim)
  --postgres IMAGE    the image of the databases (postgres:18)
  --kubeconfig FILE   (default: KUBECONFIG, or ~/.kube/config)
`;

const OPTIONS = {
  stack: { type: "string", default: "dev" },
  port: { type: "string" },
  reseed: { type: "boolean", default: false },
  context: { type: "string" },
  registry: { type: "string" },
  base: { type: "string" },
  postgres: { type: "string" },
  kubeconfig: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

export async function start(paths: Paths, env: NodeJS.ProcessEnv, args: string[]): Promise<number> {
  const options = readOptions("start", args, OPTIONS);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { stack } = options;
  const stacks = stacksOf(paths.repo);
  if (!stacks.includes(stack))
    throw new Problem(
      `there is no stack "${stack}"`,
      `The stacks are ${stacks.join(", ")}; a new one begins with a file Pulumi.${stack}.yaml.`,
    );
  if (!options.context)
    for (const option of ["registry", "base", "postgres", "kubeconfig"] as const)
      if (options[option])
        throw new Problem(`--${option} is for a cluster of your own`, "Name it with --context NAME.");
  const wish = { stack, port: options.port === undefined ? undefined : readPort("port", options.port) };

  const began = performance.now();
  const progress = makeProgress(process.stdout);
  const interruption = new AbortController();
  const interrupt = () =>
    interruption.abort(new Problem("interrupted", "`npm start` goes on from here; `npm run stop` ends what runs."));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  const starting: Starting = { paths, env, progress, built: [], signal: interruption.signal };
  const unlock = lockStart(paths);
  try {
    // What an own cluster takes is loaded for one alone: the Kubernetes client needs half a second.
    const target = options.context
      ? await (await import("./start-own.ts")).ownTarget(starting, { ...options, context: options.context })
      : await sandboxTarget(starting, wish);
    rememberTarget(paths, target);
    await bringUp(starting, target, stack, options.reseed);
    if (target.kind === "sandbox") await makeMetricsServer(starting);
    for (const line of builtTable(starting.built, paths.cache)) progress.say(line);
    progress.say(`\nReady after ${duration(performance.now() - began)}.`);
    return 0;
  } catch (error) {
    // Whatever was under way when the person pressed Ctrl-C failed because of it.
    throw interruption.signal.aborted ? interruption.signal.reason : error;
  } finally {
    // Downloads ahead of need may still be running.
    interruption.abort();
    unlock();
  }
}

async function bringUp(starting: Starting, target: Target, stack: string, reseed: boolean) {
  const { paths, env, progress, signal } = starting;
  if (reseed) forgetStackFile(paths, stack);
  for (const notice of prepareProject(paths)) progress.say(`  ! ${notice}`);
  const pulumi = pulumiCommand(paths, target, env);
  await progress.step(`stack ${stack}`, () =>
    prepareStack(paths, pulumi, stack, {
      connection: connectionOf(target),
      seed: seedOf(target, stack),
      secrets: (stackFile) => missingSecrets(stackFile, () => randomBytes(24).toString("hex")),
    }),
  );
  signal.throwIfAborted();
  progress.say(`\n$ pulumi up --stack ${stack}`);
  const code = await pulumi.show(["up", "--stack", stack, "--yes", "--skip-preview"]);
  signal.throwIfAborted();
  if (code !== 0)
    throw new Problem(
      `\`pulumi up\` of stack ${stack} failed (its reason stands above)`,
      "Correct the cause and run the same command again; `npm run status` tells what runs.",
    );

  const outputs = await stackOutputs(pulumi, stack);
  // The catalogue is the stack's own.
  const products = Array.isArray(outputs.products) ? outputs.products.map(String) : [];
  const [product = ""] = products;
  progress.say(`\n$ npm run order -- --product ${product} --stack ${stack}`);
  await placeOrder(paths, target, stack, outputs, { product }, (line) => progress.say(line));
  const address = sandboxAddress(paths, target, stack);
  progress.say(nextSteps(target, { stack, namespace: String(outputs.namespace), products, address }));
}
