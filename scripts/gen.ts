/** Generates the TypeScript types of the contracts into proto/gen. `npm run gen` after each change of a .proto file. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";

const proto = path.join(import.meta.dirname, "..", "proto");
const CONTRACTS = [
  "order/v1/order.proto",
  "payment/v1/payment.proto",
  "google/rpc/status.proto",
  "google/rpc/error_details.proto",
];

export function generate(outDir: string): void {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  execFileSync(
    "proto-loader-gen-types",
    [
      "--longs=String",
      "--enums=String",
      "--defaults",
      "--oneofs",
      "--keepCase=false",
      "--grpcLib=@grpc/grpc-js",
      "--importFileExtension=.ts",
      // Relative, since the generated files name their source.
      "--includeDirs=.",
      `--outDir=${outDir}`,
      ...CONTRACTS,
    ],
    { cwd: proto, stdio: ["ignore", "ignore", "inherit"] },
  );
}

if (import.meta.main) generate(path.join(proto, "gen"));
