/** Settings that cannot be used. `problems` are sentences, one for each key that is wrong. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  /** `source` is what a person would look for: the environment variable or the file. */
  constructor(source: string, problems: readonly string[]) {
    super([`${source} cannot be used:`, ...problems].join("\n  "));
    this.problems = problems;
  }
}
