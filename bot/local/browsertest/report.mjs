// The report of an incident as a page: on a wide and a narrow screen, on paper, and to a screen reader.
import assert from "node:assert/strict";
import { axe, shot, tabTo } from "./help.mjs";

export async function report({ page, base, shots }) {
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await page.goto(base);
  await axe(page, "wide");
  await shot(page, shots, "report-wide");

  // It is one file: nothing else is fetched, and nothing in it runs.
  assert.deepEqual(asked.filter((u) => !u.endsWith("/favicon.ico")), [new URL("/", base).href]);
  assert.equal(await page.locator("script").count(), 0);

  // The keyboard gets past the contents, and every section is a heading that the contents lead to.
  await tabTo(page, ".skip");
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#report$/);
  const links = await page.locator("nav a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(links.length >= 8, `${links.length} sections`);
  for (const href of links) assert.equal(await page.locator(`h2${href}`).count(), 1, href);

  // What is struck through is said in words as well, and a time is one for a machine too.
  const struck = page.locator("s");
  assert.ok((await struck.count()) >= 2);
  for (const s of await struck.all()) {
    assert.match(await s.evaluate((e) => e.previousElementSibling.textContent), /Struck through/);
  }
  for (const t of await page.locator("time").all()) assert.match(await t.getAttribute("datetime"), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);

  // The picture has a name and a description that say what it shows.
  const words = await page.locator("svg[role=img]").first().evaluate((e) => e.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id).textContent));
  assert.match(words[0], /^Timeline/);
  assert.match(words[1], /decisions.*escalation.*tasks.*reviews/);

  // On a phone it reflows: only a table may be wider than the screen, within itself.
  await page.setViewportSize({ width: 320, height: 700 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  await axe(page, "narrow");
  await shot(page, shots, "report-narrow");

  // On paper the contents are gone and the words are dark on white.
  await page.setViewportSize({ width: 800, height: 1100 });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("nav").isVisible(), false);
  await axe(page, "print");
}
