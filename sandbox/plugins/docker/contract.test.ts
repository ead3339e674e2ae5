/** Every call of Pulumi's provider protocol, and what the stand-in answers (read in the engine's source, v3.250.0). */
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { type ServiceError, status } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import type {
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import Docker from "dockerode";
import { ask, errorOf, startPlugin } from "../rpc/fake-engine.ts";
import { Empty, provider, ResourceProviderClient, ResourceProviderService } from "../rpc/proto.ts";
import { fromStruct, type Properties, secret, toStruct, UNKNOWN } from "../rpc/values.ts";
import { contextFolder } from "./context-folder.ts";
import type { Daemon } from "./progress.ts";
import { dockerProvider } from "./provider.ts";

const ANSWERED: Record<string, string> = {
  getPluginInfo: "whenever the plugin is loaded",
  configure: "up, preview, refresh, destroy, import: once for each provider in program or state",
  check: "up and preview, for each image",
  diff: "up and preview, for each image that is in the state",
  create: "up and preview, for an image that is new",
  update: "up and preview, for an image that has changed",
  read: "refresh and import",
  delete: "destroy; up, for an image that is gone from the program",
  cancel: "at the end of every operation, and on Ctrl-C",
};

const REFUSED: Record<string, string> = {
  handshake: "when the plugin has started: older plugins do not have it",
  checkConfig: "for each provider: the engine takes its inputs as they are",
  diffConfig: "for each provider in the state: the engine compares the inputs itself",
  attach: "only where PULUMI_DEBUG_PROVIDERS names a provider that runs already",
  getSchema: "YAML programs, the code that import writes, package commands",
  getMapping: "pulumi convert",
  getMappings: "pulumi convert",
  parameterize: "pulumi package add",
  invoke: "a function of the package",
  call: "a method of the package",
  construct: "a component of the package",
  list: "a search for resources that no program has",
};

const URN = "urn:pulumi:dev::shop::docker:index/image:Image::order";
const NAME = "localhost:5000/order:1";
const DIGEST = `sha256:${"a".repeat(64)}`;

type Call = { method: string; url: URL; headers: http.IncomingHttpHeaders; size: number };

/** As much of Docker's Engine API as a build and a push need: events for each, or no end of it. */
async function startFakeDocker(t: TestContext, answers: { build?: object[] | "hangs"; push?: object[] } = {}) {
  const calls: Call[] = [];
  const { build = [{ stream: "Step 1/1 : FROM x\n" }] } = answers;
  const { push = [{ status: "Pushed" }, { aux: { Tag: "1", Digest: DIGEST, Size: 1 } }] } = answers;
  const lines = (events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
  const server = http.createServer(async (incoming, outgoing) => {
    let size = 0;
    for await (const chunk of incoming) size += chunk.length;
    const url = new URL(incoming.url ?? "/", "http://docker");
    calls.push({ method: incoming.method ?? "", url, headers: incoming.headers, size });
    if (url.pathname.endsWith("/push")) outgoing.end(lines(push));
    else if (!url.pathname.endsWith("/build")) outgoing.end(JSON.stringify({ Id: DIGEST }));
    else if (build === "hangs") server.emit("building");
    else outgoing.end(lines(build));
  });
  // BuildKit's session, in which it would ask for credentials.
  server.on("upgrade", (_incoming, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    socket
      .on("error", () => {})
      .on("end", () => socket.destroy())
      .resume();
    t.after(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const docker = new Docker({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, protocol: "http" });
  return { docker, calls, server };
}

const nowhere = new Docker({ socketPath: "/nowhere/docker.sock" });

async function start(
  t: TestContext,
  docker: Docker = nowhere,
  files: Record<string, string> = { Dockerfile: "FROM x" },
) {
  const folder = contextFolder(files);
  const env = { DOCKER_CONFIG: folder, DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const connect = async () => docker as Daemon;
  const { engine, client } = await startPlugin(t, ResourceProviderClient, (log) =>
    dockerProvider({ log, connect, env, folder }),
  );
  const checked = (inputs: Properties, urn = URN): Promise<CheckResponse> =>
    ask(client, client.check, new provider.CheckRequest().setUrn(urn).setNews(toStruct(inputs)));
  const check = async (inputs: Properties) => fromStruct((await checked(inputs)).getInputs());
  const create = async (inputs: Properties, preview = false) => {
    const request = new provider.CreateRequest().setUrn(URN).setProperties(toStruct(inputs)).setPreview(preview);
    const response: CreateResponse = await ask(client, client.create, request);
    return { id: response.getId(), state: fromStruct(response.getProperties()) };
  };
  const told = () => engine.messages.filter(({ ephemeral }) => ephemeral).map(({ text }) => text);
  return { engine, client, checked, check, create, told };
}

/** As infra/images/image.ts and the SDK's defaults give them. */
const inputs = (more: Properties = {}): Properties => ({
  imageName: NAME,
  build: { context: ".", platform: "linux/amd64", args: { BASE: "node" } },
  skipPush: false,
  buildOnPreview: false,
  ...more,
});

const failing = (promise: Promise<unknown>): Promise<ServiceError> =>
  promise.then(
    () => assert.fail("it succeeded"),
    (error: ServiceError) => error,
  );

test("the tables know every call of the protocol", () => {
  assert.deepEqual(Object.keys({ ...ANSWERED, ...REFUSED }).sort(), Object.keys(ResourceProviderService).sort());
});

for (const [name, when] of Object.entries(REFUSED))
  test(`${name} (${when}) is refused with a sentence`, async (t) => {
    const { client } = await start(t);
    const { code, details } = await errorOf(client, ResourceProviderService, name);
    assert.equal(code, status.UNIMPLEMENTED);
    assert.match(details, new RegExp(`"resource docker" does not serve the call ${name};.*plugin install`, "i"));
  });

test("getPluginInfo: the version of the official plugin", async (t) => {
  const { client } = await start(t);
  const info: PluginInfo = await ask(client, client.getPluginInfo, new Empty());
  assert.equal(info.getVersion(), "5.2.0");
});

test("configure: previews are served; secrets come plain, and the engine keeps them secret in the state", async (t) => {
  const { client } = await start(t);
  const request = new provider.ConfigureRequest();
  request.getVariablesMap().set("docker:config:version", "5.2.0");
  const response: ConfigureResponse = await ask(client, client.configure, request);
  assert.equal(response.getSupportspreview(), true);
  assert.equal(response.getAcceptsecrets(), false);
  request.getVariablesMap().set("docker:config:host", "tcp://other:2375");
  assert.match((await failing(ask(client, client.configure, request))).details, /not serve docker:host \(DOCKER_HOST/);
});

test("check: the Dockerfile's default is filled in, and the digest of the context is added", async (t) => {
  const { check } = await start(t, nowhere, { "app/Dockerfile": "FROM x", "app/Other": "FROM y" });
  const build = { context: "app", platform: "linux/amd64" };
  const { contextDigest, ...rest } = (await check(inputs({ build }))).build as Properties;
  assert.deepEqual(rest, { ...build, dockerfile: "app/Dockerfile" });
  assert.match(String(contextDigest), /^[0-9a-f]{64}$/);
  const other = (await check(inputs({ build: { ...build, dockerfile: "app/Other" } }))).build as Properties;
  assert.equal(other.dockerfile, "app/Other");
});

test("check: what is not known yet is left alone", async (t) => {
  const { check } = await start(t);
  const unknown = inputs({ build: { args: { A: UNKNOWN } } });
  assert.deepEqual(await check(unknown), unknown);
});

const PROBLEMS: [what: string, inputs: Properties, reason: RegExp][] = [
  ["a name without a registry", { imageName: "order:1" }, /"order:1" names no registry to push to: give the full name/],
  ["no platform", { build: {} }, /build.platform is missing: set it, such as linux\/amd64/],
  ["a build on preview", { buildOnPreview: true }, /buildOnPreview is not served by Holdfast's stand-in.*take it out/],
  ["another option", { build: { platform: "x", target: "y" } }, /build.target is not served/],
  ["a context that is none", { build: { platform: "x", context: "no" } }, /build.context is .*no: it is not a folder/],
];

for (const [what, more, reason] of PROBLEMS)
  test(`check: ${what} is refused`, async (t) => {
    const { checked } = await start(t);
    const [failure, ...others] = (await checked(inputs(more))).getFailuresList();
    assert.match(failure?.getReason() ?? "", reason);
    assert.deepEqual(others, []);
  });

test("check: a name to keep needs no registry", async (t) => {
  const { checked } = await start(t);
  assert.deepEqual((await checked(inputs({ imageName: "order:1", skipPush: true }))).getFailuresList(), []);
});

test("check: any other kind of the package is refused", async (t) => {
  const { checked } = await start(t);
  const { code, details } = await failing(
    checked({}, "urn:pulumi:dev::shop::a:b:C$docker:index/container:Container::x"),
  );
  assert.equal(code, status.UNIMPLEMENTED);
  assert.match(details, /does not serve the kind docker:index\/container:Container/);
});

test("diff: what changed, never as a replacement; other credentials are no change", async (t) => {
  const { client, check } = await start(t);
  const registry = { server: "localhost:5000", username: "me", password: "1" };
  const old = await check(inputs({ registry }));
  const diff = (next: Properties): Promise<DiffResponse> => {
    // The engine has taken the marks of secrets off.
    const request = new provider.DiffRequest()
      .setUrn(URN)
      .setOlds(toStruct({ __inputs: old }))
      .setNews(toStruct(next));
    return ask(client, client.diff, request);
  };
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  const same = await diff(await check(inputs({ registry: { ...registry, password: "2" } })));
  assert.equal(same.getChanges(), DIFF_NONE);
  const other = await diff(await check(inputs({ registry, imageName: "localhost:5000/other:1" })));
  assert.equal(other.getChanges(), DIFF_SOME);
  assert.deepEqual(other.getDiffsList(), ["imageName"]);
  assert.deepEqual(other.getReplacesList(), []);
});

test("create: an image is built from its context and pushed; its outputs hold the registry's digest", async (t) => {
  const { docker, calls } = await startFakeDocker(t);
  const { check, create, told } = await start(t, docker);
  const checked = await check(inputs());
  assert.deepEqual(await create(checked), {
    id: NAME,
    state: {
      imageName: NAME,
      baseImageName: NAME,
      context: ".",
      dockerfile: "Dockerfile",
      platform: "linux/amd64",
      registryServer: "",
      repoDigest: `localhost:5000/order@${DIGEST}`,
      __inputs: secret(checked),
    },
  });
  const build = calls.find(({ url }) => url.pathname.endsWith("/build"));
  assert.equal(build?.url.searchParams.get("t"), NAME);
  assert.equal(build?.url.searchParams.get("platform"), "linux/amd64");
  assert.equal(build?.url.searchParams.get("buildargs"), '{"BASE":"node"}');
  assert.ok((build?.size ?? 0) > 50);
  assert.deepEqual(told(), ["Building the image", "Step 1/1 : FROM x", "Pushing the image to the registry", "Pushed"]);
});

test("create: a preview builds nothing and leaves the digest unknown", async (t) => {
  const { docker, calls } = await startFakeDocker(t);
  const { check, create } = await start(t, docker);
  const checked = await check(inputs());
  assert.deepEqual(await create(checked, true), { id: "", state: checked });
  assert.deepEqual(calls, []);
});

test("create: an image that is not pushed has its local id", async (t) => {
  const { docker, calls } = await startFakeDocker(t);
  const { check, create } = await start(t, docker);
  assert.equal((await create(await check(inputs({ skipPush: true })))).state.repoDigest, DIGEST);
  assert.ok(!calls.some(({ url }) => url.pathname.endsWith("/push")));
});

test("create: a build that fails ends with Docker's reason and the end of the output", async (t) => {
  const { docker } = await startFakeDocker(t, {
    build: [
      { stream: "Step 1/2 : FROM x\nStep 2/2 : RUN make\n" },
      { stream: "make: *** no rule\n" },
      { errorDetail: { message: "exit code: 2" }, error: "exit code: 2" },
    ],
  });
  const { check, create } = await start(t, docker);
  assert.equal(
    (await failing(create(await check(inputs())))).details,
    `the build of ${NAME} failed: exit code: 2\n    Step 1/2 : FROM x\n    Step 2/2 : RUN make\n    make: *** no rule`,
  );
});

test("create: a push that is refused says so", async (t) => {
  const { docker } = await startFakeDocker(t, { push: [{ errorDetail: { message: "denied" } }] });
  const { check, create } = await start(t, docker);
  assert.match((await failing(create(await check(inputs())))).details, /order:1 could not be pushed: denied/);
});

test("create: credentials go to the registry, and neither into outputs nor into messages", async (t) => {
  const { docker, calls } = await startFakeDocker(t, {
    push: [{ status: "logged in with swordfish" }, { aux: { Digest: DIGEST } }],
  });
  const { engine, check, create } = await start(t, docker);
  const registry = { server: "localhost:5000", username: "me", password: "swordfish" };
  const { state } = await create(await check(inputs({ registry })));
  const push = calls.find(({ url }) => url.pathname.endsWith("/push"));
  const header = Buffer.from(String(push?.headers["x-registry-auth"]), "base64url").toString();
  assert.deepEqual(JSON.parse(header), { username: "me", password: "swordfish", serveraddress: "localhost:5000" });
  assert.doesNotMatch(JSON.stringify({ ...state, __inputs: null }), /swordfish/);
  assert.doesNotMatch(JSON.stringify(engine.messages), /swordfish/);
});

test("create: where no Docker answers, the error says what to do", async (t) => {
  const { check, create } = await start(t);
  assert.match(
    (await failing(create(await check(inputs())))).details,
    /no Docker daemon can be used at unix:\/\/\/nowhere\/docker.sock \(ENOENT\): start Docker, or set DOCKER_HOST/,
  );
});

test("update: an image that has changed is built again; a preview leaves its outputs unknown", async (t) => {
  const { docker, calls } = await startFakeDocker(t);
  const { client, check } = await start(t, docker);
  const news = await check(inputs());
  const update = async (preview: boolean) => {
    const request = new provider.UpdateRequest().setUrn(URN).setId(NAME).setNews(toStruct(news)).setPreview(preview);
    const response: UpdateResponse = await ask(client, client.update, request);
    return fromStruct(response.getProperties());
  };
  assert.deepEqual(await update(true), news);
  assert.deepEqual(calls, []);
  assert.equal((await update(false)).repoDigest, `localhost:5000/order@${DIGEST}`);
});

test("read: a refresh gives back what is known, and an import is refused", async (t) => {
  const { client } = await start(t);
  const read = (state: Properties): Promise<ReadResponse> =>
    ask(client, client.read, new provider.ReadRequest().setUrn(URN).setId(NAME).setProperties(toStruct(state)));
  const known = await read({ repoDigest: "x" });
  assert.deepEqual([known.getId(), fromStruct(known.getProperties())], [NAME, { repoDigest: "x" }]);
  assert.match((await failing(read({}))).details, /does not serve an import: localhost:5000\/order:1 has to be built/);
});

test("delete: what is pushed stays", async (t) => {
  const { docker, calls } = await startFakeDocker(t);
  const { client } = await start(t, docker);
  assert.ok(await ask(client, client.delete, new provider.DeleteRequest().setUrn(URN).setId(NAME)));
  assert.deepEqual(calls, []);
});

test("cancel: ends a build that is under way", async (t) => {
  const { docker, server } = await startFakeDocker(t, { build: "hangs" });
  const { client, check, create } = await start(t, docker);
  const building = once(server, "building");
  const failed = failing(create(await check(inputs())));
  await building;
  await ask(client, client.cancel, new Empty());
  assert.match((await failed).details, /abort/i);
});
