/** Splits `nodeargs` as a shell would: words parted by blanks, quotes and backslashes keep blanks. No expansion. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (quote !== undefined && char === quote) quote = undefined;
    else if (char === "\\" && quote !== "'") {
      at++;
      word = (word ?? "") + line.charAt(at);
    } else if (quote !== undefined) word = (word ?? "") + char;
    else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote !== undefined) throw new Error(`nodeargs in Pulumi.yaml: the quote ${quote} is not closed in: ${line}`);
  if (word !== undefined) words.push(word);
  return words;
}
