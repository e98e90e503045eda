// The report of an incident as a page: on a wide and a narrow screen, on paper, and to a screen reader. night is that of one
// night, long is one of 2,000 entries.
import assert from "node:assert/strict";
import { axe, axeLong, shot, tabTo } from "./help.mjs";

// built checks what a screen reader goes by: the language, one first heading and no level left out, each landmark once,
// tables with a name and headings, pictures with a name and a description in words, links that lead somewhere.
async function built(page) {
  const found = await page.evaluate(() => {
    const all = (s) => [...document.querySelectorAll(s)];
    const words = (e, attribute) => (e.getAttribute(attribute) ?? "").split(" ").map((id) => document.getElementById(id)?.textContent.trim() ?? "");
    const levels = all("h1,h2,h3,h4,h5,h6").map((h) => Number(h.tagName[1]));
    return {
      lang: document.documentElement.lang,
      title: document.title,
      first: levels.filter((l) => l === 1).length,
      skipped: levels.filter((l, i) => l > (levels[i - 1] ?? 0) + 1).length,
      emptyHeadings: all("h1,h2,h3").filter((h) => !h.textContent.trim()).length,
      landmarks: ["body > header", "nav", "main", "body > footer"].map((s) => all(s).length),
      skip: document.querySelector(document.querySelector("body > a.skip").hash)?.tagName,
      nameless: all("section,article,nav,[role=group]").filter((e) => !e.ariaLabel && !words(e, "aria-labelledby").join("")).length,
      tables: all("table").length,
      unnamed: all("table").filter((t) => !t.caption?.textContent.trim()).length,
      headless: all("table").filter((t) => t.tHead?.rows.length !== 1 || [...t.tHead.rows[0].cells].some((c) => c.scope !== "col" || !c.textContent.trim())).length,
      rowsWithout: all("tbody tr").filter((r) => r.cells[0].scope !== "row").length,
      pictures: all("svg").map((s) => [s.getAttribute("role"), ...words(s, "aria-labelledby")]),
      dead: all("a").filter((a) => !document.getElementById(a.hash.slice(1))).map((a) => a.hash),
      doubled: all("[id]").length - new Set(all("[id]").map((e) => e.id)).size,
      entries: all("article > h3").length,
      markings: all("header .marking, footer .marking").length,
    };
  });
  assert.equal(found.lang, "en-GB");
  assert.match(found.title, /report of the open book · .*OFFICIAL/);
  assert.deepEqual([found.first, found.skipped, found.emptyHeadings], [1, 0, 0], "headings");
  assert.deepEqual(found.landmarks, [1, 1, 1, 1], "landmarks");
  assert.equal(found.skip, "MAIN");
  assert.equal(found.nameless, 0, "parts without a name");
  assert.ok(found.tables >= 5, `${found.tables} tables`);
  assert.deepEqual([found.unnamed, found.headless, found.rowsWithout], [0, 0, 0], "tables");
  assert.ok(found.pictures.length > 0);
  for (const [role, name, words] of found.pictures) {
    assert.equal(role, "img");
    assert.match(name, /^Timeline, .+/);
    assert.match(words, /\d+ (decision|escalation|assessment|task|review).* tell each with its times/);
  }
  assert.deepEqual(found.dead, [], "links that lead nowhere");
  assert.equal(found.doubled, 0, "the same id twice");
  assert.equal(found.markings, 2);
  return found;
}

// reflows checks that on a phone only a table may be wider than the screen, within itself.
async function reflows(page) {
  await page.setViewportSize({ width: 320, height: 700 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
}

export async function long({ page, base, shots }) {
  page.setDefaultTimeout(120_000);
  await page.goto(new URL("/long", base).href);
  const { entries } = await built(page);
  assert.ok(entries >= 2000, `${entries} entries`);
  const began = Date.now();
  await axeLong(page, "2,000 entries");
  console.log(`axe-core looked at ${entries} entries for ${((Date.now() - began) / 1000).toFixed(1)} s`);
  await shot(page, shots, "report-long");
  await reflows(page);
}

export async function night({ page, base, shots }) {
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await page.goto(base);
  await built(page);
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

  // What came of an entry leads there.
  await page.locator("article .flag a", { hasText: "entry 014" }).click();
  assert.equal(await page.evaluate(() => document.querySelector(":target > h3").textContent), "Entry 014 · CORRECTION to entry 012");

  await reflows(page);
  await axe(page, "narrow");
  await shot(page, shots, "report-narrow");

  // On paper the contents are gone and the words are dark on white.
  await page.setViewportSize({ width: 800, height: 1100 });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("nav").isVisible(), false);
  await axe(page, "print", ["target-size"]); // nobody touches paper
}
