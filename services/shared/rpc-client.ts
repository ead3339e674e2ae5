/** Calls of other services: a promise with a deadline, instead of a callback. */
import { type CallOptions, type ChannelOptions, type Client, Metadata, type MethodDefinition } from "@grpc/grpc-js";
import { RpcError } from "./rpc-error.ts";

/** How every channel between our services is set. */
export const channelOptions: ChannelOptions = {
  // Behind a headless Service the name has an address for each pod; the default policy would pick one for all calls.
  "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  // Otherwise each resolution also asks DNS for a TXT record that no cluster has.
  "grpc.service_config_disable_resolution": 1,
  // New pods are looked for when a server closes an aged connection; the default would let 30 s pass in between.
  "grpc.dns_min_time_between_resolutions_ms": 5_000,
  // A pod that vanished without a word is noticed, also between calls.
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5_000,
  "grpc.keepalive_permit_without_calls": 1,
  // A pod that comes back is used at once: the default waits up to two minutes.
  "grpc.initial_reconnect_backoff_ms": 250,
  "grpc.max_reconnect_backoff_ms": 5_000,
  "grpc.enable_channelz": 0,
};

export type CallLimits = {
  /** From now until the answer must be there. */
  deadlineMs: number;
  /** Gives the call up: it ends as CANCELLED. */
  signal?: AbortSignal;
  /** Sent beside the request, such as who calls. */
  metadata?: Record<string, string>;
};

/** A unary method as the generated types describe it. */
type Method<Request, Response> = Pick<
  MethodDefinition<Request, Response>,
  "path" | "requestSerialize" | "responseDeserialize"
>;

/**
 * Makes one unary call: `call(client, paymentService.ProcessPayment, request, { deadlineMs })`.
 * Rejects with an RpcError that has the status of the call; with any other error if the request could not be written,
 * for then it never left and says nothing about the other side.
 */
export function call<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
  { deadlineMs, signal, metadata }: CallLimits,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new RpcError("CANCELLED", "given up before it was sent"));
    // Written here and not by grpc-js, which would report a fault of ours as the other side's INTERNAL.
    const bytes = method.requestSerialize(request);
    const options: CallOptions = { deadline: Date.now() + deadlineMs };
    const underWay = client.makeUnaryRequest(
      method.path,
      (written: Buffer) => written,
      method.responseDeserialize,
      bytes,
      metadataOf(metadata),
      options,
      (error, response) => {
        signal?.removeEventListener("abort", cancel);
        if (error) reject(RpcError.from(error));
        else if (response === undefined) reject(new RpcError("INTERNAL", "the answer has no message"));
        else resolve(response);
      },
    );
    const cancel = () => underWay.cancel();
    signal?.addEventListener("abort", cancel, { once: true });
  });
}

/**
 * Makes one call whose answer is a stream; without a deadline it lasts until one side ends it. Leaving the loop gives the
 * call up. Throws as `call` does.
 */
export async function* callStreaming<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
  { deadlineMs, signal, metadata }: Partial<CallLimits>,
): AsyncGenerator<Response, void, undefined> {
  if (signal?.aborted) throw new RpcError("CANCELLED", "given up before it was sent");
  const bytes = method.requestSerialize(request);
  const options: CallOptions = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
  const underWay = client.makeServerStreamRequest(
    method.path,
    (written: Buffer) => written,
    method.responseDeserialize,
    bytes,
    metadataOf(metadata),
    options,
  );
  const cancel = () => underWay.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    yield* underWay;
  } catch (error) {
    throw RpcError.from(error);
  } finally {
    signal?.removeEventListener("abort", cancel);
    // Leaving the loop destroys the stream, and by that alone the other side would learn nothing.
    cancel();
  }
}

function metadataOf(entries: Record<string, string> = {}): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(entries)) metadata.set(key, value);
  return metadata;
}
