/** What one look at an object says of it. */
export type Readiness =
  | { state: "ready"; status?: string }
  | {
      state: "waiting";
      /** For the status column, while waiting. */
      status: string;
      /** The reasons, should the waiting end now. One sentence each. */
      problems: string[];
    };
