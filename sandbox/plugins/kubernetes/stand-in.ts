import type { StandIn } from "../rpc/stand-in.ts";

/** The version of the npm package: Pulumi asks for exactly that. */
export const STAND_IN: StandIn = { name: "resource kubernetes", version: "v4.34.2" };
