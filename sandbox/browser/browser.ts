/** A real browser for tests of pages: Debian's Chromium, made once per machine, run without any network. */
import { existsSync } from "node:fs";
import path from "node:path";
import puppeteer, { type Browser } from "puppeteer-core";
import { pathsOf } from "../paths.ts";
import { makeProgress } from "../progress.ts";
import { artifactFolder, ensureArtifact } from "../toolchain/artifact.ts";
import { browserRoot } from "../toolchain/debian.ts";

const ESTIMATE_MS = 4 * 60_000;

/** Needs root and Debian's packages, as the sandbox does. The caller closes it. */
export async function openBrowser(): Promise<Browser> {
  const { cache } = pathsOf(process.env);
  const artifact = browserRoot();
  if (!existsSync(artifactFolder(cache, artifact))) await makeRoot(cache);
  const root = path.join(artifactFolder(cache, artifact), "browser");
  return puppeteer.launch({
    executablePath: path.join(import.meta.dirname, "chromium.sh"),
    env: { ...process.env, BROWSER_ROOT: root },
    // Over inherited pipes: there is no network to listen on.
    pipe: true,
    userDataDir: "/tmp/profile",
    // It is root's, and in namespaces of its own already.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

async function makeRoot(cache: string): Promise<void> {
  const { signal } = new AbortController();
  await makeProgress(process.stderr).step(
    "Chromium, of Debian's packages",
    (note) => ensureArtifact(cache, browserRoot(), { note, signal, env: process.env }),
    ESTIMATE_MS,
  );
}
