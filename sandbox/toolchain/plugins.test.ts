import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { makeProgress } from "../progress.ts";
import { pulumiEnvironment } from "../pulumi-environment.ts";
import type { Built } from "../starting.ts";
import { artifactFolder } from "./artifact.ts";
import { goArtifact } from "./go-build.ts";
import { GO_PROGRAMS, KUBERNETES_PROVIDER_VERSION } from "./go-programs.ts";
import { makePulumiReady } from "./plugins.ts";

type Machine = {
  reachable: boolean;
  /** The providers that `pulumi plugin install` can get. */
  published: string[];
  /** Whether a whole Pulumi is on PATH; one that was built serves otherwise. */
  onPath?: boolean;
  /** What an earlier start has left of its state. */
  before?: (state: string) => void;
};

/** A Pulumi that installs what is published, as a file that says so. */
const pulumi = (published: string[]) => `#!/bin/sh
[ "$1" = version ] && echo v3.250.0 && exit
case " ${published.join(" ")} " in *" $4 "*) ;; *) exit 1 ;; esac
mkdir -p "$PULUMI_HOME/plugins/resource-$4-v$5"
echo published > "$PULUMI_HOME/plugins/resource-$4-v$5/pulumi-resource-$4"
`;

async function ready({ reachable, published, onPath = true, before }: Machine) {
  const folder = testFolder();
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  if (onPath)
    for (const name of ["pulumi", "pulumi-language-nodejs"])
      writeFileSync(path.join(bin, name), pulumi(published), { mode: 0o755 });
  const state = path.join(folder, ".sandbox");
  const paths = { repo: folder, cache: path.join(folder, "cache"), state, id: "0", node: process.execPath };
  // What was built once is in the cache.
  for (const program of [GO_PROGRAMS.pulumi, GO_PROGRAMS.kubernetesProvider]) {
    const artifact = artifactFolder(paths.cache, goArtifact(program));
    mkdirSync(artifact, { recursive: true });
    writeFileSync(path.join(artifact, program.name), program.name === "pulumi" ? pulumi(published) : "built\n", {
      mode: 0o755,
    });
  }
  before?.(state);
  let said = "";
  const built: Built[] = [];
  const progress = makeProgress({ write: (text) => (said += text) });
  const starting = {
    paths,
    env: { PATH: `${bin}:/usr/bin:/bin` },
    progress,
    built,
    signal: new AbortController().signal,
  };
  const choice = await makePulumiReady(starting, reachable);
  assert.deepEqual(
    readdirSync(bin),
    onPath ? ["pulumi", "pulumi-language-nodejs"] : [],
    "the user's folder is left alone",
  );
  const home = String(pulumiEnvironment(paths, choice, {}).PULUMI_HOME);
  /** What stands where Pulumi looks. */
  const plugin = (name: string, version: string) =>
    readFileSync(path.join(home, "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`), "utf8");
  return {
    said,
    home,
    state,
    binFolder: choice.binFolder,
    kinds: Object.entries(choice.plugins).map(([name, { kind }]) => `${name} ${kind}`),
    texts: Object.values(choice.plugins).map(({ text }) => text),
    kubernetes: plugin("kubernetes", "4.34.2"),
    docker: plugin("docker", "5.2.0"),
  };
}

test("where the official plugins can be downloaded, they are, and Pulumi's own home serves", async () => {
  const { said, home, state, kinds, texts, kubernetes, docker } = await ready({
    reachable: true,
    published: ["kubernetes", "docker"],
  });
  assert.deepEqual(kinds, ["language nodejs official", "kubernetes official", "docker official"]);
  assert.deepEqual(texts, ["the one beside pulumi", "official download (4.34.2)", "official download (5.2.0)"]);
  assert.equal(home, path.join(state, "pulumi", "home"));
  assert.deepEqual([kubernetes, docker], ["published\n", "published\n"]);
  assert.doesNotMatch(said, /stand-in/);
});

test("where nothing can be downloaded, the Kubernetes provider is built, and only what is left has stand-ins", async () => {
  const { said, binFolder, kinds, texts, kubernetes, docker } = await ready({
    reachable: false,
    published: [],
    onPath: false,
  });
  assert.deepEqual(kinds, ["language nodejs stand-in", "kubernetes built", "docker stand-in"]);
  assert.equal(texts[1], `built from its Go module (${KUBERNETES_PROVIDER_VERSION})`);
  assert.equal(kubernetes, "built\n");
  assert.match(docker, /sandbox\/plugins\/docker\/main\.ts/);
  assert.ok(existsSync(path.join(binFolder, "pulumi-language-nodejs")));
  assert.match(said, /^ {2}! cannot be downloaded here, so stand-ins of ours serve: language nodejs, docker$/m);
});

const mixed: [published: string[], kinds: string[], kubernetes: RegExp, docker: RegExp][] = [
  [["docker"], ["kubernetes built", "docker official"], /^built$/m, /^published$/m],
  [["kubernetes"], ["kubernetes official", "docker stand-in"], /^published$/m, /^#!\/bin\/sh/],
  [[], ["kubernetes built", "docker stand-in"], /^built$/m, /^#!\/bin\/sh/],
];
for (const [published, expected, kubernetes, docker] of mixed)
  test(`each plugin is decided on its own: published are ${published.join(" and ") || "none"}`, async () => {
    const machine = await ready({ reachable: true, published });
    assert.deepEqual(machine.kinds, ["language nodejs official", ...expected]);
    assert.match(machine.kubernetes, kubernetes);
    assert.match(machine.docker, docker);
    const official = path.join(machine.state, "pulumi", "home", "plugins");
    const there = existsSync(official) ? readdirSync(official).map((name) => name.split("-")[1]) : [];
    assert.deepEqual(there, published, "what is not official never stands where Pulumi installs");
  });

test("the stand-in that an older clone has in the place of the Kubernetes provider is replaced", async () => {
  const { kubernetes } = await ready({
    reachable: false,
    published: [],
    before(state) {
      const plugin = path.join(state, "pulumi/stand-ins/plugins/resource-kubernetes-v4.34.2");
      mkdirSync(plugin, { recursive: true });
      const script = "#!/bin/sh\nexec node /clone/sandbox/plugins/kubernetes/main.ts\n";
      writeFileSync(path.join(plugin, "pulumi-resource-kubernetes"), script, { mode: 0o755 });
    },
  });
  assert.equal(kubernetes, "built\n");
});
