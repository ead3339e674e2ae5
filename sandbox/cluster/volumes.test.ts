import assert from "node:assert/strict";
import { test } from "node:test";
import { type Claim, type Volume, volumeChanges, volumeFor } from "./volumes.ts";

function claim(uid: string, spec: Partial<Claim["spec"]> = {}): Claim {
  return {
    metadata: { name: "order-database", namespace: "holdfast-dev", uid },
    spec: {
      storageClassName: "sandbox",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
      ...spec,
    },
  };
}

const volume = (name: string, phase: string, storageClassName = "sandbox"): Volume => ({
  metadata: { name },
  spec: { storageClassName },
  status: { phase },
});

test("a claim of the sandbox's class gets a volume, once", () => {
  const [fresh, bound, others] = [
    claim("1"),
    claim("2", { volumeName: "pvc-2" }),
    claim("3", { storageClassName: "mine" }),
  ];
  assert.deepEqual(volumeChanges([fresh, bound, others], []).missing, [fresh]);
  assert.deepEqual(volumeChanges([fresh], [volume("pvc-1", "Pending")]).missing, []);
});

test("a volume that nobody claims any longer goes, and no other", () => {
  const released = volume("pvc-1", "Released");
  const others = [volume("pvc-2", "Bound"), volume("pvc-3", "Released", "mine")];
  assert.deepEqual(volumeChanges([], [released, ...others]).released, [released]);
  const going: Volume = { ...released, metadata: { name: "pvc-1", deletionTimestamp: "2026-11-21T00:00:00Z" } };
  assert.deepEqual(volumeChanges([], [going]).released, []);
});

test("a volume is for its claim alone, in a folder named after it", () => {
  assert.partialDeepStrictEqual(volumeFor(claim("1"), "/state/volumes"), {
    metadata: { name: "pvc-1" },
    spec: {
      capacity: { storage: "1Gi" },
      claimRef: { namespace: "holdfast-dev", name: "order-database", uid: "1" },
      local: { path: "/state/volumes/pvc-1" },
    },
  });
});
