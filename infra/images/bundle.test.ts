import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import test from "node:test";
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { testPostgres } from "../../local/test-postgres.ts";
import { testFolder } from "../../services/shared/test-folder.ts";
import { prepareContext } from "./context.ts";

const postgres = await testPostgres();
const root = path.join(import.meta.dirname, "..", "..");

interface Health extends grpc.Client {
  check(
    request: { service: string },
    options: { deadline: number },
    done: (error: grpc.ServiceError | null, answer?: { status: string }) => void,
  ): void;
}

for (const service of ["order", "payment"])
  test(`the bundle of ${service} runs where nothing else is, as in its image, and says that it is ready`, async (t) => {
    const image = testFolder();
    await cp((await prepareContext(root, service)).folder, image, { recursive: true });

    const [port, metricsPort] = [await freePort(), await freePort()];
    const settings = { listen: { port }, metrics: { port: metricsPort }, drainMs: 1_000 };
    const running = spawn(process.execPath, [path.join("services", service, "main.js")], {
      cwd: image,
      env: {
        HOLDFAST_SETTINGS: JSON.stringify(settings),
        HOLDFAST_DATABASE_URL: await postgres.newDatabase(),
        HOLDFAST_PROCESSOR_DATABASE_URL: await postgres.newDatabase(),
      },
    });
    const ended = once(running, "exit");
    let told = "";
    running.stdout.on("data", (chunk) => (told += chunk));
    running.stderr.on("data", (chunk) => (told += chunk));
    t.after(() => running.kill("SIGKILL"));

    const client = healthClient(port);
    t.after(() => client.close());
    await Promise.race([
      ready(client),
      ended.then(([code]) => assert.fail(`ended with ${code} before it was ready:\n${told}`)),
    ]);
    assert.equal(await healthOf(client, "readiness"), "SERVING");

    running.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null], told);
  });

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  assert.ok(address !== null && typeof address === "object");
  return address.port;
}

function healthClient(port: number): Health {
  const contract = loadSync("health/v1/health.proto", {
    includeDirs: [path.join(root, "node_modules", "grpc-health-check", "proto")],
    enums: String,
  });
  const service = contract["grpc.health.v1.Health"];
  assert.ok(service && !("format" in service));
  const Client = grpc.makeClientConstructor(service, "Health");
  return new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure()) as unknown as Health;
}

function ready(client: Health): Promise<void> {
  return new Promise((resolve, reject) =>
    client.waitForReady(Date.now() + 20_000, (error) => (error ? reject(error) : resolve())),
  );
}

function healthOf(client: Health, service: string): Promise<string | undefined> {
  return new Promise((resolve, reject) =>
    client.check({ service }, { deadline: Date.now() + 5_000 }, (error, answer) =>
      error ? reject(error) : resolve(answer?.status),
    ),
  );
}
