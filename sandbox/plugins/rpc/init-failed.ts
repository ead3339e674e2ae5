/** A resource that exists but did not become ready: the engine keeps its state and asks for an update next time. */
import { Metadata, status } from "@grpc/grpc-js";
import { Any, provider, Status } from "./proto.ts";
import { type Properties, toStruct } from "./values.ts";

export class InitFailed extends Error {
  readonly id: string;
  readonly properties: Properties;
  /** The inputs that now hold; only a Read gives them. */
  readonly inputs: Properties | undefined;
  /** One sentence each; the first says what failed, the others why. */
  readonly reasons: string[];

  constructor(failure: { id: string; properties: Properties; inputs?: Properties; reasons: string[] }) {
    super(failure.reasons[0] ?? "the resource did not become ready");
    this.id = failure.id;
    this.properties = failure.properties;
    this.inputs = failure.inputs;
    this.reasons = failure.reasons;
  }
}

/** gRPC carries the details as a google.rpc.Status in the trailer grpc-status-details-bin. */
export function initFailedTrailer(failure: InitFailed): Metadata {
  const detail = new provider.ErrorResourceInitFailed();
  detail.setId(failure.id);
  detail.setProperties(toStruct(failure.properties));
  if (failure.inputs) detail.setInputs(toStruct(failure.inputs));
  detail.setReasonsList(failure.reasons);

  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const rich = new Status();
  rich.setCode(status.UNKNOWN);
  rich.setMessage(failure.message);
  rich.addDetails(packed);

  const trailer = new Metadata();
  trailer.add("grpc-status-details-bin", Buffer.from(rich.serializeBinary()));
  return trailer;
}
