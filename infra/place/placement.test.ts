import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Claim, Cluster } from "./cluster.ts";
import { type Placement, place, type Wanted } from "./placement.ts";
import type { Recorded } from "./recorded.ts";

const BOTH = ["order-database", "payment-database"];
const claim: Claim = { ours: true, storageClass: "standard", storage: "1Gi" };
const claims = Object.fromEntries(BOTH.map((name) => [name, claim]));

const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  stack: "organization/holdfast/dev",
  context: "kind-kind",
  namespace: { name: "holdfast-dev", isSet: false },
  createNamespace: true,
  claims: BOTH,
  storage: "1Gi",
  storageClass: undefined,
  keepOnDestroy: true,
  production: false,
  ...more,
});
const nothing: Recorded = {
  namespace: undefined,
  ownsNamespace: false,
  clusterId: undefined,
  claims: {},
  autoscaled: [],
};
const up: Recorded = { ...nothing, namespace: "holdfast-dev", ownsNamespace: true, clusterId: "c-1", claims };
const empty: Cluster = { id: "c-1", namespace: { kind: "absent" }, claims: {}, running: [] };
const present = (madeBy: "holdfast" | "others" | { stack: string }, more: Partial<Cluster> = {}): Cluster => ({
  ...empty,
  namespace: { kind: "present", madeBy },
  ...more,
});
const running = present("holdfast", { claims });

function placed(...args: Parameters<typeof place>): Placement {
  const placing = place(...args);
  assert.ok(placing.ok, JSON.stringify(placing));
  return placing.placement;
}
function refused(...args: Parameters<typeof place>): string {
  const placing = place(...args);
  assert.ok(!placing.ok, "it is not refused");
  return placing.problems.join("\n");
}

describe("the namespace of a stack", () => {
  test("is made the first time, under the name that is wanted, in the cluster that is there", () => {
    const { namespace, clusterId, notes } = placed(wanted(), nothing, empty);
    assert.deepEqual([namespace, clusterId, notes], ["holdfast-dev", "c-1", []]);
  });

  test("stays that of the state when the stack is renamed", () => {
    const renamed = wanted({ stack: "organization/holdfast/live", namespace: { name: "holdfast-live", isSet: false } });
    const { namespace, notes } = placed(renamed, up, running);
    assert.equal(namespace, "holdfast-dev");
    assert.match(notes.join(), /pulumi config set holdfast:namespace holdfast-dev/);
  });

  test("cannot be changed, since the data would stay behind: the message has the command that sets it back", () => {
    const moved = wanted({ namespace: { name: "shop", isSet: true } });
    assert.match(
      refused(moved, up, running),
      /"shop".*"holdfast-dev".*pulumi config set holdfast:namespace holdfast-dev/,
    );
  });

  test("may be written down as what it is", () => {
    assert.equal(
      placed(wanted({ namespace: { name: "holdfast-dev", isSet: true } }), up, running).namespace,
      "holdfast-dev",
    );
  });

  test("of somebody else is refused, with the setting that uses it as it is", () => {
    const message = refused(wanted({ namespace: { name: "team-a", isSet: true } }), nothing, present("others"));
    assert.match(message, /"team-a".*somebody else has made it.*pulumi config set holdfast:createNamespace false/);
  });

  test("of another stack is refused, with the way for a stack that was renamed", () => {
    const other = present({ stack: "organization/holdfast/live" });
    assert.match(
      refused(wanted(), nothing, other),
      /stack organization\/holdfast\/live has made it.*kubectl annotate --overwrite namespace holdfast-dev holdfast\/stack=organization\/holdfast\/dev/,
    );
  });

  test("that a destroy has left is taken up again, also one of a release that did not sign it", () => {
    for (const madeBy of ["holdfast", { stack: "organization/holdfast/dev" }] as const)
      placed(wanted(), nothing, present(madeBy, { claims }));
    const chosen = wanted({ namespace: { name: "shop", isSet: true } });
    assert.match(
      refused(chosen, nothing, present("holdfast", { claims })),
      /a stack of an earlier release has made it.*kubectl annotate --overwrite namespace shop/,
    );
  });

  test("that another stack runs in is refused, whatever is written on it: one of the same name, or of another state", () => {
    const inUse = present({ stack: "organization/holdfast/dev" }, { claims, running: ["order", "order-database"] });
    for (const createNamespace of [true, false])
      assert.match(
        refused(wanted({ createNamespace }), nothing, inUse),
        /another stack of Holdfast runs there: order,/,
      );
    placed(wanted(), up, inUse);
  });

  test("that was deleted and made anew by somebody else is not ours any more", () => {
    assert.match(refused(wanted(), up, present("others")), /made it anew.*pulumi refresh/);
  });

  test("that somebody else has made is used when the setting says so, and neither made nor deleted", () => {
    const theirs = wanted({ namespace: { name: "team-a", isSet: true }, createNamespace: false });
    assert.deepEqual(
      placed(theirs, nothing, present("others", { claims: { photos: { ...claim, ours: false } } })).notes,
      [],
    );
    const inside = { ...up, namespace: "team-a", ownsNamespace: false };
    placed(theirs, inside, present("others"));
    assert.match(
      refused({ ...theirs, createNamespace: true }, inside, present("others")),
      /Set it back with `pulumi config set holdfast:createNamespace false`$/,
    );
    assert.match(refused(theirs, nothing, empty), /no namespace "team-a".*kubectl create namespace team-a/);
    const claimed = present("others", { claims: { "order-database": { ...claim, ours: false } } });
    assert.match(refused(theirs, nothing, claimed), /order-database.*somebody else has made it/);
  });

  test("that the stack has made cannot be called somebody else's: it would be deleted", () => {
    assert.match(refused(wanted({ createNamespace: false }), up, running), /config rm holdfast:createNamespace/);
  });

  test("is never looked for in another cluster", () => {
    assert.match(refused(wanted(), up, { ...running, id: "c-2" }), /"kind-kind".*not in that cluster/);
    assert.match(refused(wanted(), up, empty), /"kind-kind".*not in that cluster.*pulumi refresh/);
  });

  test("of an account that may not look at namespaces is believed in", () => {
    const blind: Cluster = { id: undefined, namespace: { kind: "unreadable" }, claims: undefined, running: [] };
    assert.equal(placed(wanted(), up, blind).clusterId, "c-1");
    assert.equal(placed(wanted(), nothing, blind).clusterId, undefined);
    assert.equal(
      placed(wanted({ claims: [] }), nothing, blind).keepNamespace,
      true,
      "what may be there is not deleted",
    );
  });
});

