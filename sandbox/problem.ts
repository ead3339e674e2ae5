/** Something a person can mend: one sentence on what is wrong, one on the way out. Shown without a stack trace. */
export class Problem extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Problem";
    this.remedy = remedy;
  }
}

/** The sentence of any thrown thing. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
