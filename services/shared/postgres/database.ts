/**
 * A PostgreSQL database: single statements, transactions, and what a failure says about what was done. Every error of
 * the database itself is one of three, so that no caller has to read driver codes.
 */
import { DatabaseError, Pool, type PoolClient, type QueryResultRow } from "pg";
import type { Log } from "../log.ts";

/** Runs one statement; `values` stand for $1, $2, …; resolves to its rows. `patienceMs`: how long the answer is waited for. */
export type Query = <Row extends QueryResultRow>(
  sql: string,
  values?: unknown[],
  patienceMs?: number,
) => Promise<Row[]>;

export type Database = {
  query: Query;
  /**
   * Runs `work` in a transaction (READ COMMITTED) and commits. If `work` throws, all of it is undone, and the error goes on.
   * Throws CommitUnknown where the answer to COMMIT was lost.
   */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** The database could not be reached, or broke the connection off: what was asked for was not done. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}

/** The database is there and lets us not in, as with a wrong password: what was asked for was not done, and waiting mends nothing. */
export class DatabaseRefused extends DatabaseUnavailable {}

/** The connection was lost while it committed: what was asked for was done or not, and only a later look can tell. */
export class CommitUnknown extends Error {
  override readonly name = "CommitUnknown";
}

export type DatabaseOptions = {
  /** postgres://USER:PASSWORD@HOST:PORT/DATABASE; `?sslmode=verify-full` for TLS. Never logged. */
  url: string;
  log: Log;
  /** Connections at most. */
  connections?: number;
  /** How long to wait for a connection. */
  connectMs?: number;
  /** How long a statement may take before the server gives it up. */
  statementMs?: number;
};

/** Connects at the first statement. A connection that breaks is replaced by the next statement. */
export function openDatabase({
  url,
  log,
  connections = 10,
  connectMs = 2_000,
  statementMs = 5_000,
}: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    // The server may be gone without a word: then nothing but this ends the wait.
    query_timeout: statementMs + 1_000,
    idle_in_transaction_session_timeout: statementMs * 2,
    keepAlive: true,
    application_name: "holdfast",
  });
  // A connection may break at any moment, also in the one in which it is handed out, when nobody else listens yet; without
  // a listener that would end the process. Who uses it learns of it from the statement.
  pool.on("connect", (client) => client.on("error", () => {}));
  // A broken connection that nobody was using.
  pool.on("error", (error) => log.warn({ reason: error.message }, "an idle database connection broke"));

  return {
    async query<Row extends QueryResultRow>(sql: string, values?: unknown[], patienceMs?: number): Promise<Row[]> {
      const client = await connect(pool);
      // One statement is its own transaction: if the answer is lost, it may have been committed.
      return withClient(client, () => ask<Row>(client, sql, values, CommitUnknown, patienceMs));
    },

    async transaction(work) {
      const client = await connect(pool);
      return withClient(client, async () => {
        await ask(client, "BEGIN", [], DatabaseUnavailable);
        let result: Awaited<ReturnType<typeof work>>;
        try {
          result = await work((sql, values, patienceMs) => ask(client, sql, values, DatabaseUnavailable, patienceMs));
        } catch (error) {
          // What cannot be rolled back on a broken connection is rolled back by the server.
          if (!(error instanceof DatabaseUnavailable)) await ask(client, "ROLLBACK", [], DatabaseUnavailable);
          throw error;
        }
        await ask(client, "COMMIT", [], CommitUnknown);
        return result;
      });
    },

    close: () => pool.end(),
  };
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    if (error instanceof DatabaseError && !isLoss(error))
      throw new DatabaseRefused(`the database takes no connection: ${error.message}`, { cause: error });
    throw new DatabaseUnavailable("the database cannot be reached", { cause: error });
  }
}

/** Gives the client back to the pool, or away if its connection can no longer be trusted. */
async function withClient<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  let broken: unknown;
  try {
    return await work();
  } catch (error) {
    broken = error;
    throw error;
  } finally {
    client.release(broken instanceof DatabaseUnavailable || broken instanceof CommitUnknown);
  }
}

type Loss = typeof DatabaseUnavailable | typeof CommitUnknown;

/** `Loss` is what a lost answer means for this statement. */
async function ask<Row extends QueryResultRow>(
  client: PoolClient,
  sql: string,
  values: unknown[] | undefined,
  Loss: Loss,
  patienceMs?: number,
): Promise<Row[]> {
  const statement = { text: sql, values: values ?? [], ...(patienceMs && { query_timeout: patienceMs }) };
  try {
    return (await client.query<Row>(statement)).rows;
  } catch (error) {
    // The whole row that a constraint refused, or the statement's values, with what is secret in them: not for any log.
    if (error instanceof DatabaseError) error.detail = error.where = undefined;
    // An answer of the server's: the statement was refused, and nothing of it is done.
    if (error instanceof DatabaseError && !isLoss(error)) throw error;
    if (error instanceof DatabaseError && Loss === CommitUnknown && isRefusal(error))
      throw new DatabaseUnavailable("the database refused work", { cause: error });
    throw new Loss("the connection to the database was lost", { cause: error });
  }
}

/** With these codes the server says that the statement, a COMMIT too, was ended before it was done. */
function isRefusal({ code = "" }: DatabaseError): boolean {
  // No room; took too long, or waited too long for a lock; its transaction had been idle for too long; the server only reads, since another one took over.
  return /^(53|57014|55P03|25P03|25006)/.test(code);
}

/** Those, or the connection is lost (class 08), or the server shuts down or starts (57P). */
function isLoss(error: DatabaseError): boolean {
  return isRefusal(error) || /^(57P|08)/.test(error.code ?? "");
}

/** Whether an error of the database is a violated unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === "23505";
}
