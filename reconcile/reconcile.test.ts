import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../local/test-postgres.ts";
import { createLog } from "../services/shared/log.ts";
import { openDatabase } from "../services/shared/postgres/database.ts";
import { migrate } from "../services/shared/postgres/migrate.ts";
import type { LedgerRecord, Movement, OrderRecord } from "./compare.ts";
import { type Reconciliation, reconcile } from "./reconcile.ts";
import { agrees, reconciliationText } from "./report.ts";

const postgres = await testPostgres();
const log = createLog({ service: "reconcile", replica: "test" });
log.level = "silent";

const MIGRATIONS = {
  order: "../services/order/migrations/",
  ledger: "../services/payment/migrations/",
  processor: "../services/payment/processor/migrations/",
};

async function database(t: TestContext, name: keyof typeof MIGRATIONS) {
  const url = await postgres.newDatabase();
  const opened = openDatabase({ url, log, connections: 1 });
  t.after(() => opened.close());
  await migrate(opened, new URL(MIGRATIONS[name], import.meta.url), log);
  return { ...opened, url };
}

/** Three databases as the services make them, and rows to put in them. */
async function parties(t: TestContext) {
  const [order, ledger, processor] = [
    await database(t, "order"),
    await database(t, "ledger"),
    await database(t, "processor"),
  ];
  return {
    databases: { order, ledger, processor },
    async order(status: OrderRecord["status"], attempt = 1): Promise<string> {
      const id = randomUUID();
      const open = status === "payment-pending" || status === "needs-review";
      await order.query(
        `INSERT INTO orders (order_id, client_id, request_sha256, product_id, quantity, currency_code, total_minor,
           payment_method, attempt, tries, revision, status, action, charged, despite_change, decline_reason, reversed,
           review_reason, due_at, leased_until, lease_token)
         VALUES ($1, 'shop', '', 'grinder', 1, 'EUR', 500, 'pm', $2, 0, 1, $3, $4, $5, $6, $7, $8, $9, now(), now(), 1)`,
        [
          id,
          attempt,
          status,
          open ? "charge" : null,
          status === "payment-pending" ? "unknown" : null,
          status === "confirmed" ? false : null,
          status === "declined" ? "card-declined" : null,
          status === "cancelled" ? false : null,
          status === "needs-review" ? "too-many-tries" : null,
        ],
      );
      return id;
    },
    async ledger(key: string, state: LedgerRecord["state"], amountMinor = 500): Promise<void> {
      const underWay = state === "charging" || state === "voiding";
      await ledger.query(
        `INSERT INTO payments (key, state, currency_code, amount_minor, method, decline_reason, reverse, lease_until)
         VALUES ($1, $2, 'EUR', $3, 'pm', $4, $5, CASE WHEN $6 THEN now() END)`,
        [
          key,
          state,
          amountMinor,
          state === "declined" ? "card-declined" : null,
          state === "voiding" ? true : null,
          underWay,
        ],
      );
    },
    async moved(key: string, kind: Movement["kind"], amountMinor = 500): Promise<void> {
      await processor.query(
        `INSERT INTO charges (key, state, currency_code, amount_minor, method) VALUES ($1, 'approved', 'EUR', $2, 'pm')
         ON CONFLICT DO NOTHING`,
        [key, amountMinor],
      );
      await processor.query(
        "INSERT INTO movements (key, kind, currency_code, amount_minor) VALUES ($1, $2, 'EUR', $3)",
        [key, kind, amountMinor],
      );
    },
  };
}

type Parties = Awaited<ReturnType<typeof parties>>;

async function paid({ order, ledger, moved }: Parties): Promise<string> {
  const id = await order("confirmed");
  await ledger(`${id}/1`, "approved");
  await moved(`${id}/1`, "charge");
  return id;
}

const atOnce = async () => {};

