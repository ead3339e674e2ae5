/** What a stand-in says of itself. */
import type { EngineLog } from "./engine-log.ts";
import { NotServed } from "./serve-plugin.ts";

export type StandIn = {
  /** The official plugin, by name: "resource kubernetes". */
  name: string;
  version: string;
};

/** One line for the person at the terminal, once in the life of the process, which is one operation of the engine. */
export function announceOnce(log: EngineLog, standIn: StandIn): () => void {
  let announced = false;
  return () => {
    if (announced) return;
    announced = true;
    const text = `this run uses Holdfast's stand-in for Pulumi's plugin "${standIn.name}" ${standIn.version}; it was not made with the official plugin`;
    void log.log({ severity: "info", text });
  };
}

export function notServed(standIn: StandIn, what: string): NotServed {
  return new NotServed(
    `Holdfast's stand-in for Pulumi's plugin "${standIn.name}" does not serve ${what}; ` +
      `the official plugin does: run \`pulumi plugin install ${standIn.name} ${standIn.version}\` where it can be downloaded, with a PULUMI_HOME that holds no stand-ins`,
  );
}
