import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { GO_PROGRAMS, goArtifact } from "./go-build.ts";

describe("a program of Go", () => {
  let folder: string;
  beforeEach(() => {
    folder = testFolder();
  });

  /** Builds with a `go` that is this script, or with none at all. */
  function build(script?: string): Promise<void> {
    if (script !== undefined) writeFileSync(path.join(folder, "go"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const work = { note: () => undefined, signal: new AbortController().signal, env: { PATH: folder } };
    return goArtifact(GO_PROGRAMS.pause).make(folder, work);
  }

  test("is built without cgo and without this machine's paths, by the Go on PATH", async () => {
    await build(`[ "$1" = version ] && echo go version go1.26.1 linux/amd64 && exit
      echo "$CGO_ENABLED $GOWORK $*" >> ${path.join(folder, "calls")}`);
    assert.deepEqual(readFileSync(path.join(folder, "calls"), "utf8").trim().split("\n"), [
      "0 off mod download",
      `0 off build -trimpath -buildvcs=false -mod=readonly -ldflags -s -w -o ${path.join(folder, "pause")} .`,
    ]);
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
      /^Mend the reason above .*what is built already is kept/,
    ],
  ];
  for (const [what, script, message, remedy] of refusals)
    test(`${what} is refused with a way out`, () =>
      assert.rejects(build(script), { name: "Problem", message, remedy }));
});