describe("what outlives a destroy", () => {
  test("are the volumes, and the namespace around them, where the stack keeps them", () => {
    const { keepClaims, keepNamespace } = placed(wanted(), up, running);
    assert.deepEqual([keepClaims, keepNamespace], [true, true]);
  });

  test("is nothing where it does not, or has no volumes", () => {
    for (const more of [{ keepOnDestroy: false }, { claims: [] }]) {
      const { keepClaims, keepNamespace } = placed(wanted(more), nothing, empty);
      assert.deepEqual([keepClaims, keepNamespace], [false, false]);
    }
  });

  test("is the namespace with volumes that were kept, when the databases have moved elsewhere", () => {
    const placement = placed(wanted({ claims: [] }), up, running);
    assert.deepEqual([placement.keepClaims, placement.keepNamespace], [false, true]);
    assert.match(placement.notes.join(), /"holdfast-dev".*order-database, payment-database/);
  });

  test("is the namespace with somebody else's volume in it", () => {
    const shared = present("holdfast", { claims: { ...claims, photos: { ...claim, ours: false } } });
    const { notes, keepNamespace } = placed(wanted({ keepOnDestroy: false }), up, shared);
    assert.equal(keepNamespace, true);
    assert.match(notes.join(), /not any more: photos\./);
  });

  test("are the volumes of a production stack that moves to URLs: they are protected, and the message has the way", () => {
    const moved = wanted({ claims: [], production: true });
    assert.match(refused(moved, up, running), /order-database and payment-database are protected.*production false/);
  });
});

describe("a volume", () => {
  test("keeps its class: another one is refused, with the one it has", () => {
    const message = refused(wanted({ storageClass: "fast" }), up, running);
    assert.match(
      message,
      /"fast".*order-database.*"standard".*config set --path holdfast:database.storageClass standard/,
    );
    assert.match(message, /payment-database/);
    placed(wanted({ storageClass: "standard" }), up, running);
  });

  test("that only the cluster knows counts as well", () => {
    assert.match(refused(wanted({ storageClass: "fast" }), nothing, running), /never changes/);
  });

  test("that was deleted by hand is held against no change", () => {
    placed(wanted({ storageClass: "fast" }), up, present("holdfast"));
    const blind = present("holdfast", { claims: undefined });
    assert.match(refused(wanted({ storageClass: "fast" }), up, blind), /never changes/);
  });

  test("grows, and never shrinks", () => {
    placed(wanted({ storage: "2Gi" }), up, running);
    placed(wanted({ storage: "1024Mi" }), up, running);
    assert.match(refused(wanted({ storage: "512Mi" }), up, running), /"512Mi".*has 1Gi: a volume never shrinks/);
  });
});
