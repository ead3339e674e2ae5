import assert from "node:assert/strict";
import test from "node:test";
import { serviceSpec } from "./service.ts";

test("a headless Service gives the pods themselves, on TCP 50051", () => {
  assert.deepEqual(serviceSpec("payment", "headless"), {
    type: "ClusterIP",
    clusterIP: "None",
    selector: { "app.kubernetes.io/name": "payment" },
    ports: [{ name: "grpc", port: 50051, targetPort: "grpc", protocol: "TCP" }],
  });
});

test("an ordinary Service is of the type that the stack sets, with the node port that it sets", () => {
  assert.partialDeepStrictEqual(serviceSpec("order", { type: "NodePort", nodePort: 30051 }), {
    type: "NodePort",
    ports: [{ port: 50051, nodePort: 30051 }],
  });
  assert.ok(!JSON.stringify(serviceSpec("order", { type: "NodePort", nodePort: undefined })).includes("nodePort"));
  assert.ok(!("clusterIP" in serviceSpec("order", { type: "ClusterIP", nodePort: undefined })));
});
