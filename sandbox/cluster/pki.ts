/** The cluster's certificates and keys, made once by openssl inside the sandbox and readable by root alone. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../process.ts";
import { API_SERVICE_ADDRESS } from "./plan.ts";

const TEN_YEARS = "3650";

export async function ensurePki(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  await authority(draft, "ca", "holdfast-ca");
  await authority(draft, "front-proxy-ca", "front-proxy-ca");
  const names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost"].map(
    (name) => `DNS:${name}`,
  );
  const addresses = ["127.0.0.1", API_SERVICE_ADDRESS].map((address) => `IP:${address}`);
  await certificate(
    draft,
    "ca",
    "apiserver",
    "/CN=kube-apiserver",
    `subjectAltName=${[...names, ...addresses].join(",")}`,
  );
  await certificate(draft, "ca", "admin", "/O=system:masters/CN=admin");
  await certificate(draft, "front-proxy-ca", "front-proxy", "/CN=front-proxy-client");
  await openssl(draft, ["genrsa", "-out", "service-account.key", "2048"]);
  await openssl(draft, ["rsa", "-in", "service-account.key", "-pubout", "-out", "service-account.pub"]);
  renameSync(draft, folder);
}

async function authority(folder: string, name: string, commonName: string) {
  const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`];
  await openssl(folder, [
    "req",
    "-x509",
    ...key,
    "-out",
    `${name}.crt`,
    "-subj",
    `/CN=${commonName}`,
    "-days",
    TEN_YEARS,
  ]);
}

async function certificate(
  folder: string,
  ca: string,
  name: string,
  subject: string,
  extension = "basicConstraints=CA:FALSE",
) {
  const request = ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject];
  await openssl(folder, ["req", ...request]);
  writeFileSync(path.join(folder, `${name}.ext`), `${extension}\n`);
  const signer = ["-CA", `${ca}.crt`, "-CAkey", `${ca}.key`, "-CAcreateserial", "-days", TEN_YEARS];
  await openssl(folder, [
    "x509",
    "-req",
    "-in",
    `${name}.csr`,
    ...signer,
    "-out",
    `${name}.crt`,
    "-extfile",
    `${name}.ext`,
  ]);
}

async function openssl(cwd: string, args: string[]) {
  const ran = await run("openssl", args, { cwd });
  if (ran.code !== 0) throw new Error(`openssl ${args[0]} failed: ${ran.stderr.trim()}`);
}
