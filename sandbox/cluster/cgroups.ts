/** One cgroup for all that the sandbox's containers use, so that what is left of it can be found and removed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const ROOT = "/sys/fs/cgroup";

/** Every hierarchy there is: one folder per controller under cgroup v1, the root itself under v2. */
function hierarchies(): string[] {
  if (existsSync(path.join(ROOT, "cgroup.controllers"))) return [ROOT];
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(ROOT, entry.name));
}

export function prepareCgroups(name: string): void {
  for (const hierarchy of hierarchies()) {
    const folder = path.join(hierarchy, name);
    mkdirSync(folder, { recursive: true });
    // A new cpuset (v1) is empty, and no process may enter an empty one.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      if (!existsSync(path.join(folder, file)) || !existsSync(path.join(hierarchy, file))) continue;
      writeFileSync(path.join(folder, file), readFileSync(path.join(hierarchy, file)));
    }
    const controllers = path.join(folder, "cgroup.controllers");
    if (hierarchy === ROOT && existsSync(controllers)) {
      const all = readFileSync(controllers, "utf8").trim().split(/\s+/).filter(Boolean);
      writeFileSync(path.join(folder, "cgroup.subtree_control"), all.map((controller) => `+${controller}`).join(" "));
    }
  }
}

/** Removes the (empty) folders from the leaves up; throws EBUSY while a process is still in one. */
export function removeCgroups(name: string): void {
  const remove = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) remove(path.join(folder, entry.name));
    rmdirSync(folder);
  };
  for (const hierarchy of existsSync(ROOT) ? hierarchies() : []) {
    const folder = path.join(hierarchy, name);
    if (existsSync(folder)) remove(folder);
  }
}