async function kindsOf({ databases }: Parties): Promise<string[]> {
  const { differences } = await reconcile({ databases, settle: atOnce });
  return differences.map(({ kind }) => kind);
}

test("Three empty databases agree, and so do three that are in order; what is pending or in review is listed as open.", async (t) => {
  const all = await parties(t);
  const nothing: Reconciliation = {
    compared: { orders: 0, ledgerRows: 0, movements: 0 },
    open: { pending: 0, inReview: 0, firstOrderIds: [] },
    differences: [],
    more: false,
  };
  assert.deepEqual(await reconcile({ databases: all.databases, settle: atOnce }), nothing);

  await paid(all);
  const declined = await all.order("declined");
  await all.ledger(`${declined}/1`, "declined");
  const cancelled = await all.order("cancelled");
  await all.ledger(`${cancelled}/1`, "reversed");
  await all.moved(`${cancelled}/1`, "charge");
  await all.moved(`${cancelled}/1`, "reversal");
  const pending = await all.order("payment-pending");
  await all.ledger(`${pending}/1`, "charging");
  const review = await all.order("needs-review");
  assert.deepEqual(await reconcile({ databases: all.databases, settle: () => assert.fail("nothing differs") }), {
    ...nothing,
    compared: { orders: 5, ledgerRows: 4, movements: 3 },
    open: { pending: 1, inReview: 1, firstOrderIds: [pending, review].sort() },
  });
});

const SEEDED: Record<string, (all: Parties) => Promise<void>> = {
  "not-charged": async ({ order }) => {
    await order("confirmed");
  },
  "charged-twice,charged-under-old-key": async ({ order, ledger, moved }) => {
    const id = await order("confirmed", 2);
    for (const key of [`${id}/1`, `${id}/2`]) {
      await ledger(key, "approved");
      await moved(key, "charge");
    }
  },
  "charged-in-vain": async ({ order, ledger, moved }) => {
    const id = await order("cancelled");
    await ledger(`${id}/1`, "approved");
    await moved(`${id}/1`, "charge");
  },
  "under-way-in-vain": async ({ order, ledger }) => {
    await ledger(`${await order("declined")}/1`, "charging");
  },
  "charged-but-never-sent": async ({ order, ledger, databases }) => {
    const id = await order("payment-pending");
    await ledger(`${id}/1`, "declined");
    await databases.order.query("UPDATE orders SET charged = 'no' WHERE order_id = $1", [id]);
  },
  "wrong-amount": async ({ order, ledger, moved }) => {
    const id = await order("confirmed");
    await ledger(`${id}/1`, "approved", 501);
    await moved(`${id}/1`, "charge", 501);
  },
  "unknown-attempt": async ({ order, ledger }) => {
    await ledger(`${await order("declined")}/7`, "declined");
  },
  "no-order": ({ ledger }) => ledger("made-by-hand", "declined"),
  "no-order,not-in-ledger": ({ moved }) => moved("moved-by-hand", "charge"),
  "not-in-ledger": async ({ order, moved }) => moved(`${await order("confirmed")}/1`, "charge"),
  "not-moved": async ({ order, ledger }) => {
    await ledger(`${await order("payment-pending")}/1`, "approved");
  },
  "moved-in-vain": async ({ order, ledger, moved }) => {
    const id = await order("payment-pending");
    await ledger(`${id}/1`, "declined");
    await moved(`${id}/1`, "charge");
  },
  "moved-twice": async (all) => {
    const id = await paid(all);
    await all.databases.processor.query("ALTER TABLE movements DROP CONSTRAINT movements_key_kind_key");
    await all.moved(`${id}/1`, "charge");
  },
  "not-reversed": async ({ order, ledger, moved }) => {
    const id = await order("payment-pending");
    await ledger(`${id}/1`, "reversed");
    await moved(`${id}/1`, "charge");
  },
  "not-charged,reversed-in-vain": async (all) => {
    await all.moved(`${await paid(all)}/1`, "reversal");
  },
  "moved-wrong-amount": async ({ order, ledger, moved }) => {
    const id = await order("confirmed");
    await ledger(`${id}/1`, "approved");
    await moved(`${id}/1`, "charge", 499);
  },
};

