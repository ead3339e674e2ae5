import assert from "node:assert/strict";
import test from "node:test";
import { runtime } from "@pulumi/pulumi";
import { readStackConfig } from "./stack-config.ts";

const CONFIG = {
  "holdfast:context": "kind-kind",
  "holdfast:image": '{"registry":"localhost:5000"}',
  "holdfast:orderDatabasePassword": "sesame",
  "holdfast:paymentDatabasePassword": "swordfish",
  "holdfast:monitoring": '{"podAnnotations":{"token":"hunter2"}}',
};
const PASSWORDS = ["holdfast:orderDatabasePassword", "holdfast:paymentDatabasePassword"];

test("which keys are secrets is what Pulumi says of them", async () => {
  await runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "holdfast", "dev");
  runtime.setAllConfig(CONFIG, PASSWORDS);
  assert.equal(readStackConfig().settings.monitoring.podAnnotations.token, "hunter2");

  // One field of it was set with --secret.
  runtime.setAllConfig(CONFIG, [...PASSWORDS, "holdfast:monitoring"]);
  assert.throws(readStackConfig, /`holdfast:monitoring` is a secret/);

  runtime.setAllConfig(CONFIG, PASSWORDS.slice(1));
  assert.throws(readStackConfig, /`holdfast:orderDatabasePassword` is set as plain text/);
});
