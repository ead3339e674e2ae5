/**
 * The order book in PostgreSQL: orders, their leases and when they are due. It decides nothing about an order: it runs
 * transition.ts on the row as it is, under the row's lock. All times are the database's, so that replicas agree.
 */
import type { Database, Query } from "../shared/postgres/database.ts";
import type { Order, PendingOrder } from "./order.ts";
import { CHANGED_COLUMNS, changedValues, ORDER_COLUMNS, type OrderRow, readOrder } from "./order-row.ts";
import { type Due, type OrderEvent, type Transition, type TransitionLimits, transition } from "./transition.ts";

/** Who may write what a call to Payment came to: whoever took the order last. */
export type Lease = { orderId: string; token: string };

/** An order that is now ours to call Payment for. `neverSent`: until now, no call under its charge key was sent. */
export type Claim = { order: PendingOrder; lease: Lease; neverSent: boolean };

/** An order with the time at which its next try is due. */
export type Listed = { order: Order; nextAttemptAt: Date };

export type Placement = {
  order: Order;
  /** The client's name for it, if it gave one. */
  idempotencyKey: string | undefined;
  /** SHA-256 of the request. */
  fingerprint: Buffer;
  leaseMs: number;
};

/** What a client's idempotency key has placed before. */
export type PlacedBefore =
  | ({ kind: "existing" } & Listed)
  /** The key was used for another request. */
  | { kind: "key-mismatch" };

export type Inserted = { kind: "inserted"; lease: Lease; nextAttemptAt: Date } | PlacedBefore;

export type Changed = { transition: Transition } & Listed;

export type OrdersOptions = {
  database: Database;
  /** In force at the moment of a transition. */
  limits: () => TransitionLimits;
  /** Milliseconds until an order is due again. */
  delayMs: (due: Due) => number;
};

export type Orders = ReturnType<typeof ordersIn>;

export function ordersIn({ database, limits, delayMs }: OrdersOptions) {
  /** Writes what a transition came to; `unlease` also gives the lease back. */
  async function write(query: Query, order: Order, due: Due, unlease: boolean): Promise<Date> {
    const assignments = CHANGED_COLUMNS.map((column, index) => `${column} = $${index + 3}`).join(", ");
    const [row] = await query<{ next_attempt_at: Date }>(
      `UPDATE orders SET ${assignments}, changed_at = now(), due_at = now() + $2 * interval '1 millisecond'
        ${unlease ? ", leased_until = now()" : ""}
        WHERE order_id = $1 RETURNING greatest(due_at, leased_until) AS next_attempt_at`,
      [order.orderId, delayMs(due), ...changedValues(order)],
    );
    if (!row) throw new Error("an order that was locked has vanished");
    return row.next_attempt_at;
  }

  async function apply(query: Query, row: ListedRow, event: OrderEvent, unlease: boolean): Promise<Changed> {
    const listed = readListed(row);
    const changed = transition(listed.order, event, limits());
    if (changed.kind !== "changed") return { transition: changed, ...listed };
    const nextAttemptAt = await write(query, changed.order, changed.due, unlease);
    return { transition: changed, order: changed.order, nextAttemptAt };
  }

  return {
    /** Writes a new order down, due at once and leased to the caller; or finds the one that its key has placed. */
    async insert({ order, idempotencyKey, fingerprint, leaseMs }: Placement): Promise<Inserted> {
      const places = CHANGED_COLUMNS.map((_, index) => `$${index + 10}`).join(", ");
      // One statement is a transaction of its own, without the two round trips that BEGIN and COMMIT take.
      const [inserted] = await database.query<{ leased_until: Date }>(
        `INSERT INTO orders (order_id, client_id, idempotency_key, request_sha256, product_id, quantity, currency_code,
           total_minor, due_at, leased_until, lease_token, ${CHANGED_COLUMNS.join(", ")})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now() + $9 * interval '1 millisecond', 1, ${places})
         ON CONFLICT (client_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
         RETURNING leased_until`,
        [
          order.orderId,
          order.clientId,
          idempotencyKey ?? null,
          fingerprint,
          order.productId,
          order.quantity,
          order.total.currencyCode,
          order.total.amountMinor,
          leaseMs,
          ...changedValues(order),
        ],
      );
      if (inserted)
        return {
          kind: "inserted",
          lease: { orderId: order.orderId, token: "1" },
          nextAttemptAt: inserted.leased_until,
        };
      // Orders are never deleted: what was in the way is there still.
      const placed = idempotencyKey && (await placedUnder(database.query, order.clientId, idempotencyKey, fingerprint));
      if (!placed) throw new Error("an order with the same key was there, and has vanished");
      return placed;
    },

    /** The order that a client's key has placed, if there is one. */
    placedUnder: (clientId: string, idempotencyKey: string, fingerprint: Buffer) =>
      placedUnder(database.query, clientId, idempotencyKey, fingerprint),

    /** An order of this client's. */
    async find(clientId: string, orderId: string): Promise<Listed | undefined> {
      const [row] = await database.query<ListedRow>(
        `SELECT ${LISTED_COLUMNS} FROM orders WHERE order_id = $1 AND client_id = $2`,
        [orderId, clientId],
      );
      return row && readListed(row);
    },

    /** Those of the orders that are newer than the revision known of each. */
    async newerThan(known: ReadonlyMap<string, number>): Promise<Listed[]> {
      const rows = await database.query<ListedRow>(
        `SELECT ${LISTED_COLUMNS} FROM orders JOIN unnest($1::uuid[], $2::bigint[]) AS known (id, revision_known)
           ON order_id = id AND revision > revision_known`,
        [[...known.keys()], [...known.values()]],
      );
      return rows.map(readListed);
    },

    /** What somebody asks for: it needs no lease, since it changes nothing under the feet of a call that is under way. */
    async ask(clientId: string | undefined, orderId: string, event: OrderEvent): Promise<Changed | undefined> {
      return database.transaction(async (query) => {
        const [row] = await query<ListedRow>(
          `SELECT ${LISTED_COLUMNS} FROM orders WHERE order_id = $1 AND ($2::text IS NULL OR client_id = $2) FOR UPDATE`,
          [orderId, clientId ?? null],
        );
        return row && apply(query, row, event, false);
      });
    },

    /** What a call to Payment came to. Undefined if the lease has gone to somebody else: then nothing is written. */
    async finish({ orderId, token }: Lease, event: OrderEvent): Promise<Changed | undefined> {
      return database.transaction(async (query) => {
        const [row] = await query<ListedRow>(
          `SELECT ${LISTED_COLUMNS} FROM orders WHERE order_id = $1 AND lease_token = $2 FOR UPDATE`,
          [orderId, token],
        );
        return row && apply(query, row, event, true);
      });
    },

    /** Takes up to `count` due orders, the longest due first. From now on each may have been charged. */
    async claim(count: number, leaseMs: number): Promise<Claim[]> {
      return database.transaction(async (query) => {
        // In the order of the index. What the planner knows is from calmer times: for the few orders that were pending then it
        // would read and sort all that are due, thousands after an outage, for each claim.
        await query("SET LOCAL enable_sort = off");
        const rows = await query<ClaimRow>(
          `${CLAIM("status = 'payment-pending' AND due_at <= now() AND leased_until <= now() ORDER BY due_at LIMIT $2")}`,
          [leaseMs, count],
        );
        return rows.map(readClaim);
      });
    },

    /** Takes one order that is due, if nobody else has it. */
    async claimOne(orderId: string, leaseMs: number): Promise<Claim | undefined> {
      const [row] = await database.query<ClaimRow>(
        `${CLAIM("status = 'payment-pending' AND due_at <= now() AND leased_until <= now() AND order_id = $2")}`,
        [leaseMs, orderId],
      );
      return row && readClaim(row);
    },

    /** How many orders are pending, and how many seconds ago the oldest of them was placed. */
    async backlog(): Promise<{ pending: number; oldestAgeSeconds: number; inReview: number }> {
      // Two looks, since each status has an index, and both together have none: all orders ever would be read.
      const [row] = await database.query<{ pending: number; oldest: number | null; in_review: number }>(
        `SELECT count(*)::int AS pending, extract(epoch FROM now() - min(placed_at))::float8 AS oldest,
                (SELECT count(*)::int FROM orders WHERE status = 'needs-review') AS in_review
         FROM orders WHERE status = 'payment-pending'`,
      );
      return { pending: row?.pending ?? 0, oldestAgeSeconds: row?.oldest ?? 0, inReview: row?.in_review ?? 0 };
    },

    /** The orders that a person must look at, the longest waiting first. `since` when they wait. */
    async inReview(count: number): Promise<{ order: Order; since: Date }[]> {
      const rows = await database.query<OrderRow & { changed_at: Date }>(
        `SELECT ${ORDER_COLUMNS}, changed_at FROM orders WHERE status = 'needs-review' ORDER BY changed_at LIMIT $1`,
        [count],
      );
      return rows.map((row) => ({ order: readOrder(row), since: row.changed_at }));
    },
  };
}