test("Each kind of difference that is put in the databases is found, and nothing else.", async (t) => {
  const all = await parties(t);
  for (const seed of Object.values(SEEDED)) {
    await paid(all);
    await seed(all);
  }
  const expected = Object.keys(SEEDED).flatMap((kinds) => kinds.split(","));
  assert.deepEqual((await kindsOf(all)).sort(), expected.sort());
});

test("What was only under way has come to agree at the second look, and is no difference.", async (t) => {
  const all = await parties(t);
  const { databases, order, moved } = all;
  const [slow, stuck] = [await order("confirmed"), await order("confirmed")];
  const { differences } = await reconcile({
    databases,
    async settle() {
      await all.ledger(`${slow}/1`, "approved");
      await moved(`${slow}/1`, "charge");
      // New trouble is for the next time: it may be only under way.
      await order("confirmed");
    },
  });
  assert.deepEqual(
    differences.map(({ kind, subject }) => [kind, subject]),
    [["not-charged", stuck]],
  );
});

test("Each database is seen as of one moment, the order book first: what happens meanwhile is not mixed in.", async (t) => {
  const all = await parties(t);
  const { ledger } = all.databases;
  const late = openDatabase({ url: ledger.url, log });
  t.after(() => late.close());
  let looks = 0;
  const watched = {
    ...ledger,
    transaction: (async (work) => {
      // Between the order book's moment and the ledger's, an order is placed and charged.
      looks++;
      if (looks === 1) await late.query("INSERT INTO payments (key, state) VALUES ('late', 'void')");
      return ledger.transaction(work);
    }) as typeof ledger.transaction,
  };
  await paid(all);
  const { differences, compared } = await reconcile({
    databases: { ...all.databases, ledger: watched },
    settle: () => late.query("DELETE FROM payments WHERE key = 'late'").then(() => {}),
  });
  assert.equal(compared.ledgerRows, 2);
  assert.deepEqual(differences, []);
  assert.equal(looks, 2);
});

test("More rows than are read at a time are all compared, sorted as bytes are, whatever the database's collation.", async (t) => {
  const { databases } = await parties(t);
  const rows = "FROM generate_series(1, 5000) AS n";
  const id = "md5(n::text)::uuid";
  await databases.order.query(
    `INSERT INTO orders (order_id, client_id, request_sha256, product_id, quantity, currency_code, total_minor, payment_method,
       attempt, tries, revision, status, despite_change, due_at, leased_until, lease_token)
     SELECT ${id}, 'shop', '', 'p', 1, 'EUR', 500, 'pm', 11, 0, 1, 'confirmed', false, now(), now(), 1 ${rows}`,
  );
  await databases.ledger.query(`ALTER TABLE payments ALTER COLUMN key TYPE text COLLATE "unicode"`);
  await databases.ledger.query(
    `INSERT INTO payments (key, state) SELECT ${id} || '/' || attempt, 'void' ${rows}, generate_series(1, 10) AS attempt`,
  );
  await databases.ledger.query(
    `INSERT INTO payments (key, state, currency_code, amount_minor, method)
     SELECT ${id} || '/11', 'approved', 'EUR', 500, 'pm' ${rows} WHERE n <> 4321`,
  );
  await databases.processor.query(
    `INSERT INTO charges (key, state, currency_code, amount_minor, method)
     SELECT ${id} || '/11', 'approved', 'EUR', 500, 'pm' ${rows}`,
  );
  await databases.processor.query(
    "INSERT INTO movements (key, kind, currency_code, amount_minor) SELECT key, 'charge', 'EUR', 500 FROM charges",
  );
  const { compared, differences } = await reconcile({ databases, settle: atOnce });
  assert.deepEqual(compared, { orders: 5_000, ledgerRows: 54_999, movements: 5_000 });
  assert.deepEqual(
    differences.map(({ kind }) => kind),
    ["not-in-ledger"],
  );
});

