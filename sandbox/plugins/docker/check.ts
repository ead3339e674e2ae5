/** The inputs as they will be built: with defaults, and the digest of all that the build reads (official: Check in provider/hybrid.go). */
import { statSync } from "node:fs";
import path from "node:path";
import { hasUnknowns, isObject, type Properties, revealAll } from "../rpc/values.ts";
import { contextDigest } from "./context-digest.ts";
import { type ImageInputs, parseImageInputs } from "./image-inputs.ts";
import { parseFullName } from "./image-name.ts";

export type Checked = {
  inputs: Properties;
  /** `property` is a top-level one, whose value the engine shows, or "". */
  problems: { property: string; reason: string }[];
  /** For the person at the terminal. */
  notes: string[];
};

/** `inputs` with their marks of secrets; `folder` is the program's. */
export function check(inputs: Properties, folder: string): Checked {
  const plain = revealAll(inputs);
  // What is not known yet can be neither found nor hashed.
  if (hasUnknowns(plain.build ?? null) || hasUnknowns(plain.imageName ?? null))
    return { inputs, problems: [], notes: [] };

  const image = parseImageInputs(plain);
  const problems = [...nameProblems(image), ...fileProblems(image, folder)];
  if (problems.length > 0) return { inputs, problems, notes: [] };

  const platform = image.platform || `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`;
  const notes =
    image.platform === ""
      ? [`no platform is set for ${image.imageName}; it is built for ${platform}, the platform of this machine`]
      : [];
  const { context, dockerfile } = image;
  const digest = contextDigest(path.resolve(folder, context), path.resolve(folder, dockerfile));
  const given = isObject(inputs.build) ? inputs.build : {};
  const build = { ...given, context, dockerfile, platform, contextDigest: digest };
  return { inputs: { ...inputs, build }, problems: [], notes };
}

function nameProblems({ imageName, skipPush, cacheFrom }: ImageInputs): Checked["problems"] {
  const needsRegistry = !skipPush || cacheFrom.length > 0;
  if (!needsRegistry || parseFullName(imageName)) return [];
  return [
    {
      property: "imageName",
      reason:
        `"${imageName}" names no registry to push to: give the full name, such as docker.io/repository/image:tag or ` +
        "localhost:5000/image:tag, or set skipPush",
    },
  ];
}

function fileProblems({ context, dockerfile }: ImageInputs, folder: string): Checked["problems"] {
  if (!isA("folder", path.resolve(folder, context)))
    return [{ property: "", reason: `build.context: could not open ${context}: it is not a folder` }];
  if (!isA("file", path.resolve(folder, dockerfile)))
    return [
      {
        property: "",
        reason: `build.dockerfile: could not open dockerfile at relative path ${dockerfile}. Try setting \`dockerfile\` to its path, relative to the Pulumi program`,
      },
    ];
  return [];
}

function isA(what: "file" | "folder", place: string): boolean {
  const stat = statSync(place, { throwIfNoEntry: false });
  return stat !== undefined && (what === "file" ? stat.isFile() : stat.isDirectory());
}
