/** What a scenario is run against: processes of this machine, or a stack on a cluster. */

import type { z } from "zod";
import type { ChaosSettings } from "../services/shared/chaos/chaos-settings.ts";
import type { Events, MoneyCheck, OrderRows, Sample } from "./run.ts";
import type { Action } from "./scenario.ts";

export type Target = {
  name: string;
  /** A gRPC target: all replicas of Order. */
  address: string;
  /** How long it may take until all replicas have been told of faults, and the load's process is up. */
  leadMs: number;
  /** Names of the replicas of Payment, as chaos has them. */
  payments: string[];
  /** Puts faults in force, in place of those before. Resolves when the services have been told. */
  setChaos(chaos: z.input<typeof ChaosSettings>): Promise<void>;
  act(action: Action): void;
  /** Of each replica of Order, now; `atMs` is put in by the caller. */
  sample(): Promise<Omit<Sample, "atMs">[]>;
  /** How many orders are pending now; undefined if nobody can say. */
  pending(): Promise<number | undefined>;
  orders(clients: string, startedAtMs: number): Promise<OrderRows | undefined>;
  money(): Promise<MoneyCheck | undefined>;
  /** Takes the faults back and leaves nothing of ours running; then the records of calls are complete. */
  leave(): Promise<void>;
  /** What the breakers recorded since then. */
  events(startedAtMs: number): Promise<Events>;
};
