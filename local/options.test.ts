import assert from "node:assert/strict";
import { test } from "node:test";
import { readLocalOptions } from "./options.ts";
import { HIGHEST_BASE_PORT, MOST_REPLICAS, replicaPorts } from "./ports.ts";

test("Without words the stack says everything.", () => {
  assert.deepEqual(readLocalOptions([]), {
    stack: "dev",
    replicas: { order: undefined, payment: undefined },
    basePort: 24_000,
    fresh: false,
  });
});

test("Words are read strictly, and a wrong one is told with its value.", () => {
  assert.equal(readLocalOptions(["--help"]), undefined);
  assert.deepEqual(readLocalOptions(["--order", "3", "--payment", "1"])?.replicas, { order: 3, payment: 1 });
  assert.throws(() => readLocalOptions(["--order", "0"]), /--order is "0": it must be a whole number from 1 to 20/);
  assert.throws(() => readLocalOptions(["--port", "80"]), /--port is "80"/);
  assert.throws(() => readLocalOptions(["--stack", "../x"]), /--stack is/);
  assert.throws(() => readLocalOptions(["--replicas", "2"]), /Unknown option/);
});

test("No two servers share a port, and all of them exist.", () => {
  const replicas = Array.from({ length: MOST_REPLICAS }, (_, index) => index + 1);
  const ports = (["order", "payment"] as const).flatMap((service) =>
    replicas.map((replica) => replicaPorts(HIGHEST_BASE_PORT, service, replica)),
  );
  const all = [HIGHEST_BASE_PORT, ...ports.flatMap(({ grpc, metrics }) => [grpc, metrics])];
  assert.equal(new Set(all).size, all.length);
  assert.ok(Math.max(...all) <= 65_535);
});
