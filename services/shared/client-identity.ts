/**
 * Who calls. A client's orders, idempotency keys and rate limit are its own, so it must have a name that stays; an address
 * is none, since behind a Service and a gateway everybody has the same.
 */
import type { PeerCertificate } from "node:tls";
import type { CallContext } from "./call-context.ts";
import { errorInfo } from "./error-details.ts";
import type { ClientIdentitySettings } from "./protection-settings.ts";
import { RpcError } from "./rpc-error.ts";

/** The name that all clients without one share; nobody can have it by asking. */
export const ANONYMOUS = "anonymous";

/** The client's name, 1 to 128 printable ASCII characters without blanks. Throws UNAUTHENTICATED, with what to send. */
export function identify(
  { metadataKey, anonymous }: ClientIdentitySettings,
  { certificate, metadata }: Pick<CallContext, "certificate" | "metadata">,
): string {
  const names = certificate ? [nameIn(certificate)] : metadata.get(metadataKey).map(String);
  const [name = ""] = names;
  if (names.length > 1) throw unauthenticated("CLIENT_ID_NOT_UNIQUE", `send ${metadataKey} once`, metadataKey);
  if (certificate && !isName(name))
    throw unauthenticated(
      "CLIENT_CERTIFICATE_WITHOUT_NAME",
      "the common name or first URI or DNS name of your certificate must be 1 to 128 printable ASCII characters without blanks",
      metadataKey,
    );
  if (name !== "" && !isName(name))
    throw unauthenticated(
      "CLIENT_ID_INVALID",
      `the metadata ${metadataKey} must be 1 to 128 printable ASCII characters without blanks`,
      metadataKey,
    );
  if (name !== "" && name !== ANONYMOUS) return name;
  if (anonymous === "allow") return ANONYMOUS;
  throw unauthenticated("CLIENT_ID_MISSING", `send your client id in the metadata ${metadataKey}`, metadataKey);
}

function isName(text: string): boolean {
  return /^[\x21-\x7e]{1,128}$/.test(text);
}

/** The subject's common name, else its first URI (as SPIFFE has it) or DNS name. */
function nameIn({ subject, subjectaltname = "" }: PeerCertificate): string {
  const { CN } = subject ?? {};
  if (typeof CN === "string" && CN !== "") return CN;
  // Quoted are names that hold what looks like the next one.
  if (subjectaltname.includes('"')) return "";
  return /(?:^|, )(?:URI|DNS):([^,]+)/.exec(subjectaltname)?.[1] ?? "";
}

function unauthenticated(reason: string, what: string, metadataKey: string): RpcError {
  const message = `the client is not known: ${what}`;
  return new RpcError("UNAUTHENTICATED", message, { details: [errorInfo(reason, { metadataKey })] });
}
