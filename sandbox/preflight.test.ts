import assert from "node:assert/strict";
import { readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import type { Paths } from "./paths.ts";
import { clusterNeeds, dockerNeeds, type Machine, requireMachine, requireOwner, thisMachine } from "./preflight.ts";

const GIB = 1024 ** 3;
const unbuilt = () => clusterNeeds(false);
const paths: Paths = { repo: "/clone", cache: "/cache", state: "/clone/.sandbox", id: "00000000", node: "/bin/node" };
const good: Machine = {
  platform: "linux",
  uid: 0,
  capabilities: (1n << 40n) - 1n,
  freeMemory: 3 * GIB,
  freeDisk: () => 12 * GIB,
};
const with_ = (change: Partial<Machine>): Machine => ({ ...good, ...change });
const small = (folder: string, gib: number) => with_({ freeDisk: (asked) => (asked === folder ? gib : 100) * GIB });
const OWN_CLUSTER = /npm start -- --context NAME --registry HOST/;

describe("what must be so before a sandbox is begun", () => {
  test("a machine that has it all passes", () => requireMachine(good, paths, unbuilt));

  const refusals: [what: string, machine: Machine, message: RegExp, remedy: RegExp][] = [
    ["no Linux", with_({ platform: "darwin" }), /Linux namespaces, and this is darwin$/, OWN_CLUSTER],
    ["no root", with_({ uid: 1000 }), /needs root/, /sudo npm start/],
    ["a container's root", with_({ capabilities: 0xa80425fbn }), /this root may not make namespaces/, /--privileged/],
    ["too little memory", with_({ freeMemory: 2.5 * GIB }), /^2\.5 GiB of memory .* 3 are needed$/, /Close something/],
    [
      "a small disk below the cache",
      small("/cache", 11.9),
      /^\/cache has 11\.9 GiB .* 12 are/,
      /HOLDFAST_CACHE=FOLDER/,
    ],
    ["a small disk below the clone", small("/clone", 3), /^\/clone has 3\.0 GiB of disk left, and 4 are/, /Free some/],
  ];
  for (const [what, machine, message, remedy] of refusals)
    test(`${what} is refused with a way out`, () =>
      assert.throws(() => requireMachine(machine, paths, unbuilt), { name: "Problem", message, remedy }));

  test("a path too long for a unix socket is refused, however few its letters", () => {
    const long = { ...paths, state: `/${"ö".repeat(40)}/.sandbox` };
    assert.throws(() => requireMachine(good, long, unbuilt), { message: /too long for a unix socket/ });
  });

  test("what is built already needs less disk", () => {
    const little = with_({ freeDisk: () => GIB });
    requireMachine(little, paths, () => clusterNeeds(true));
    assert.throws(() => requireMachine(little, paths, unbuilt), { name: "Problem" });
  });

  test("a Docker daemon alone needs less than a cluster", () => {
    const little = with_({ freeDisk: () => 9 * GIB, freeMemory: GIB });
    requireMachine(little, paths, () => dockerNeeds(false));
    assert.throws(() => requireMachine(little, paths, unbuilt), { name: "Problem" });
  });

  test("a machine that can have no sandbox at all is told so before its packages are looked at", () => {
    const never = () => assert.fail("it was asked");
    assert.throws(() => requireMachine(with_({ platform: "darwin" }), paths, never), { message: /this is darwin$/ });
  });

  test("a sandbox of somebody else's is told as such, except to root", () => {
    const state = testFolder();
    const { uid } = statSync(state);
    for (const caller of [uid, 0]) requireOwner({ state }, caller);
    assert.throws(() => requireOwner({ state }, uid + 1), {
      name: "Problem",
      message: /^the sandbox of this clone belongs to (root|user \d+)$/,
      remedy: /sudo npm run status/,
    });
    rmSync(state, { recursive: true });
    requireOwner({ state }, uid + 1);
  });

  test("this machine is looked at without making anything", () => {
    const folder = testFolder();
    const machine = thisMachine();
    assert.ok(machine.freeDisk(path.join(folder, "not", "there", "yet")) > 0);
    assert.deepEqual(readdirSync(folder), []);
    assert.ok(machine.freeMemory > 0);
    assert.equal(machine.uid, process.getuid?.());
  });
});
