/** A reporter that ends the tests at the first one that fails: a change that one test has noticed need not meet the rest. */
import type { TestEvent } from "node:test/reporters";

// biome-ignore lint/correctness/useYield: a reporter is a generator, and this one says nothing.
export default async function* firstFailure(events: AsyncIterable<TestEvent>) {
  for await (const { type } of events) if (type === "test:fail") process.exit(1);
}
