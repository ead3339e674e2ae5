import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { PeerCertificate } from "node:tls";
import { credentials, type KeyCertPair, Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import { PaymentClient, paymentService } from "../../proto/contracts.ts";
import type { ProcessPaymentRequest__Output } from "../../proto/gen/payment/v1/ProcessPaymentRequest.ts";
import type { ProcessPaymentResponse } from "../../proto/gen/payment/v1/ProcessPaymentResponse.ts";
import { identify } from "./client-identity.ts";
import { createLog } from "./log.ts";
import { ClientIdentitySettings } from "./protection-settings.ts";
import { call } from "./rpc-client.ts";
import type { RpcError } from "./rpc-error.ts";
import { TEST_AUTHORITY, TEST_SERVER, TEST_SHOP, TEST_TILL } from "./test-certificates.ts";
import { unary } from "./unary.ts";

const ALLOW = ClientIdentitySettings.parse({});
const REFUSE = ClientIdentitySettings.parse({ anonymous: "refuse" });

function sending(...ids: string[]) {
  const metadata = new Metadata();
  for (const id of ids) metadata.add("x-client-id", id);
  return { metadata, certificate: undefined };
}

function refusal(work: () => string): [string, unknown] {
  try {
    return [work(), undefined];
  } catch (error) {
    const { code, details } = error as RpcError;
    const [detail] = details;
    return [code, detail?.kind === "error-info" && [detail.reason, detail.metadata.metadataKey]];
  }
}

test("a client is who the metadata says, which may be called otherwise", () => {
  assert.equal(identify(ALLOW, sending("shop-7")), "shop-7");
  assert.equal(identify(ALLOW, sending("~".repeat(128))), "~".repeat(128));
  const metadata = new Metadata();
  metadata.set("x-user", "alice");
  assert.equal(identify({ ...ALLOW, metadataKey: "x-user" }, { metadata, certificate: undefined }), "alice");
});

test("clients without a name are one, or refused with what to send", () => {
  for (const nobody of [sending(), sending(""), sending("anonymous")]) {
    assert.equal(identify(ALLOW, nobody), "anonymous");
    assert.deepEqual(
      refusal(() => identify(REFUSE, nobody)),
      ["UNAUTHENTICATED", ["CLIENT_ID_MISSING", "x-client-id"]],
    );
  }
});

test("a name that is none, or two, is refused even where nobody needs one", () => {
  for (const id of ["a b", " ", "x".repeat(129)])
    assert.deepEqual(
      refusal(() => identify(ALLOW, sending(id))),
      ["UNAUTHENTICATED", ["CLIENT_ID_INVALID", "x-client-id"]],
    );
  assert.deepEqual(
    refusal(() => identify(ALLOW, sending("a", "b"))),
    ["UNAUTHENTICATED", ["CLIENT_ID_NOT_UNIQUE", "x-client-id"]],
  );
});

test("a certificate whose names look like more than they are has no name", () => {
  const subject = {} as PeerCertificate["subject"];
  const certificate = { subject, subjectaltname: 'URI:"http://a, DNS:shop"' } as PeerCertificate;
  assert.deepEqual(
    refusal(() => identify(ALLOW, { ...sending("shop"), certificate })),
    ["UNAUTHENTICATED", ["CLIENT_CERTIFICATE_WITHOUT_NAME", "x-client-id"]],
  );
});

test("keys that metadata cannot have, or that cannot hold text, are no setting", () => {
  for (const metadataKey of ["", "X-Client", "grpc-client", "client-bin", "a b"])
    assert.ok(!ClientIdentitySettings.safeParse({ metadataKey }).success, metadataKey);
});

/** Who a TLS server takes a caller for that also sends "mallory" as its id. */
async function seenAs(t: TestContext, client?: KeyCertPair): Promise<string> {
  const log = createLog({ service: "test", replica: "test" });
  const server = new Server();
  const ProcessPayment = unary<ProcessPaymentRequest__Output, ProcessPaymentResponse>(log, async (_, context) => ({
    paymentId: identify(ALLOW, context),
  }));
  server.addService(paymentService, { ProcessPayment });
  t.after(() => server.forceShutdown());
  const tls = ServerCredentials.createSsl(TEST_AUTHORITY, [TEST_SERVER], client !== undefined);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", tls, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  const channel = credentials.createSsl(TEST_AUTHORITY, client?.private_key, client?.cert_chain);
  const caller = new PaymentClient(`localhost:${port}`, channel);
  t.after(() => caller.close());
  const limits = { deadlineMs: 10_000, metadata: { "x-client-id": "mallory" } };
  return (await call(caller, paymentService.ProcessPayment, {}, limits)).paymentId;
}

test("a client with a certificate is who that says, whatever its metadata says", async (t) => {
  assert.equal(await seenAs(t, TEST_SHOP), "shop");
  assert.equal(await seenAs(t, TEST_TILL), "spiffe://shop.example/till");
  assert.equal(await seenAs(t), "mallory");
});
