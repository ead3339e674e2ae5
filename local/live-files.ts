/** The files with the live settings, which the services watch: on a cluster it is the kubelet that writes them. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { encodeSettings } from "../services/shared/settings.ts";

export type ServiceName = "order" | "payment";

/** The file of a service, in a folder of its own, where a watch sees nothing else. */
export function liveFileOf(home: string, service: ServiceName): string {
  return path.join(home, "live", service, "settings.json");
}

/** Writes the settings, so that nobody ever reads half of them. */
export function writeLiveFile(home: string, service: ServiceName, settings: unknown): void {
  const file = liveFileOf(home, service);
  // Beside the folder that is watched.
  const half = `${path.dirname(file)}.half`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(half, encodeSettings(settings));
  renameSync(half, file);
}
