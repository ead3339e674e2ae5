/** urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME */
export type UrnParts = { type: string; name: string };

export function partsOfUrn(urn: string): UrnParts {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}
