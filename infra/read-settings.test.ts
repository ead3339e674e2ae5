import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { loadYaml } from "@kubernetes/client-node";
import { type Reading, readSettings, SECRETS } from "./read-settings.ts";
import { StackSettings } from "./settings.ts";

const root = path.join(import.meta.dirname, "..");
const DIGEST = `sha256:${"a".repeat(64)}`;

/** What every stack needs. */
const NEEDED = {
  context: "kind-kind",
  image: { registry: "localhost:5000" },
  orderDatabasePassword: "open sesame",
  paymentDatabasePassword: "swordfish",
};

/** Stack config as Pulumi hands it over: text, objects as JSON. */
function config(values: Record<string, unknown>): Record<string, string> {
  const given: Record<string, unknown> = { ...NEEDED, ...values };
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      `holdfast:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** Keys that were set with --secret. */
const isSecret = (...others: string[]) => {
  const keys = new Set([...SECRETS, ...others].map((key) => `holdfast:${key}`));
  return (key: string) => keys.has(key);
};

function accepted(values: Record<string, unknown>, stack = "dev"): Reading & { ok: true } {
  const reading = readSettings(config(values), stack, isSecret());
  assert.ok(reading.ok, reading.ok ? "" : reading.problems.join("\n"));
  return reading;
}

function read(values: Record<string, unknown>, stack = "dev"): StackSettings {
  return accepted(values, stack).settings;
}

function refused(values: Record<string, unknown>, stack = "dev", secret = isSecret()): string[] {
  const reading = readSettings(config(values), stack, secret);
  assert.ok(!reading.ok, "should have been refused");
  return reading.problems;
}

/** Refused with one sentence that has all these words in it. */
function refusedWith(values: Record<string, unknown>, ...words: string[]): void {
  const problems = refused(values);
  assert.equal(problems.length, 1, problems.join("\n"));
  for (const word of words) assert.ok(problems[0]?.includes(word), `"${word}" is not in: ${problems[0]}`);
}

test("a context, a registry and a password for each database are all that a stack must set", () => {
  const settings = read({});
  assert.equal(settings.namespace, "holdfast-dev");
  assert.equal(settings.image.base, "node:24-slim");
  assert.equal(settings.payment.replicas, 2);
  assert.equal(settings.breaker.failureRatio, 0.5);
  assert.deepEqual(settings.chaos, { seed: 0, phases: [] });
  assert.equal(settings.database.image, "postgres:18");
  assert.equal(settings.database.keepOnDestroy, true);
  assert.deepEqual(accepted({}).databases, { order: "cluster", payment: "cluster" });
});

test("what Pulumi.yaml fills in as empty counts as not set", () => {
  const settings = read({ kubeconfig: "", namespace: "", registryUsername: "", registryPassword: "" });
  assert.equal(settings.kubeconfig, undefined);
  assert.equal(settings.namespace, "holdfast-dev");
});

test("numbers and flags may be text, as `pulumi config set --path` writes them", () => {
  const settings = read({
    breaker: { failureRatio: "0.4", minRequests: "8" },
    order: { replicas: "3", autoscaling: { enabled: "false" }, resources: { cpuRequest: 1 }, service: {} },
    chaos: { delay: { ms: "200" }, abort: { percentage: "25" } },
  });
  assert.equal(settings.breaker.failureRatio, 0.4);
  assert.equal(settings.order.replicas, 3);
  assert.equal(settings.order.autoscaling.enabled, false);
  assert.equal(settings.order.resources.cpuRequest, "1");
  assert.deepEqual(settings.chaos, {
    seed: 0,
    phases: [],
    delay: { ms: 200, percentage: 100 },
    abort: { code: "UNAVAILABLE", percentage: 25 },
  });
});

test("text that is not a strict decimal is no number", () => {
  for (const text of ["", " 1", "0x10", "1e1", "one", "1,5"])
    refusedWith({ order: { replicas: text } }, "holdfast:order.replicas", JSON.stringify(text));
});

test("a missing context says how to set it", () => {
  refusedWith({ context: "" }, "`holdfast:context`", "`pulumi config set holdfast:context NAME`");
});

test("an unknown key is named, at the top and further in", () => {
  refusedWith({ braker: {} }, "holdfast:braker");
  refusedWith({ breaker: { failureRate: 0.4 } }, "holdfast:breaker.failureRate");
  refusedWith({ order: { autoscaling: { max: 4 } } }, "holdfast:order.autoscaling.max");
});

test("keys of other namespaces are let be", () => {
  assert.ok(readSettings({ ...config({}), "kubernetes:context": "other", "pulumi:tags": "{}" }, "dev", isSecret()).ok);
});

test("a value out of range names key, value and why", () => {
  refusedWith({ breaker: { failureRatio: 1.5 } }, "holdfast:breaker.failureRatio", "1.5", "at most 1");
  refusedWith({ chaos: { abort: { percentage: 101 } } }, "holdfast:chaos.abort.percentage", "101", "100");
  refusedWith({ order: { replicas: 0 } }, "holdfast:order.replicas", "0", "from 1 to 1000");
  refusedWith({ rateLimit: { total: { burst: 0 } } }, "holdfast:rateLimit.total.burst", "0", "calls");
  refusedWith({ database: { storage: "much" } }, "holdfast:database.storage", "much", "Kubernetes");
  refusedWith({ order: { replicas: 2.5 } }, "holdfast:order.replicas", "2.5", "whole number");
  refusedWith({ payment: { logLevel: "loud" } }, "holdfast:payment.logLevel", "loud");
  refusedWith(
    { monitoring: { scrapeAnnotations: "yes" } },
    "holdfast:monitoring.scrapeAnnotations",
    "yes",
    "true or false",
  );
  refusedWith({ namespace: "Shop" }, "holdfast:namespace", "Shop", "small letters");
});

test("rules between fields say what would go wrong", () => {
  refusedWith({ settlement: { leaseMarginMs: 8000, pollMs: 2000 } }, "holdfast:settlement.leaseMarginMs", "10 s");
  refusedWith({ breaker: { openMs: 500 } }, "holdfast:breaker.callDeadlineMs", "openMs", "500");
  refusedWith(
    { order: { autoscaling: { minReplicas: 20 } } },
    "holdfast:order.autoscaling.maxReplicas",
    "not set",
    "10",
    "minReplicas",
  );
  refusedWith({ order: { resources: { memoryLimit: "128Mi" } } }, "holdfast:order.resources.memoryLimit", "256Mi");
  refusedWith({ order: { resources: { cpuLimit: "100m" } } }, "holdfast:order.resources.cpuLimit", "250m");
  refusedWith({ order: { service: { nodePort: 30000 } } }, "holdfast:order.service.nodePort", "ClusterIP");
});

test("amounts of CPU and memory are Kubernetes'", () => {
  refusedWith({ order: { resources: { cpuRequest: "fast" } } }, "holdfast:order.resources.cpuRequest", "fast", "250m");
  refusedWith({ order: { resources: { memoryRequest: "0" } } }, "holdfast:order.resources.memoryRequest");
});

test("a registry is required unless both images are prebuilt", () => {
  const order = `ghcr.io/acme/holdfast-order@${DIGEST}`;
  const payment = `ghcr.io/acme/holdfast-payment@${DIGEST}`;
  refusedWith({ image: {} }, "holdfast:image.registry", "unless image.order and image.payment");
  refusedWith({ image: { order } }, "holdfast:image.registry");
  assert.equal(read({ image: { order, payment } }).image.order, order);
});

test("a prebuilt image must carry a digest, a registry no scheme", () => {
  refusedWith({ image: { registry: "r.io", order: "r.io/order:latest" } }, "holdfast:image.order", "digest");
  refusedWith({ image: { registry: "https://r.io/acme" } }, "holdfast:image.registry", "without https://");
});

test("user and password of a registry come together, and no message shows the password", () => {
  refusedWith({ registryUsername: "ann" }, "holdfast:registryPassword", "pulumi config set --secret");
  const problems = refused({ registryPassword: "hunter2", nonsense: "1" });
  assert.equal(problems.length, 2);
  assert.ok(!problems.join().includes("hunter2"));
  assert.ok(!JSON.stringify(read({ registryUsername: "ann", registryPassword: "hunter2" })).includes("hunter2"));
});

test("an account is of a registry, also where images are prebuilt", () => {
  const image = { order: `r.io/a/order@${DIGEST}`, payment: `r.io/a/payment@${DIGEST}` };
  const account = { registryUsername: "ann", registryPassword: "hunter2" };
  refusedWith({ image, ...account }, "holdfast:image.registry", "registryUsername");
  assert.equal(read({ image: { ...image, registry: "r.io/a" }, ...account }).registryUsername, "ann");
});

const URLS = {
  orderDatabasePassword: "",
  orderDatabaseUrl: "postgres://order:s3cret@db.example/order?sslmode=verify-full",
  paymentDatabasePassword: "",
  paymentDatabaseUrl: "postgresql://payment:s3cret@db.example:5432/payment",
  processorDatabaseUrl: "postgres://processor:s3cret@db.example:5432/processor",
};

test("a database is in the cluster with a password, or anywhere by its URL", () => {
  assert.deepEqual(accepted(URLS).databases, { order: "url", payment: "url" });
  const { orderDatabaseUrl } = URLS;
  const { databases } = accepted({ orderDatabasePassword: "", orderDatabaseUrl });
  assert.deepEqual(databases, { order: "url", payment: "cluster" });
});

test("a missing password says how to set one, and what would do instead", () => {
  for (const service of ["order", "payment"])
    refusedWith(
      { [`${service}DatabasePassword`]: "" },
      `\`holdfast:${service}DatabasePassword\` is missing`,
      `\`pulumi config set --secret holdfast:${service}DatabasePassword "$(openssl rand -hex 24)"\``,
      `holdfast:${service}DatabaseUrl postgres://`,
    );
});

