-- The order book. What the columns of a state may hold together is checked here too, so that no fault of ours can write
-- a row that means nothing.
CREATE TABLE orders (
  order_id uuid PRIMARY KEY,
  client_id text NOT NULL,
  -- The client's own name for the order, kept for ever; NULL if it gave none.
  idempotency_key text,
  -- SHA-256 of the request as it was sent, price apart: the same key with another request is an error.
  request_sha256 bytea NOT NULL,
  product_id text NOT NULL,
  quantity integer NOT NULL CHECK (quantity >= 1),
  currency_code text NOT NULL CHECK (currency_code ~ '^[A-Z]{3}$'),
  total_minor bigint NOT NULL CHECK (total_minor >= 1),
  payment_method text NOT NULL,
  attempt integer NOT NULL CHECK (attempt >= 1),
  tries integer NOT NULL CHECK (tries >= 0),
  revision bigint NOT NULL CHECK (revision >= 1),

  status text NOT NULL CHECK (status IN ('payment-pending', 'confirmed', 'declined', 'cancelled', 'needs-review')),
  action text CHECK (action IN ('charge', 'cancel', 'change')),
  new_payment_method text,
  charged text CHECK (charged IN ('no', 'unknown')),
  despite_change boolean,
  decline_reason text,
  reversed boolean,
  review_reason text,
  CHECK ((status IN ('payment-pending', 'needs-review')) = (action IS NOT NULL)),
  CHECK ((status = 'payment-pending') = (charged IS NOT NULL)),
  CHECK ((action IS NOT DISTINCT FROM 'change') = (new_payment_method IS NOT NULL)),
  CHECK ((status = 'confirmed') = (despite_change IS NOT NULL)),
  CHECK ((status = 'declined') = (decline_reason IS NOT NULL)),
  CHECK ((status = 'cancelled') = (reversed IS NOT NULL)),
  CHECK ((status = 'needs-review') = (review_reason IS NOT NULL)),

  -- A pending order is taken up when both times are over. The lease is of whoever calls Payment for it; the token grows
  -- with each lease, and a result is only written with the newest one.
  due_at timestamptz NOT NULL,
  leased_until timestamptz NOT NULL,
  lease_token bigint NOT NULL,

  placed_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX orders_by_idempotency_key ON orders (client_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX orders_due ON orders (due_at) WHERE status = 'payment-pending';
CREATE INDEX orders_in_review ON orders (changed_at) WHERE status = 'needs-review';
