/** For tests: as much of a Kubernetes API server as the stand-in talks to, over real HTTP on 127.0.0.1. */
import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { isObject, type Properties, type Value } from "../rpc/values.ts";
import { at, type KubeObject, listAt, nameOf, numberAt, objectAt, withAt } from "./object.ts";

export type FakeRequest = { method: string; path: string; query: URLSearchParams; type: string; body: Properties };
export type FakeAnswer = { code: number; body: Value; headers?: http.OutgoingHttpHeaders };

export type FakeApiServer = {
  kubeconfig: string;
  /** By path, such as /api/v1/namespaces/shop/configmaps/settings. */
  objects: Map<string, KubeObject>;
  requests: FakeRequest[];
  /** Answers before the server does; undefined lets it answer. */
  intercept: (answer: (request: FakeRequest) => FakeAnswer | undefined) => void;
  /** Called with each object that was created or changed: a controller. */
  control: (controller: (path: string, object: KubeObject) => KubeObject) => void;
  stop: () => Promise<void>;
};

const RESOURCES: Record<string, [plural: string, kind: string, namespaced: boolean][]> = {
  "/api/v1": [
    ["namespaces", "Namespace", false],
    ["configmaps", "ConfigMap", true],
    ["secrets", "Secret", true],
    ["services", "Service", true],
    ["endpoints", "Endpoints", true],
    ["pods", "Pod", true],
    ["persistentvolumeclaims", "PersistentVolumeClaim", true],
  ],
  "/apis/apps/v1": [
    ["deployments", "Deployment", true],
    ["deployments/scale", "Scale", true],
    ["replicasets", "ReplicaSet", true],
  ],
  "/apis/storage.k8s.io/v1": [["storageclasses", "StorageClass", false]],
};

export const failure = (code: number, reason: string, message: string, details: Properties = {}): FakeAnswer => ({
  code,
  body: { kind: "Status", reason, message, details },
});

export async function startFakeApiServer(): Promise<FakeApiServer> {
  const objects = new Map<string, KubeObject>();
  const requests: FakeRequest[] = [];
  let intercepting: (request: FakeRequest) => FakeAnswer | undefined = () => undefined;
  let controller = (_: string, object: KubeObject) => object;
  let version = 0;

  const store = (path: string, object: KubeObject, dryRun: boolean): FakeAnswer => {
    const stamped = withAt(object, ["metadata", "resourceVersion"], String(++version));
    const kept = dryRun ? stamped : controller(path, stamped);
    if (!dryRun) objects.set(path, kept);
    return { code: 200, body: kept };
  };

  const answer = (request: FakeRequest): FakeAnswer => {
    const { method, path, body, query, type } = request;
    if (path === "/version") return { code: 200, body: { gitVersion: "v1.35.0" } };
    const resources = RESOURCES[path];
    if (resources)
      return {
        code: 200,
        body: { resources: resources.map(([name, kind, namespaced]) => ({ name, kind, namespaced })) },
      };
    const dryRun = query.get("dryRun") === "All";
    if (method === "POST") return create(`${path}/${nameOf(body)}`, body, query.get("fieldManager") ?? "", dryRun);
    const found = objects.get(path);
    if (method === "GET" && /s$/.test(path) && !found && isCollection(path)) return list(path);
    if (!found) return failure(404, "NotFound", `${path} not found`);
    if (method === "GET") return { code: 200, body: found };
    if (method === "DELETE") {
      objects.delete(path);
      return { code: 200, body: found };
    }
    if (type === "application/json-patch+json") return jsonPatch(path, found, body);
    return store(path, applied(found, body, query.get("fieldManager") ?? ""), dryRun);
  };

  const create = (path: string, body: KubeObject, manager: string, dryRun: boolean): FakeAnswer => {
    if (objects.has(path)) return failure(409, "AlreadyExists", `${nameOf(body)} already exists`);
    const managedFields = [{ manager, operation: "Update", fieldsV1: fieldsOf(body) }];
    const metadata = { ...objectAt(body, "metadata"), uid: randomUUID(), generation: 1, managedFields };
    const encoded = Object.entries(objectAt(body, "stringData")).map(([key, text]) => [
      key,
      Buffer.from(String(text)).toString("base64"),
    ]);
    const { stringData: _, ...rest } = body;
    const data: Properties = encoded.length > 0 ? { data: Object.fromEntries(encoded) } : {};
    return store(path, { ...rest, ...data, metadata }, dryRun);
  };

  const jsonPatch = (path: string, found: KubeObject, body: Properties): FakeAnswer => {
    const operations = Object.values(body).filter(isObject);
    const wanted = operations.find((each) => each.path === "/metadata/resourceVersion")?.value;
    if (wanted !== at(found, "metadata", "resourceVersion"))
      return failure(409, "Conflict", "the object has been modified");
    const fields = operations.find((each) => each.path === "/metadata/managedFields")?.value;
    return store(path, withAt(found, ["metadata", "managedFields"], fields), false);
  };

  const isCollection = (path: string) =>
    Object.values(RESOURCES).some((all) => all.some(([plural]) => path.endsWith(`/${plural}`)));
  const list = (path: string): FakeAnswer => ({
    code: 200,
    body: { items: [...objects].filter(([key]) => key.startsWith(`${path}/`)).map(([, object]) => object) },
  });

  const server = http.createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    const url = new URL(incoming.url ?? "/", "http://server");
    const request: FakeRequest = {
      method: incoming.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      type: incoming.headers["content-type"] ?? "",
      body: text === "" ? {} : JSON.parse(text),
    };
    requests.push(request);
    const { code, body, headers } = intercepting(request) ?? answer(request);
    outgoing.writeHead(code, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfigFor(`http://127.0.0.1:${port}`),
    objects,
    requests,
    intercept: (next) => {
      intercepting = next;
    },
    control: (next) => {
      controller = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function kubeconfigFor(server: string): string {
  return JSON.stringify({
    "current-context": "fake",
    clusters: [{ name: "fake", cluster: { server, "insecure-skip-tls-verify": true } }],
    contexts: [{ name: "fake", context: { cluster: "fake", user: "fake", namespace: "from-context" } }],
    users: [{ name: "fake", user: { token: "t" } }],
  });
}

/** Server-side apply, in little: fields are merged, and belong to the manager from then on. */
function applied(found: KubeObject, body: KubeObject, manager: string): KubeObject {
  const others = listAt(found, "metadata", "managedFields").filter((entry) => entry.manager !== manager);
  const merged = merge(found, body);
  const changed = JSON.stringify(merged.spec) !== JSON.stringify(found.spec);
  const metadata = {
    ...objectAt(merged, "metadata"),
    generation: numberAt(found, "metadata", "generation") + (changed ? 1 : 0),
    managedFields: [...others, { manager, operation: "Apply", fieldsV1: fieldsOf(body) }],
  };
  return { ...merged, metadata };
}

function merge(old: Properties, next: Properties): Properties {
  const result = { ...old };
  for (const [key, value] of Object.entries(next)) {
    const present = result[key];
    result[key] = isObject(present) && isObject(value) ? merge(present, value) : value;
  }
  return result;
}

function fieldsOf(object: Properties): Properties {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [`f:${key}`, isObject(value) ? fieldsOf(value) : {}]),
  );
}
