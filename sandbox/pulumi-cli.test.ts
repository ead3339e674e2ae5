import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import type { Paths } from "./paths.ts";
import type { Ran } from "./process.ts";
import { projectFolder } from "./project.ts";
import { type PulumiCommand, prepareStack, pulumiCommand, type StackInputs, stackOutputs } from "./pulumi-cli.ts";
import type { Target } from "./target.ts";

const INPUTS: StackInputs = {
  connection: { "holdfast:context": "mine" },
  seed: { "holdfast:order.service.type": "NodePort" },
  secrets: (stackFile): Record<string, string> =>
    stackFile.includes("password") ? {} : { "holdfast:password": "random" },
};

/** A clone, and a pulumi that has these stacks and keeps what it is asked for. */
function clone(stacks: string[], fails?: string) {
  const repo = testFolder();
  const paths: Paths = { repo, cache: "", state: path.join(repo, ".sandbox"), id: "0", node: process.execPath };
  mkdirSync(projectFolder(paths), { recursive: true });
  writeFileSync(path.join(repo, "Pulumi.dev.yaml"), "config: {}\n");
  const asked: string[] = [];
  const pulumi: PulumiCommand = {
    show: () => assert.fail("nothing is to be shown"),
    async ask(args, input): Promise<Ran> {
      const words = args.join(" ");
      asked.push(input === undefined ? words : `${words} < ${input}`);
      if (fails && words.startsWith(fails))
        return { code: 255, signal: null, stdout: "", stderr: "error: no such thing\n" };
      const names = stacks.map((name) => ({ name }));
      return { code: 0, signal: null, stdout: words.startsWith("stack ls") ? JSON.stringify(names) : "{}", stderr: "" };
    },
  };
  return { paths, pulumi, asked };
}

test("a stack that is not there is made, chosen if it is the first, and told where it goes and what it begins with", async () => {
  const { paths, pulumi, asked } = clone([]);
  await prepareStack(paths, pulumi, "dev", INPUTS);
  assert.deepEqual(asked, [
    "stack ls --json",
    "stack init dev --no-select",
    "stack select dev",
    "config set-all --stack dev --path --plaintext holdfast:order.service.type=NodePort --plaintext holdfast:context=mine",
    "config set --stack dev --secret holdfast:password < random",
  ]);
});

test("a stack that is there keeps its settings but for where it goes, and which one is chosen", async () => {
  const { paths, pulumi, asked } = clone(["dev", "staging"]);
  await prepareStack(paths, pulumi, "staging", INPUTS);
  asked.length = 0;
  appendFileSync(path.join(projectFolder(paths), "Pulumi.staging.yaml"), "  holdfast:password: …\n");
  await prepareStack(paths, pulumi, "staging", INPUTS);
  assert.deepEqual(asked, [
    "stack ls --json",
    "config set-all --stack staging --path --plaintext holdfast:context=mine",
  ]);
});

test("what pulumi refuses is one error with its reason", async () => {
  const { paths, pulumi } = clone([], "stack init");
  await assert.rejects(prepareStack(paths, pulumi, "dev", INPUTS), {
    name: "Problem",
    message: "`pulumi stack init` failed: error: no such thing",
  });
});

test("a stack without outputs is told to be brought up first", async () => {
  const { pulumi } = clone([], "stack output");
  await assert.rejects(stackOutputs(pulumi, "moon"), {
    name: "Problem",
    message: "stack moon has no outputs: no such thing",
    remedy: "Bring it up first: `npm start -- --stack moon`.",
  });
});

test("a Ctrl-C at the terminal reaches what is asked, unless the caller answers for it", async () => {
  const { paths } = clone([]);
  // Tells its process group, which is what a terminal sends a Ctrl-C to.
  const tells = "#!/bin/sh\nread -r _ _ _ _ group _ < /proc/$$/stat; echo $group $$\n";
  writeFileSync(path.join(paths.repo, "pulumi"), tells, { mode: 0o755 });
  const target: Target = {
    ...{ kind: "own", kubeconfig: "", context: "", registry: "", base: undefined, postgres: undefined },
    pulumi: { binFolder: paths.repo, origin: "", plugins: {} },
  };
  const isOfItsOwn = async (detached?: boolean) => {
    const { stdout } = await pulumiCommand(paths, target, process.env, detached).ask(["version"]);
    return /^(\d+) \1$/.test(stdout.trim());
  };
  assert.deepEqual([await isOfItsOwn(), await isOfItsOwn(true)], [false, true]);
});
