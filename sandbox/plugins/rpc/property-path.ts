/** Pulumi's property paths: spec.containers[0].image, metadata.annotations["a.b/c"], with * for any one step. */

export type Step = string | number;

export function formatPath(path: Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

export function parsePath(text: string): Step[] {
  const steps = text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g);
  return [...steps].map(([, quoted, index, plain]) => {
    if (quoted !== undefined) return quoted.replaceAll('\\"', '"');
    if (index !== undefined) return index === "*" ? "*" : Number(index);
    return plain ?? "";
  });
}

/** Whether `path` is `outer` or lies below it. */
export function contains(outer: Step[], path: Step[]): boolean {
  return outer.length <= path.length && outer.every((step, depth) => step === "*" || step === path[depth]);
}