test("a URL and a password for one database are too much", () => {
  const { orderDatabaseUrl } = URLS;
  refusedWith({ orderDatabaseUrl }, "`holdfast:orderDatabaseUrl` and `holdfast:orderDatabasePassword` are both set");
});

test("Payment's ledger and the processor come with a URL each", () => {
  refusedWith({ ...URLS, processorDatabaseUrl: "" }, "`holdfast:processorDatabaseUrl` is missing", "--secret");
  refusedWith(
    { processorDatabaseUrl: URLS.processorDatabaseUrl },
    "`holdfast:paymentDatabaseUrl` is missing beside processorDatabaseUrl",
  );
  refusedWith(
    { ...URLS, processorDatabaseUrl: URLS.paymentDatabaseUrl },
    "`holdfast:paymentDatabaseUrl` and `holdfast:processorDatabaseUrl` are the same",
  );
});

test("what is no URL of a PostgreSQL database is refused, and never shown", () => {
  for (const orderDatabaseUrl of ["hunter2", "mysql://u:hunter2@h/d", "postgres://u:hunter2@h", "postgres:///d"]) {
    const problems = refused({ orderDatabasePassword: "", orderDatabaseUrl });
    assert.match(problems.join(), /^`holdfast:orderDatabaseUrl` must be like postgres:\/\//);
    assert.ok(!problems.join().includes("hunter2"));
  }
  const problems = refused({ orderDatabasePassword: "hunter2\nSELECT", nonsense: "1" });
  assert.match(problems.join(), /`holdfast:orderDatabasePassword` must be printable ASCII/);
  assert.ok(!problems.join().includes("hunter2"));
  assert.ok(!JSON.stringify(accepted(URLS)).includes("s3cret"));
});

test("a secret where none is kept secret is refused, and no message shows it", () => {
  const secret = isSecret("monitoring", "context", "order");
  const problems = refused(
    { monitoring: { podAnnotations: { token: "hunter2" } }, order: { logLevel: "hunter2" }, payment: { replicas: 0 } },
    "dev",
    secret,
  );
  assert.equal(problems.length, 4, problems.join("\n"));
  assert.ok(!problems.join().includes("hunter2"));
  const [monitoring, context] = ["monitoring", "context"].map((key) =>
    problems.find((each) => each.includes(`:${key}\``)),
  );
  for (const word of ["plain text", SECRETS.join(", "), "`pulumi config rm --path holdfast:monitoring.FIELD`"])
    assert.ok(monitoring?.includes(word), monitoring);
  assert.ok(context?.includes("`pulumi config rm holdfast:context`"), context);
});

test("a misspelt secret is no setting, and no message shows it", () => {
  const problems = refused({ registryPasword: "hunter2" }, "dev", isSecret("registryPasword"));
  assert.match(problems.join(), /`holdfast:registryPasword` is not a setting/);
  assert.ok(!problems.join().includes("hunter2"));
});

test("a secret that was set as plain text is refused, and no message shows it", () => {
  const account = { registryUsername: "ann", registryPassword: "hunter2" };
  const problems = refused(account, "dev", () => false);
  assert.equal(problems.length, 3, problems.join("\n"));
  for (const [index, key] of ["orderDatabasePassword", "paymentDatabasePassword", "registryPassword"].entries())
    assert.match(
      [...problems].sort()[index] ?? "",
      new RegExp(`^\`holdfast:${key}\` is set as plain text.*\`pulumi config set --secret holdfast:${key}\`$`),
    );
  assert.ok(!problems.join().includes("hunter2"));
});

test("a stack that is marked as production takes no chaos unless that is allowed, and says why", () => {
  const chaos = { abort: { percentage: 25 } };
  const phases = [{ name: "p", startMs: 0, durationMs: 1_000, faults: { hang: { percentage: 1 } } }];
  for (const each of [chaos, { anchor: "2027-01-31T09:00:00Z", phases }])
    refusedWith(
      { production: "true", chaos: each },
      "holdfast:chaos",
      "production",
      "orders of people",
      "`pulumi config set holdfast:allowChaosInProduction true`",
    );
  assert.equal(read({ production: true, chaos: { seed: 7 } }).production, true);
  assert.equal(read({ production: "true", allowChaosInProduction: "true", chaos }).chaos.abort?.percentage, 25);
  assert.equal(read({ production: "false", chaos }).chaos.abort?.percentage, 25);
});

test("what is wrong with chaos fails the preview, in the words that Payment would use", () => {
  const phase = { name: "outage", startMs: 0, durationMs: 600_000, faults: { abort: { percentage: 100 } } };
  const anchor = "2027-01-31T09:00:00Z";
  refusedWith({ chaos: { phases: [phase] } }, "holdfast:chaos.anchor", "beside phases");
  refusedWith({ chaos: { anchor, phases: [{ ...phase, startMs: -1 }] } }, "holdfast:chaos.phases[0].startMs", "-1");
  refusedWith(
    { chaos: { anchor, phases: [phase, { ...phase, name: "second" }] } },
    "holdfast:chaos.phases[1].startMs",
    '"outage"',
    '"second"',
  );
  refusedWith({ chaos: { explode: {} } }, "holdfast:chaos.explode", "not a setting");
});

test("all problems are told at once", () => {
  assert.equal(refused({ context: "", image: {} }).length, 2);
  assert.equal(refused({ breaker: { failureRatio: 2, maxRequests: 0 }, order: { replicas: -1 }, typo: "x" }).length, 4);
});

test("a stack whose name is no Kubernetes name must set its namespace", () => {
  for (const [stack, rule] of [
    ["My_Stack.1", "small letters, digits and -"],
    ["s".repeat(60), "at most 63 characters"],
  ] as const) {
    const problems = refused({}, stack);
    assert.equal(problems.length, 1);
    for (const words of [`the stack's name is "${stack}"`, `"holdfast-${stack}"`, rule])
      assert.ok(problems[0]?.includes(words), problems[0]);
    assert.match(problems[0] ?? "", /`pulumi config set holdfast:namespace NAME`$/);
    assert.equal(read({ namespace: "shop" }, stack).namespace, "shop");
  }
  assert.match(refused({ namespace: "Shop" }, "My_Stack").join(), /^`holdfast:namespace` is "Shop": must be/);
});

test("an object that is none is refused", () => {
  refusedWith({ breaker: "closed" }, "holdfast:breaker", "closed");
});

test("a line without a value is said to be empty, wherever it stands", () => {
  const empty = (key: string) => `\`holdfast:${key}\` is empty: give it a value, or take the line out`;
  for (const [values, key] of [
    [{ order: { service: null } }, "order.service"],
    [{ order: { replicas: null } }, "order.replicas"],
    [{ order: { recordCalls: null } }, "order.recordCalls"],
    [{ order: { catalogue: { unitPricesMinor: null } } }, "order.catalogue.unitPricesMinor"],
    [{ payment: { logLevel: null } }, "payment.logLevel"],
    [{ payment: { resources: { cpuLimit: null } } }, "payment.resources.cpuLimit"],
    [{ monitoring: { podAnnotations: { "a.b/c": null } } }, 'monitoring.podAnnotations["a.b/c"]'],
    [{ chaos: { abort: { percentage: null } } }, "chaos.abort.percentage"],
    [{ chaos: { anchor: "2027-01-31T09:00:00Z", phases: [null] } }, "chaos.phases[0]"],
  ] as const)
    assert.deepEqual(refused(values), [empty(key)]);
});

test("a text that YAML or Pulumi took for something else tells how to keep it a text", () => {
  refusedWith(
    { monitoring: { podAnnotations: { "example.com/scrape": true } } },
    '`holdfast:monitoring.podAnnotations["example.com/scrape"]` is true: must be a text.',
    "`pulumi config set --type string --path 'holdfast:monitoring.podAnnotations[\"example.com/scrape\"]' true`",
    "in quotes",
  );
  refusedWith({ monitoring: { podAnnotations: { port: 80 } } }, "--path holdfast:monitoring.podAnnotations.port 80`");
  refusedWith(
    { monitoring: { podAnnotations: { id: 1.5e22 } } },
    "--path holdfast:monitoring.podAnnotations.id VALUE`",
  );
  refusedWith({ database: { storageClass: 1 } }, "--type string --path holdfast:database.storageClass 1`");
  refusedWith({ order: { replicas: true } }, "holdfast:order.replicas` is true: must be a whole number from 1 to 1000");
});

test("a catalogue that no pod could be started with is refused", () => {
  const unitPricesMinor = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`product-${index}`, 1_450]));
  refusedWith({ order: { catalogue: { unitPricesMinor } } }, "10000 products", "bytes");
});

