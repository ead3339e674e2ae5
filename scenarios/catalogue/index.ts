/** All scenarios, in the order in which `all` runs them: what another is measured against comes before it. */
import type { Scenario } from "../scenario.ts";
import { articleDefault } from "./article-default.ts";
import { baseline } from "./baseline.ts";
import { brownOut } from "./brown-out.ts";
import { cascadeBreakerOff, cascadeBreakerOn } from "./cascade.ts";
import { databaseLoss } from "./database-loss.ts";
import { flapping } from "./flapping.ts";
import { oneBadReplica, oneBadReplicaUnejected } from "./one-bad-replica.ts";
import { orderCrashWhilePending } from "./order-crash-while-pending.ts";
import { peakSale } from "./peak-sale.ts";
import { poisonOrder } from "./poison-order.ts";
import { retryStorm } from "./retry-storm.ts";
import { slowPayments } from "./slow-payments.ts";
import { sustainedOutage } from "./sustained-outage.ts";

export const CATALOGUE: readonly Scenario[] = [
  baseline,
  articleDefault,
  brownOut,
  slowPayments,
  flapping,
  sustainedOutage,
  oneBadReplicaUnejected,
  oneBadReplica,
  orderCrashWhilePending,
  databaseLoss,
  peakSale,
  retryStorm,
  poisonOrder,
  cascadeBreakerOff,
  cascadeBreakerOn,
];
