/** Looks at a page as people will: on a phone and on a desktop, by day and by night, and on paper. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "puppeteer-core";

const INSPECT = readFileSync(path.join(import.meta.dirname, "in-page.js"), "utf8");
const SCREENSHOTS = path.join(import.meta.dirname, "..", "..", ".build", "screenshots");
const WIDTHS = { phone: 375, desktop: 1280 };
const THEMES = ["light", "dark"] as const;

/**
 * What is wrong with a page that needs nothing but itself, a sentence each: errors, sideways scrolling, text that is
 * faint, tiny or cut off, and nothing to print. Screenshots go to .build/screenshots, by `name`.
 */
export async function lookAt(browser: Browser, name: string, html: string): Promise<string[]> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const problems: string[] = [];
  for (const [device, width] of Object.entries(WIDTHS))
    for (const theme of THEMES) {
      const view = `${name}-${device}-${theme}`;
      const page = await browser.newPage();
      const report = (problem: string) => problems.push(`${view}: ${problem}`);
      listen(page, report);
      await page.setViewport({ width, height: 800 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
      await page.setContent(html, { waitUntil: "load" });
      for (const problem of (await page.evaluate(INSPECT)) as string[]) report(problem);
      writeFileSync(path.join(SCREENSHOTS, `${view}.png`), await page.screenshot({ fullPage: true }));
      if (device === "desktop" && theme === "light") {
        const pdf = await page.pdf({ format: "A4", printBackground: false });
        writeFileSync(path.join(SCREENSHOTS, `${name}.pdf`), pdf);
        if (pdf.length < 2_000) report(`only ${pdf.length} bytes come out when it is printed`);
      }
      await page.close();
    }
  return problems;
}

function listen(page: Page, report: (problem: string) => void): void {
  page.on("console", (message) => report(`the console says "${message.text()}"`));
  page.on("pageerror", (error) => report(`it throws ${error}`));
  page.on("requestfailed", (request) => report(`it asks for ${request.url()}, and must need nothing but itself`));
}
