import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { watch } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { isSameProcess, markOf } from "../process.ts";
import { artifactFolder } from "./artifact.ts";
import { goArtifact } from "./go-build.ts";
import { GO_PROGRAMS, type GoProgram } from "./go-programs.ts";

describe("a program of Go", () => {
  let folder: string;
  beforeEach(() => {
    folder = testFolder();
  });

  /** Builds with a `go` that is this script, or with none at all. */
  function build(script?: string, program: GoProgram = GO_PROGRAMS.pause, stop = new AbortController()): Promise<void> {
    if (script !== undefined) writeFileSync(path.join(folder, "go"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const work = { note: () => undefined, signal: stop.signal, env: { PATH: `${folder}:/usr/bin:/bin` } };
    return goArtifact(program).make(folder, { ...work, ...(script === undefined && { env: { PATH: folder } }) });
  }

  test("is built without cgo and without this machine's paths, by the Go on PATH", async () => {
    await build(`[ "$1" = version ] && echo go version go1.26.1 linux/amd64 && exit
      echo "$CGO_ENABLED $GOWORK $*" >> ${path.join(folder, "calls")}`);
    assert.deepEqual(readFileSync(path.join(folder, "calls"), "utf8").trim().split("\n"), [
      "0 off mod download",
      `0 off build -trimpath -buildvcs=false -mod=readonly -ldflags -s -w -o ${path.join(folder, "pause")} .`,
    ]);
  });

  test("has what it embeds of a module beside its source, and nothing of that is left beside the binary", async () => {
    const module = path.join(folder, "module");
    mkdirSync(module);
    writeFileSync(path.join(module, "schema.json"), '{ "name": "it" }\n');
    const embeds = [{ file: "schema.json", module: "example.com/m", path: "schema.json", version: "4.25.0" }];
    await build(
      `case "$1" in
        version) echo go version go1.26.1 linux/amd64 ;;
        list) [ "$*" = "list -m -f {{.Dir}} example.com/m" ] && echo ${module} ;;
        build) cat go.mod main.go >/dev/null && cp schema.json ${path.join(folder, "embedded")} ;;
      esac`,
      { ...GO_PROGRAMS.pause, embeds },
    );
    assert.equal(readFileSync(path.join(folder, "embedded"), "utf8"), '{"name":"it","version":"4.25.0"}');
    assert.deepEqual(readdirSync(folder).sort(), ["embedded", "go", "module"]);
  });

  test("that embeds another version is another build", () => {
    const folders = ["4.25.0", "4.26.0"].map((version) => {
      const embeds = [{ file: "schema.json", module: "example.com/m", path: "schema.json", version }];
      return artifactFolder("/cache", goArtifact({ ...GO_PROGRAMS.pause, embeds }));
    });
    assert.notEqual(folders[0], folders[1]);
  });

  test("whose build is interrupted leaves no compiler running, and its caches stay where Go has them", async () => {
    const stop = new AbortController();
    const pids = path.join(folder, "pids");
    // As Go does at a SIGINT: its compilers, which are in its group, get the same; it clears up once they have ended.
    const building = build(
      `[ "$1" = build ] || { echo go version go1.26.1; exit; }
       trap 'wait; touch ${path.join(folder, "cleared-up")}; exit 1' INT
       sh -c 'trap - INT; echo $$ > ${pids}.half; mv ${pids}.half ${pids}; exec sleep 600'`,
      GO_PROGRAMS.pause,
      stop,
    );
    const appeared = watch(folder);
    while (!existsSync(pids)) await appeared.next();
    await appeared.return?.();
    const compiler = markOf(Number(readFileSync(pids, "utf8")));
    stop.abort(new Error("interrupted"));
    await assert.rejects(building, /abort/);
    assert.ok(existsSync(path.join(folder, "cleared-up")), "it was let end in good order");
    assert.equal(compiler && isSameProcess(compiler), false);
  });

  const OWN_CLUSTER = /^Install Go 1\.26 or newer .*npm start -- --context NAME --registry HOST/;
  const refusals: [what: string, script: string | undefined, message: RegExp, remedy: RegExp][] = [
    ["without Go", undefined, /^Go is not installed, and the sandbox is built with it$/, OWN_CLUSTER],
    [
      "with an old Go",
      "echo go version go1.19.8",
      /^Go 1\.26 or newer is needed, and this is go version go1\.19\.8$/,
      OWN_CLUSTER,
    ],
    [
      "whose modules cannot be had",
      `[ "$1" = version ] && echo go version go2.0 && exit
       echo "dial tcp: no such host" >&2; exit 1`,
      /^could not download the Go modules of pause: `go mod` ended with exit code 1:\ndial tcp: no such host$/,
      /^Correct the cause above .*what is built already is kept/,
    ],
  ];
  for (const [what, script, message, remedy] of refusals)
    test(`${what} is refused with a way out`, () =>
      assert.rejects(build(script), { name: "Problem", message, remedy }));
});
