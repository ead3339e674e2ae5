import type { DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { provider } from "../rpc/proto.ts";
import type { Change, Difference } from "./diff.ts";

const { Kind } = provider.PropertyDiff;
const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;

const IN_PLACE = { add: Kind.ADD, delete: Kind.DELETE, update: Kind.UPDATE };
const REPLACING = { add: Kind.ADD_REPLACE, delete: Kind.DELETE_REPLACE, update: Kind.UPDATE_REPLACE };

/** A difference as the protocol says it. */
export function diffResponse({ changes, deleteBeforeReplace }: Difference): DiffResponse {
  const response = new provider.DiffResponse()
    .setChanges(changes.size > 0 ? DIFF_SOME : DIFF_NONE)
    .setReplacesList([...changes].filter(([, change]) => change.replaces).map(([path]) => path))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const [path, change] of changes) response.getDetaileddiffMap().set(path, propertyDiff(change));
  return response;
}

function propertyDiff({ kind, replaces }: Change) {
  // A deletion is one of an input: the live object is already cut to the inputs' shape.
  return new provider.PropertyDiff().setKind((replaces ? REPLACING : IN_PLACE)[kind]).setInputdiff(kind === "delete");
}
