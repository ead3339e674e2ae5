/** Image references: [registry/]repository[:tag]. */

/** A dot, a port or localhost tells a registry from a folder; Docker takes a name without one for its own hub. */
export function hasRegistry(name: string): boolean {
  return /^(localhost|[^/]*[.:][^/]*)\/[a-z0-9._/-]+(:[\w.-]+)?$/.test(name);
}

/** The name by which the registry is known in Docker's configuration. */
export function registryOf(name: string): string {
  const registry = hasRegistry(name) ? name.slice(0, name.indexOf("/")) : "docker.io";
  return registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
}

/** A reference that means one image for ever. */
export function digestReference(name: string, digest: string): string {
  return `${name.replace(/:[\w.-]+$/, "")}@${digest}`;
}