test("Where there was too much to look at all of it, nobody is told that they agree, although what was seen has come to.", async (t) => {
  const { databases } = await parties(t);
  await databases.ledger.query(
    "INSERT INTO payments (key, state) SELECT n, 'void' FROM generate_series(1, 10001) AS n",
  );
  const settle = () => databases.ledger.query("DELETE FROM payments").then(() => {});
  const result = await reconcile({ databases, settle });
  assert.deepEqual([result.differences, result.more], [[], true]);
  assert.equal(agrees(result), false);
  assert.doesNotMatch(reconciliationText(result), /They agree/);
});

function run(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const cli = path.join(import.meta.dirname, "reconcile-cli.ts");
    const child = spawn(process.execPath, [cli, ...args], { env: { PATH: process.env.PATH, ...env } });
    const told = { out: "", err: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      told.out += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      told.err += chunk;
    });
    child.on("close", (code) => resolve({ code, ...told }));
  });
}

const envOf = ({ databases: { order, ledger, processor } }: Parties) => ({
  HOLDFAST_ORDER_DATABASE_URL: order.url,
  HOLDFAST_PAYMENT_DATABASE_URL: ledger.url,
  HOLDFAST_PROCESSOR_DATABASE_URL: processor.url,
});

test("The command tells a person what it found, and ends with 0 if all agrees and 1 if not.", async (t) => {
  const all = await parties(t);
  await paid(all);
  const pending = await all.order("payment-pending");
  assert.deepEqual(await run(envOf(all)), {
    code: 0,
    out: `Compared: 2 in the order book, 1 in Payment's ledger, 1 of the processor's movements.\nStill open: 1 pending, 0 in review: ${pending}.\nThey agree.\n`,
    err: "",
  });
  const lost = await all.order("confirmed");
  const { code, out, err } = await run(envOf(all), "--grace-seconds", "0");
  assert.equal(code, 1);
  assert.match(
    out,
    new RegExp(`not-charged  ${lost}: it is confirmed, and nothing stays charged for it\n1 difference\\.\n$`),
  );
  assert.match(err, /something differs: looking again in 0 s/);
  const json = await run(envOf(all), "--grace-seconds", "0", "--json");
  assert.equal(json.code, 1);
  const { differences } = JSON.parse(json.out) as Reconciliation;
  assert.deepEqual(
    differences.map(({ kind, subject }) => [kind, subject]),
    [["not-charged", lost]],
  );
});

test("What cannot be compared ends with 2, says which database it is, and shows no password.", async (t) => {
  const env = envOf(await parties(t));
  const gone = "postgres://u:s3cret@127.0.0.1:1/none";
  const wrong: [Record<string, string>, string[], RegExp][] = [
    [
      { ...env, HOLDFAST_PAYMENT_DATABASE_URL: gone },
      [],
      /the payment database of HOLDFAST_PAYMENT_DATABASE_URL does not answer/,
    ],
    [
      env,
      ["--processor-database-url", env.HOLDFAST_ORDER_DATABASE_URL],
      /the processor database of --processor-database-url does not have the tables of one/,
    ],
    [env, ["--grace-seconds", "soon"], /--grace-seconds is "soon": it must be a number of seconds/],
    [env, ["--all"], /Unknown option '--all'/],
  ];
  for (const [given, args, message] of wrong) {
    const { code, out, err } = await run(given, ...args);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, message);
    assert.doesNotMatch(err, /s3cret/);
  }
  const help = await run({}, "--help");
  assert.deepEqual([help.code, help.err], [0, ""]);
  assert.match(help.out, /--grace-seconds N/);
});
