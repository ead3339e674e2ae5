import assert from "node:assert/strict";
import { test } from "node:test";
import { nextSteps } from "./next-steps.ts";

test("in the sandbox every step is an npm script, and Order has an address", () => {
  const steps = nextSteps(
    { kind: "sandbox", context: "holdfast-1" },
    { stack: "dev", namespace: "holdfast-dev", products: ["beans", "mill"], address: "127.0.0.1:50051" },
  );
  assert.match(steps, /^\nOrder answers on 127\.0\.0\.1:50051/);
  assert.match(steps, / npm run order -- --product mill --quantity 3\n/);
  assert.match(steps, / npm run kubectl -- get pods -n holdfast-dev\n[\s\S]* npm run stop$/);
});

test("on a cluster of one's own its context is named, and what is up is taken down by pulumi", () => {
  const steps = nextSteps(
    { kind: "own", context: "kind-kind" },
    { stack: "staging", namespace: "shop", products: ["beans"], address: undefined },
  );
  assert.match(steps, /^\nTry next:\n {2}npm run order -- --product beans --quantity 3 --stack staging\n/);
  assert.match(steps, / kubectl --context kind-kind get pods -n shop\n[\s\S]* npm run pulumi -- destroy -s staging$/);
});
