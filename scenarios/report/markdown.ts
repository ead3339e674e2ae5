/** A run's report as Markdown: everything but the plots. */
import { allHeld, type Verdict } from "../judge.ts";
import type { Run } from "../run.ts";
import { ANSWER_HEAD, aboutRun, answerRows, moneyLines, mostPending, type Row, settingsOf } from "./facts.ts";

export function markdownOf(run: Run, verdicts: readonly Verdict[]): string {
  const { scenario } = run;
  return [
    `# ${scenario.title}`,
    "",
    `${scenario.hypothesis}`,
    "",
    `**${allHeld(verdicts, run) ? "It was so." : "It was not so."}**`,
    "",
    table(
      ["expectation", "expected", "measured", "held"],
      verdicts.map(({ what, expected, measured, held }) => [what, expected, measured, held ? "yes" : "**NO**"]),
    ),
    "",
    table(ANSWER_HEAD, answerRows(run)),
    "",
    // Keys are their clients' own, and may hold anything that prints.
    ...moneyLines(run).map((line) => `- ${line.replace(/[\\`*_[\]<>]/g, "\\$&")}`),
    `- Pending: ${mostPending(run)}.`,
    "",
    ...aboutRun(run).map((line) => `- ${line}`),
    "",
    "```json",
    settingsOf(run),
    "```",
    "",
  ].join("\n");
}

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
