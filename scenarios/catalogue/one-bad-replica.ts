import { scenario } from "../article.ts";
import type { Scenario } from "../scenario.ts";
import { BOOKS_AGREE, DOWN, durable, settledAtOnce } from "./common.ts";

const BAD: Partial<Scenario> = {
  durationMs: 26_000,
  chaos: { phases: [{ name: "bad", startMs: 4_000, durationMs: 22_000, replicas: ["payment-1"], faults: DOWN }] },
  windows: { later: { fromMs: 12_000, toMs: 26_000 } },
};

const { durationMs = 0, ...bad } = BAD;

export const oneBadReplica = scenario({
  ...bad,
  durationMs,
  name: "one-bad-replica",
  title: "One of two replicas of Payment fails every call",
  hypothesis:
    "It gets no more calls within seconds, so that orders are paid for by the other one and the breakers stay closed.",
  expectations: [
    durable(99.5),
    settledAtOnce("at least", 90, "later"),
    { measure: { kind: "closed", during: "later" }, is: "at least", bound: 90 },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "One of two replicas of Payment fails every call",
    client: "PAYMENT_PENDING for a second or so, then CONFIRMED",
    metric:
      '`holdfast_payment_calls_total{result="unknown"}` rises, and stops; `holdfast_faults_total` at that replica',
    recovery: "that replica is left out (docs/decisions/0008-one-bad-replica.md); the breaker never hears of it",
  },
});

export const oneBadReplicaUnejected = scenario({
  ...bad,
  durationMs,
  name: "one-bad-replica-unejected",
  title: "The same without leaving the bad replica out",
  hypothesis: "Half of all calls fail for ever: the breakers open, and five good trials in a row never come about.",
  order: { ejection: { enabled: false }, settlement: { pollMs: 50, backOffBaseMs: 100, backOffCapMs: 6_000 } },
  settleMs: 40_000,
  expectations: [
    durable(99.5),
    settledAtOnce("at most", 50, "later"),
    { measure: { kind: "closed", during: "later" }, is: "at most", bound: 50 },
    ...BOOKS_AGREE,
  ],
});
