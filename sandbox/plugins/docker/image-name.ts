/** Image references: [registry/]repository[:tag][@digest]. */

export type ImageName = { registry: string; repository: string; tag: string };

/** undefined for a name without a registry, such as `order:1`: Docker itself would take that for its own hub. */
export function parseFullName(name: string): ImageName | undefined {
  const match = /^([^/]+)\/([a-z0-9._/-]+?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]{64})?$/.exec(name);
  const [, registry = "", repository = "", tag = "latest"] = match ?? [];
  const isRegistry = registry === "localhost" || /[.:]/.test(registry);
  return match && isRegistry ? { registry, repository, tag } : undefined;
}

/** The name by which a registry is known in Docker's configuration. */
export function registryOf(name: string): string {
  const registry = parseFullName(name)?.registry ?? "";
  return registry === "" || registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
}

/** A reference that means one image for ever. */
export function digestReference(name: string, digest: string): string {
  const full = parseFullName(name);
  const repository = full ? `${full.registry}/${full.repository}` : name.replace(/:[\w.-]+$/, "");
  return `${repository}@${digest}`;
}
