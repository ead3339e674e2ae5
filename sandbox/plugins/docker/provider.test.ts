import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { ServiceError } from "@grpc/grpc-js";
import type { CheckResponse, CreateResponse, DiffResponse, ReadResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import jspb from "google-protobuf";
import { ask, startPlugin } from "../rpc/fake-engine.ts";
import { provider, ResourceProviderClient } from "../rpc/proto.ts";
import { fromStruct, isSecret, type Properties, secret, toStruct } from "../rpc/values.ts";
import { contextFolder } from "./context-folder.ts";
import { dockerProvider } from "./provider.ts";

const URN = "urn:pulumi:dev::shop::docker:index/image:Image::order";
const NAME = "localhost:5000/order:1";
const DIGEST = `sha256:${"a".repeat(64)}`;

type Call = { method: string; url: URL; headers: http.IncomingHttpHeaders; size: number };

/** As much of Docker's Engine API as a build and a push need. */
async function startFakeDocker(t: TestContext, answers: { build?: object[]; push?: object[] } = {}) {
  const calls: Call[] = [];
  const server = http.createServer(async (incoming, outgoing) => {
    let size = 0;
    for await (const chunk of incoming) size += chunk.length;
    const url = new URL(incoming.url ?? "/", "http://docker");
    calls.push({ method: incoming.method ?? "", url, headers: incoming.headers, size });
    const lines = (events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
    if (url.pathname.endsWith("/build")) outgoing.end(lines(answers.build ?? [{ stream: "Step 1/1 : FROM x\n" }]));
    else if (url.pathname.endsWith("/push"))
      outgoing.end(lines(answers.push ?? [{ status: "Pushed" }, { aux: { Tag: "1", Digest: DIGEST, Size: 1 } }]));
    else outgoing.end(JSON.stringify({ Id: DIGEST }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

async function start(t: TestContext, host: string, files: Record<string, string> = { Dockerfile: "FROM x" }) {
  const folder = contextFolder(files);
  const { engine, client } = await startPlugin(t, ResourceProviderClient, (log) =>
    dockerProvider(log, { DOCKER_CONFIG: folder }, folder),
  );
  const configure = new provider.ConfigureRequest();
  configure.getVariablesMap().set("docker:config:host", host);
  await ask(client, client.configure, configure);
  const check = async (inputs: Properties): Promise<Properties> => {
    const response: CheckResponse = await ask(
      client,
      client.check,
      new provider.CheckRequest().setUrn(URN).setNews(toStruct(inputs)),
    );
    return fromStruct(response.getInputs());
  };
  const create = async (inputs: Properties, preview = false) => {
    const request = new provider.CreateRequest().setUrn(URN).setProperties(toStruct(inputs)).setPreview(preview);
    const response: CreateResponse = await ask(client, client.create, request);
    return { id: response.getId(), state: fromStruct(response.getProperties()) };
  };
  return { engine, client, check, create };
}

// The classic builder: BuildKit wants a session of its own, which the sandbox's Docker proves.
const inputs = (more: Properties = {}): Properties => ({
  imageName: NAME,
  build: { builderVersion: "BuilderV1", platform: "linux/amd64", args: { BASE: "node" } },
  ...more,
});

const failing = (promise: Promise<unknown>): Promise<ServiceError> =>
  promise.then(
    () => assert.fail("it succeeded"),
    (error: ServiceError) => error,
  );

test("an image is built from its context and pushed; its outputs hold the registry's digest", async (t) => {
  const docker = await startFakeDocker(t);
  const { engine, check, create } = await start(t, docker.host);
  const { id, state } = await create(await check(inputs()));
  assert.equal(id, NAME);
  assert.equal(state.repoDigest, `localhost:5000/order@${DIGEST}`);
  assert.equal(state.imageName, NAME);
  assert.equal(state.dockerfile, "Dockerfile");
  assert.equal(isSecret(state.__inputs), true);
  const build = docker.calls.find(({ url }) => url.pathname.endsWith("/build"));
  assert.equal(build?.url.searchParams.get("t"), NAME);
  assert.equal(build?.url.searchParams.get("platform"), "linux/amd64");
  assert.equal(build?.url.searchParams.get("buildargs"), '{"BASE":"node"}');
  assert.ok((build?.size ?? 0) >= 1024);
  const told = engine.messages.filter(({ ephemeral }) => ephemeral).map(({ text }) => text);
  assert.deepEqual(told, ["Building the image", "Step 1/1 : FROM x", "Pushing the image to the registry", "Pushed"]);
  assert.match(engine.messages[0]?.text ?? "", /stand-in for Pulumi's plugin "resource docker"/);
});

test("a preview builds nothing and leaves the digest unknown, unless it is asked to", async (t) => {
  const docker = await startFakeDocker(t);
  const { check, create } = await start(t, docker.host);
  const checked = await check(inputs());
  assert.deepEqual(await create(checked, true), { id: "", state: checked });
  assert.equal(docker.calls.length, 0);
  await create(await check(inputs({ buildOnPreview: true })), true);
  assert.deepEqual(
    docker.calls.map(({ url }) => url.pathname.split("/").at(-1)),
    ["build", "json"],
  );
});

test("an image that is not pushed has its local id", async (t) => {
  const docker = await startFakeDocker(t);
  const { check, create } = await start(t, docker.host);
  assert.equal((await create(await check(inputs({ skipPush: true })))).state.repoDigest, DIGEST);
  assert.equal(
    docker.calls.some(({ url }) => url.pathname.endsWith("/push")),
    false,
  );
});

test("a build that fails ends with Docker's reason and the end of the output", async (t) => {
  const build = [
    { stream: "Step 1/2 : FROM x\nStep 2/2 : RUN make\n" },
    { stream: "make: *** no rule\n" },
    { errorDetail: { message: "exit code: 2" }, error: "exit code: 2" },
  ];
  const docker = await startFakeDocker(t, { build });
  const { check, create } = await start(t, docker.host);
  const { details } = await failing(create(await check(inputs())));
  assert.equal(
    details,
    `the build of ${NAME} failed: exit code: 2\n    Step 1/2 : FROM x\n    Step 2/2 : RUN make\n    make: *** no rule`,
  );
});

test("a push that is refused says so", async (t) => {
  const docker = await startFakeDocker(t, { push: [{ errorDetail: { message: "denied" } }] });
  const { check, create } = await start(t, docker.host);
  assert.match(
    (await failing(create(await check(inputs())))).details,
    /localhost:5000\/order:1 could not be pushed: denied/,
  );
});

test("credentials go to the registry, and neither into state nor into messages", async (t) => {
  const docker = await startFakeDocker(t, {
    push: [{ status: "logged in with swordfish" }, { aux: { Digest: DIGEST } }],
  });
  const { engine, check, create } = await start(t, docker.host);
  const registry = { server: "localhost:5000", username: "me", password: secret("swordfish") };
  const { state } = await create(await check(inputs({ registry })));
  const push = docker.calls.find(({ url }) => url.pathname.endsWith("/push"));
  const header = Buffer.from(String(push?.headers["x-registry-auth"]), "base64url").toString();
  assert.deepEqual(JSON.parse(header), { username: "me", password: "swordfish", serveraddress: "localhost:5000" });
  const { __inputs, ...outputs } = state;
  assert.doesNotMatch(JSON.stringify(outputs), /swordfish/);
  assert.doesNotMatch(JSON.stringify(engine.messages), /swordfish/);
});

test("where no Docker answers, the error says what to do", async (t) => {
  const { check, create } = await start(t, "unix:///nowhere/docker.sock");
  const { details } = await failing(create(await check(inputs())));
  assert.match(
    details,
    /no Docker daemon can be used at unix:\/\/\/nowhere\/docker.sock \(ENOENT\): start Docker, or set DOCKER_HOST/,
  );
});

test("BuildKit's progress is told in its own words", async (t) => {
  const log = new jspb.BinaryWriter();
  log.writeBytes(4, Buffer.from("compiled\n"));
  const vertex = new jspb.BinaryWriter();
  vertex.writeString(3, "[2/3] RUN make");
  vertex.writeBytes(5, new Uint8Array([8, 1]));
  const status = new jspb.BinaryWriter();
  status.writeBytes(1, vertex.getResultBuffer());
  status.writeBytes(3, log.getResultBuffer());
  const aux = Buffer.from(status.getResultBuffer()).toString("base64");
  const docker = await startFakeDocker(t, { build: [{ id: "moby.buildkit.trace", aux }] });
  const { engine, check, create } = await start(t, docker.host);
  await create(await check(inputs()));
  const told = engine.messages.filter(({ ephemeral }) => ephemeral).map(({ text }) => text);
  assert.deepEqual(told.slice(1, 3), ["[2/3] RUN make", "compiled"]);
});

test("an image is never replaced, never deleted, and a refresh gives back what is known", async (t) => {
  const { client, check } = await start(t, "");
  const old = await check(inputs());
  const request = new provider.DiffRequest()
    .setUrn(URN)
    .setOlds(toStruct({ __inputs: secret(old) }))
    .setNews(toStruct(await check(inputs({ imageName: "localhost:5000/other:1" }))));
  const diff: DiffResponse = await ask(client, client.diff, request);
  assert.equal(diff.getChanges(), provider.DiffResponse.DiffChanges.DIFF_SOME);
  assert.deepEqual(diff.getReplacesList(), []);
  assert.deepEqual([...diff.getDetaileddiffMap().keys()], ["imageName"]);
  assert.ok(await ask(client, client.delete, new provider.DeleteRequest().setUrn(URN).setId(NAME)));
  const read: ReadResponse = await ask(
    client,
    client.read,
    new provider.ReadRequest()
      .setUrn(URN)
      .setId(NAME)
      .setProperties(toStruct({ repoDigest: "x" })),
  );
  assert.deepEqual([read.getId(), fromStruct(read.getProperties())], [NAME, { repoDigest: "x" }]);
});

test("what else the docker package has is not served, and said so", async (t) => {
  const { client } = await start(t, "");
  const container = new provider.CheckRequest().setUrn("urn:pulumi:dev::shop::docker:index/container:Container::x");
  assert.match(
    (await failing(ask(client, client.check, container))).details,
    /does not serve the kind docker:index\/container:Container/,
  );
});
