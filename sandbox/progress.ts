/** Steps as a person sees them: what is being done, how long it should take, how long it took. */
const seconds = (ms: number) => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms));

/** 75,000 → "1 min 15 s". */
export function duration(ms: number): string {
  const whole = Math.round(ms / 1000);
  if (whole < 60) return `${whole} s`;
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export type Progress = {
  /** Runs `work` as one step; `note` may be called for the latest detail (shown on a terminal only). */
  step<T>(title: string, work: (note: (detail: string) => void) => Promise<T>, estimateMs?: number): Promise<T>;
  say(line: string): void;
};

type Output = { write(text: string): unknown; isTTY?: boolean; columns?: number };

export function makeProgress(output: Output, now: () => number = performance.now.bind(performance)): Progress {
  // Several steps can run side by side; on a terminal the last line shows them all.
  const running = new Map<
    symbol,
    { title: string; detail: string; started: number; estimateMs?: number | undefined }
  >();
  let ticker: NodeJS.Timeout | undefined;

  const clear = () => output.isTTY && output.write("\r\x1b[2K");
  const draw = () => {
    if (!output.isTTY || running.size === 0) return;
    const parts = [...running.values()].map(({ title, detail, started, estimateMs }) => {
      const of = estimateMs ? ` of about ${duration(estimateMs)}` : "";
      return `${title}: ${duration(now() - started)}${of}${detail ? ` (${detail})` : ""}`;
    });
    output.write(`\r\x1b[2K${`  … ${parts.join(" | ")}`.slice(0, (output.columns ?? 80) - 1)}`);
  };
  const line = (text: string) => {
    clear();
    output.write(`${text}\n`);
    draw();
  };

  return {
    say: line,
    async step(title, work, estimateMs) {
      const key = Symbol(title);
      const step = { title, detail: "", started: now(), estimateMs };
      running.set(key, step);
      ticker ??= setInterval(draw, 500);
      ticker.unref();
      // Where lines cannot be redrawn, a long step is announced, so that silence is never a puzzle.
      if (!output.isTTY && estimateMs && estimateMs > 10_000) line(`  … ${title} (about ${duration(estimateMs)})`);
      draw();
      try {
        const result = await work((detail) => {
          step.detail = detail;
          draw();
        });
        running.delete(key);
        line(`  ✓ ${title} (${seconds(now() - step.started)})`);
        return result;
      } catch (error) {
        running.delete(key);
        line(`  ✗ ${title} (${seconds(now() - step.started)})`);
        throw error;
      } finally {
        if (running.size === 0 && ticker) {
          clearInterval(ticker);
          ticker = undefined;
        }
      }
    },
  };
}
