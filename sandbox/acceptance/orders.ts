/** Orders as a person places them from the shell. */
import type { Clone } from "./clone.ts";

/** The id of the order that a key names among the client's: a new one, or the one that it placed before. */
export async function orderOf(clone: Clone, key: string, stack = "dev"): Promise<string> {
  const ran = await clone.npm("run", "order", "--", "--key", key, "--stack", stack);
  const id = /^order +(\S+)/m.exec(ran.stdout)?.[1];
  if (!id) throw new Error(`npm run order ended with ${ran.code}:\n${ran.stdout}\n${ran.stderr}`);
  return id;
}
