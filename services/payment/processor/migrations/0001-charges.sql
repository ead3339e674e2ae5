-- How each key stands, for ever. A key that was void before any charge has no amount and no method.
CREATE TABLE charges (
  key text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('approved', 'declined', 'void', 'reversed')),
  decline_reason text,
  currency_code text,
  amount_minor bigint CHECK (amount_minor > 0),
  method text,
  CHECK ((decline_reason IS NOT NULL) = (state = 'declined')),
  CHECK (num_nulls(currency_code, amount_minor, method) = CASE state WHEN 'void' THEN 3 ELSE 0 END)
);

-- Every movement of money. The constraint is the last line of defence: nothing is charged, or given back, twice.
CREATE TABLE movements (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL REFERENCES charges,
  kind text NOT NULL CHECK (kind IN ('charge', 'reversal')),
  currency_code text NOT NULL,
  amount_minor bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (key, kind)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'movements of money are only ever added';
END $$;

CREATE TRIGGER movements_are_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON movements
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
