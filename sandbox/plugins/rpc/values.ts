/** Values as they travel between engine and plugin: JSON, in which a value that is not known yet is a mark. */

import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import { Struct } from "./proto.ts";

export type Value = null | boolean | number | string | Value[] | Properties;
export type Properties = { [key: string]: Value };

/** Stands where a value is not known before the update (Pulumi's SDK: unknownValue in runtime/rpc). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value that the engine encrypts in the state (Pulumi's SDK: specialSigKey and specialSecretSig in runtime/rpc). */
export function secret(value: Value): Properties {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

export function fromStruct(struct: StructMessage | undefined): Properties {
  return struct ? (struct.toJavaScript() as Properties) : {};
}

export function toStruct(properties: Properties): StructMessage {
  return Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
}
