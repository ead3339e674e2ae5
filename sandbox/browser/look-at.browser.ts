import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser } from "./browser.ts";
import { lookAt } from "./look-at.ts";

let browser: Awaited<ReturnType<typeof openBrowser>>;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const page = (body: string) =>
  `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A page</title>${body}</html>`;

test("a plain page is as it should be", async () => {
  assert.deepEqual(await lookAt(browser, "plain", page("<h1>Hello</h1>")), []);
});

for (const [fault, body, said] of [
  ["wider than a phone", '<div style="width: 600px">wide</div>', /^fault-phone-light: the page is \d+ px wide/],
  ["of faint text", '<p style="color: #aaa; background: #fff">faint</p>', /"faint" has a contrast of 2\.3/],
  ["of tiny text", '<p style="font-size: 5px">tiny</p>', /"tiny" is 5\.0 px high/],
  [
    "with a picture that shrinks its words",
    '<svg viewBox="0 0 2000 100" style="width: 100%"><text y="50">small</text></svg>',
    /^fault-phone-light: "small" is 2\.\d px high/,
  ],
  [
    "with a picture that cuts its words off",
    '<svg viewBox="0 0 300 100" style="width: 100%"><text x="280" y="50">beyond the edge</text></svg>',
    /"beyond the edge" is cut off/,
  ],
  ["that throws", "<script>throw new Error('oh no')</script>", /it throws Error: oh no/],
  ["that complains", "<script>console.error('oh dear')</script>", /the console says "oh dear"/],
  ["that needs the network", '<img src="http://127.0.0.1:9/a.png" alt="">', /it asks for http:.*a\.png/],
] as const)
  test(`a page ${fault} is told`, async () => {
    const problems = await lookAt(browser, "fault", page(body));
    assert.ok(
      problems.some((problem) => said.test(problem)),
      problems.join("\n"),
    );
  });
