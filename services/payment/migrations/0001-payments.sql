-- The ledger: one row a key, for ever. A key that was void before any charge has no amount and no method.
CREATE TABLE payments (
  key text PRIMARY KEY,
  payment_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  state text NOT NULL CHECK (state IN ('charging', 'voiding', 'approved', 'declined', 'void', 'reversed')),
  currency_code text,
  amount_minor bigint CHECK (amount_minor > 0),
  method text,
  decline_reason text,
  -- Of `voiding`: whether a charge that was made is given back.
  reverse boolean,
  -- Counts the changes of the row, and so is the fencing token: who writes must name the version that it claimed.
  version integer NOT NULL DEFAULT 1,
  -- While somebody works on it. Once it is over, anybody may take the row over.
  lease_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((lease_until IS NOT NULL) = (state IN ('charging', 'voiding'))),
  CHECK ((decline_reason IS NOT NULL) = (state = 'declined')),
  CHECK ((reverse IS NOT NULL) = (state = 'voiding')),
  CHECK (num_nulls(currency_code, amount_minor, method) = 0
    OR (state = 'void' AND num_nulls(currency_code, amount_minor, method) = 3))
);

CREATE INDEX payments_under_way ON payments (lease_until) WHERE lease_until IS NOT NULL;
