import type { StandIn } from "../rpc/stand-in.ts";

/** The version of the npm package: Pulumi asks for exactly that. */
export const STAND_IN: StandIn = { name: "resource docker", version: "v5.2.0" };

export const IMAGE_TYPE = "docker:index/image:Image";
