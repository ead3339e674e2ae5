/** Objects of any kind in one cluster; which paths they have is what the server itself says (discovery). */
import type { Properties, Value } from "../../rpc/values.ts";
import type { Propagation } from "../annotations.ts";
import { type KubeObject, listAt, nameOf, namespaceOf, textAt } from "../object.ts";
import { isNotFound, NoSuchKind } from "./api-error.ts";
import type { ApiClient } from "./client.ts";

/** What it takes to find an object. */
export type Reference = { apiVersion: string; kind: string; namespace: string; name: string };

export type Objects = {
  create: (object: KubeObject, options: { manager: string; dryRun: boolean }) => Promise<KubeObject>;
  apply: (object: KubeObject, options: { manager: string; force: boolean; dryRun: boolean }) => Promise<KubeObject>;
  /** RFC 6902. */
  jsonPatch: (reference: Reference, operations: Properties[]) => Promise<KubeObject>;
  get: (reference: Reference) => Promise<KubeObject>;
  /** undefined where it does not exist. */
  find: (reference: Reference) => Promise<KubeObject | undefined>;
  list: (of: Omit<Reference, "name">) => Promise<KubeObject[]>;
  delete: (reference: Reference, propagation: Propagation) => Promise<void>;
};

export function referenceTo(object: KubeObject): Reference {
  return {
    apiVersion: textAt(object, "apiVersion"),
    kind: textAt(object, "kind"),
    namespace: namespaceOf(object),
    name: nameOf(object),
  };
}

export function objectsOf(client: ApiClient): Objects {
  const collectionPath = pathFinder(client);
  const itemPath = async (reference: Reference) =>
    `${await collectionPath(reference)}/${encodeURIComponent(reference.name)}`;
  const patch = async (reference: Reference, type: string, body: Value, query: Record<string, string>) =>
    asObject(
      await client.request({
        method: "PATCH",
        path: await itemPath(reference),
        contentType: `application/${type}`,
        body,
        query,
      }),
    );
  const get = async (reference: Reference) =>
    asObject(await client.request({ method: "GET", path: await itemPath(reference) }));

  return {
    get,
    find: async (reference) => {
      try {
        return await get(reference);
      } catch (error) {
        if (isNotFound(error) || error instanceof NoSuchKind) return undefined;
        throw error;
      }
    },
    create: async (object, { manager, dryRun }) => {
      const path = await collectionPath(referenceTo(object));
      const query = { fieldManager: manager, ...dryRunQuery(dryRun) };
      return asObject(await client.request({ method: "POST", path, body: object, query }));
    },
    apply: (object, { manager, force, dryRun }) => {
      const query = { fieldManager: manager, force: String(force), ...dryRunQuery(dryRun) };
      return patch(referenceTo(object), "apply-patch+yaml", object, query);
    },
    jsonPatch: (reference, operations) => patch(reference, "json-patch+json", operations, {}),
    list: async (of) => {
      const answer = await client.request({ method: "GET", path: await collectionPath(of) });
      return listAt(answer, "items");
    },
    delete: async (reference, propagation) => {
      const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: propagation };
      await client.request({ method: "DELETE", path: await itemPath(reference), body });
    },
  };
}

const dryRunQuery = (dryRun: boolean): Record<string, string> => (dryRun ? { dryRun: "All" } : {});

const asObject = (body: Value): KubeObject => body as KubeObject;

/** Remembers what each group and version holds; a kind that was not found is looked for again next time. */
function pathFinder(client: ApiClient): (of: Omit<Reference, "name">) => Promise<string> {
  const found = new Map<string, Promise<{ plural: string; namespaced: boolean }>>();

  const discover = async (apiVersion: string, kind: string) => {
    const root = rootOf(apiVersion);
    const answer = await client.request({ method: "GET", path: root }).catch((error: unknown) => {
      throw isNotFound(error) ? new NoSuchKind(apiVersion, kind) : error;
    });
    const resource = listAt(answer, "resources").find(
      (each) => each.kind === kind && !textAt(each, "name").includes("/"),
    );
    if (!resource) throw new NoSuchKind(apiVersion, kind);
    return { plural: textAt(resource, "name"), namespaced: resource.namespaced === true };
  };

  return async ({ apiVersion, kind, namespace }) => {
    const key = `${apiVersion}/${kind}`;
    const known = found.get(key) ?? discover(apiVersion, kind);
    found.set(key, known);
    known.catch(() => found.delete(key));
    const { plural, namespaced } = await known;
    const folder = namespaced ? `/namespaces/${encodeURIComponent(namespace || "default")}` : "";
    return `${rootOf(apiVersion)}${folder}/${plural}`;
  };
}

const rootOf = (apiVersion: string) => (apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
