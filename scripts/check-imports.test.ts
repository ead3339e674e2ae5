import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { importProblems } from "./check-imports.ts";

describe("the import rules", () => {
  const forbidden: [file: string, source: string, problem: string][] = [
    [
      "services/order/main.ts",
      `import { charge } from "../payment/charge.ts";`,
      "services/order/main.ts imports services/payment/charge.ts: files in services/order/ may not",
    ],
    [
      "services/payment/main.ts",
      `import type {\n  Order,\n  Price,\n} from "../order/order.ts";`,
      "services/payment/main.ts imports services/order/order.ts: files in services/payment/ may not",
    ],
    [
      "services/shared/server.ts",
      `export * from "../order/settings.ts";`,
      "services/shared/server.ts imports services/order/settings.ts: files in services/shared/ may not",
    ],
    [
      "infra/index.ts",
      `import { serve } from "../services/shared/server.ts";`,
      "infra/index.ts imports services/shared/server.ts: files in infra/ may not",
    ],
    [
      "services/order/deep/down/it.ts",
      `const late = await import("../../../../infra/index.ts");`,
      "services/order/deep/down/it.ts imports infra/index.ts: files in services/order/ may not",
    ],
    [
      "services/payment/charge.ts",
      `import CircuitBreaker from "opossum";`,
      "services/payment/charge.ts imports opossum: only ^services\\/order\\/breaker\\/ may",
    ],
    [
      "services/order/main.ts",
      `import "@pulumi/pulumi";`,
      "services/order/main.ts imports @pulumi/pulumi: only ^(infra|sandbox\\/(plugins|acceptance\\/provider-program))\\/ may",
    ],
    [
      "infra/index.ts",
      `import { KubeConfig } from "@kubernetes/client-node/dist/config.js";`,
      "infra/index.ts imports @kubernetes/client-node/dist/config.js: only ^(sandbox|scenarios\\/runner|infra\\/place)\\/ may",
    ],
  ];
  for (const [file, source, problem] of forbidden)
    test(problem, () => assert.deepEqual(importProblems(file, source), [problem]));

  test("find each forbidden import among allowed ones", () => {
    const source = `import path from "node:path";\nimport "../payment/a.ts";\nimport { b } from "../shared/b.ts";\nimport "../payment/c.ts";`;
    assert.equal(importProblems("services/order/main.ts", source).length, 2);
  });

  test("leave what the house allows alone", () => {
    for (const [file, source] of [
      ["infra/settings.ts", `import { schema } from "../services/order/breaker/settings.ts";`],
      ["services/order/breaker/breaker.ts", `import CircuitBreaker from "opossum";`],
      ["sandbox/place-order.ts", `import { OrderClient } from "../proto/contracts.ts";`],
      ["scenarios/run.ts", `import type { BreakerSettings } from "../services/order/breaker/settings.ts";`],
      ["services/order/main.test.ts", `import { payment } from "../payment/app.ts";`],
    ] as const)
      assert.deepEqual(importProblems(file, source), [], file);
  });
});