async function placedUnder(
  query: Query,
  clientId: string,
  idempotencyKey: string,
  fingerprint: Buffer,
): Promise<PlacedBefore | undefined> {
  const [row] = await query<ListedRow & { request_sha256: Buffer }>(
    `SELECT ${LISTED_COLUMNS}, request_sha256 FROM orders WHERE client_id = $1 AND idempotency_key = $2`,
    [clientId, idempotencyKey],
  );
  if (!row) return undefined;
  return row.request_sha256.equals(fingerprint) ? { kind: "existing", ...readListed(row) } : { kind: "key-mismatch" };
}

const LISTED_COLUMNS = `${ORDER_COLUMNS}, greatest(due_at, leased_until) AS next_attempt_at`;
type ListedRow = OrderRow & { next_attempt_at: Date };

function readListed(row: ListedRow): Listed {
  return { order: readOrder(row), nextAttemptAt: row.next_attempt_at };
}

/** A charge is on record as possibly made before anything is sent; what was known until then comes back beside it. */
function CLAIM(where: string): string {
  return `WITH due AS (SELECT order_id AS id, charged AS charged_before FROM orders WHERE ${where} FOR UPDATE SKIP LOCKED)
    UPDATE orders SET lease_token = lease_token + 1, leased_until = now() + $1 * interval '1 millisecond', charged = 'unknown'
    FROM due WHERE order_id = id
    RETURNING ${ORDER_COLUMNS}, lease_token, charged_before`;
}
type ClaimRow = OrderRow & { lease_token: string; charged_before: "no" | "unknown" };

function readClaim(row: ClaimRow): Claim {
  const order = readOrder(row);
  const { state } = order;
  if (state.status !== "payment-pending") throw new Error("only pending orders are claimed");
  return {
    order: { ...order, state },
    lease: { orderId: row.order_id, token: row.lease_token },
    neverSent: row.charged_before === "no",
  };
}
