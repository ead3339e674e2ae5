import { readFileSync } from "node:fs";

/**
 * The text of a file of ours that runs elsewhere, or that a hash is made of: with "\n" alone, even where git
 * (core.autocrlf) or an editor has put "\r\n" into the checkout.
 */
export function readUnixText(file: string | URL): string {
  return readFileSync(file, "utf8").replaceAll("\r\n", "\n");
}