test("Pulumi.yaml declares every key, and no other", () => {
  const project = loadYaml<{ config: Record<string, { description?: string; default?: unknown }> }>(
    readFileSync(path.join(root, "Pulumi.yaml"), "utf8"),
  );
  const keys = [...Object.keys(StackSettings.shape), ...SECRETS].sort();
  assert.deepEqual(Object.keys(project.config).sort(), keys);
  for (const [key, { description, default: fallback }] of Object.entries(project.config))
    assert.ok(description && fallback !== undefined, `${key} needs a description and a default`);
});

for (const stack of ["dev", "staging", "prod"])
  test(`the settings of stack ${stack} are good`, () => {
    const file = loadYaml<{ config: Record<string, unknown> }>(
      readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8"),
    );
    const values = Object.entries(file.config).map(([key, value]) => [key.replace("holdfast:", ""), value]);
    const settings = read(Object.fromEntries(values), stack);
    assert.equal(settings.namespace, `holdfast-${stack}`);
    const chaos = { delay: { ms: 200, percentage: 100 }, abort: { code: "UNAVAILABLE", percentage: 25 } };
    assert.deepEqual(settings.chaos, { seed: 0, phases: [], ...(stack === "dev" && chaos) });
    assert.equal(settings.production, stack === "prod");
  });
