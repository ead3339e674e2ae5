/** JSON files of a Go module that a program of ours embeds. */
export type EmbeddedFile = {
  /** Its name beside main.go. */
  file: string;
  /** The module that it comes from, and its path in there. */
  module: string;
  path: string;
  /** Goes into its `version`; the file is left without one otherwise. */
  version?: string;
};

/** The file as it is embedded: compact, as the provider's own `go generate` makes it. */
export function embeddedText({ version }: EmbeddedFile, text: string): string {
  const content = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(version === undefined ? content : { ...content, version });
}
