/** The Pulumi command line: the one on PATH, else the official download, else built from its Go modules. */
import { existsSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { linkFile } from "../link-file.ts";
import type { Paths } from "../paths.ts";
import { run } from "../process.ts";
import { type Artifact, ensureArtifact, type Work } from "./artifact.ts";

export const PULUMI_VERSION = "3.250.0";
/** As Pulumi.yaml asks for, in requiredPulumiVersion. */
const OLDEST = [3, 250] as const;
/** Where Pulumi publishes its releases. */
const OFFICIAL = "https://get.pulumi.com/releases/sdk";

export type PulumiCli = {
  /** Folder with `pulumi` and its language hosts. */
  binFolder: string;
  /** What a person is told of where it came from. */
  origin: string;
  /** False where only the bare command was to be had: its language host is a stand-in then. */
  hasLanguageHost: boolean;
};

/** Whether Pulumi's own downloads can be reached (any answer will do); decides whether anything official is looked for. */
export async function pulumiReachable(official = OFFICIAL): Promise<boolean> {
  try {
    await fetch(official, { method: "HEAD", signal: AbortSignal.timeout(4_000) });
    return true;
  } catch {
    return false;
  }
}

/** The one on PATH, else the official download; undefined where one must be built. */
export async function findPulumi(
  paths: Pick<Paths, "cache">,
  reachable: boolean,
  work: Work,
): Promise<PulumiCli | undefined> {
  const onPath = await pulumiOnPath(work.env.PATH ?? "");
  if (onPath || !reachable) return onPath;
  const downloaded = await download(paths, work).catch(() => undefined);
  work.signal.throwIfAborted();
  return downloaded;
}

/** Where `pulumi` stands that was built: the language host beside it is this clone's own, and so is the folder. */
export const builtBinFolder = (paths: Pick<Paths, "state">) => path.join(paths.state, "pulumi", "bin");

/** What was built, in `folder`, made ready for this clone. */
export function placeBuiltPulumi(paths: Pick<Paths, "state">, folder: string): PulumiCli {
  const binFolder = builtBinFolder(paths);
  linkFile(path.join(folder, "pulumi"), path.join(binFolder, "pulumi"));
  return { binFolder, origin: `built from its Go modules (${PULUMI_VERSION})`, hasLanguageHost: false };
}

/** The first on PATH that is new enough and has its language host beside it. */
export async function pulumiOnPath(pathVariable: string): Promise<PulumiCli | undefined> {
  for (const folder of pathVariable.split(path.delimiter).filter(Boolean)) {
    if (!existsSync(path.join(folder, "pulumi")) || !existsSync(path.join(folder, "pulumi-language-nodejs"))) continue;
    const ran = await run(path.join(folder, "pulumi"), ["version"], { timeout: 15_000 }).catch(() => undefined);
    const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(ran?.stdout ?? "") ?? [];
    if (Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]))
      return { binFolder: folder, origin: `${ran?.stdout.trim()} on PATH`, hasLanguageHost: true };
  }
  return undefined;
}

/** The official release of this platform, unpacked into the cache; throws where it cannot be had whole. */
export async function download(
  paths: Pick<Paths, "cache">,
  work: Work,
  official: string = OFFICIAL,
): Promise<PulumiCli> {
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  const url = `${official}/pulumi-v${PULUMI_VERSION}-${process.platform}-${arch}.tar.gz`;
  const artifact: Artifact = {
    name: "pulumi-official",
    inputs: [url],
    async make(draft, { note, signal }) {
      note("downloading");
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(300_000)]) });
      if (!answer.ok || !answer.body) throw new Error(`${url} answered ${answer.status}`);
      await writeFile(path.join(draft, "pulumi.tar.gz"), answer.body);
      const ran = await run("tar", ["-xzf", "pulumi.tar.gz"], { cwd: draft });
      if (ran.code !== 0) throw new Error(`the download cannot be unpacked: ${ran.stderr}`);
      rmSync(path.join(draft, "pulumi.tar.gz"));
    },
  };
  const folder = await ensureArtifact(paths.cache, artifact, work);
  return {
    binFolder: path.join(folder, "pulumi"),
    origin: `official download (${PULUMI_VERSION})`,
    hasLanguageHost: true,
  };
}
