// What the parts share: acting with the keyboard alone, asking axe-core, taking pictures.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// tabTo presses Tab until what has the focus matches selector (and says text), and fails after 150 stops: whoever has no
// mouse gets there or not at all.
export async function tabTo(page, selector, text) {
  for (let i = 0; i < 150; i++) {
    const there = await page.evaluate(([s, t]) => {
      const e = document.activeElement;
      return Boolean(e?.matches(s) && (!t || e.textContent.includes(t)));
    }, [selector, text]);
    if (there) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} ${text ?? ""} is not reached with the keyboard`);
}

// typeAndSend writes where one types and sends with Enter.
export async function typeAndSend(page, text) {
  await tabTo(page, "#typed");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

// axe finds what breaks WCAG 2.2 AA and best practice, and fails on any of it. The rules named in off do not look.
export async function axe(page, view, off = []) {
  await page.evaluate(axeSource); // the page's own policy lets no other script in
  await judge(page, view, off);
}

// axeLong is axe for a page of tens of thousands of elements. Every rule looks at all of the page but the one of contrast, which
// takes more than half of the time and looks at one text for each way in which text is painted: class, colours, size, weight,
// and the grounds below it. Nothing may be positioned but what is hidden from the eye, so no text has another ground.
export async function axeLong(page, view) {
  const { texts, ways, positioned } = await page.evaluate(() => {
    const seen = new Set();
    const found = { texts: 0, positioned: 0 };
    for (const e of document.body.querySelectorAll("*")) {
      const c = getComputedStyle(e);
      if (c.position !== "static" && !e.matches(".skip, .vh")) found.positioned++;
      if (![...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())) continue;
      found.texts++;
      const grounds = [];
      for (let up = e; up; up = up.parentElement) grounds.push(up.tagName, getComputedStyle(up).backgroundColor, getComputedStyle(up).opacity);
      const way = [e.getAttribute("class"), c.color, c.fontSize, c.fontWeight, ...grounds].join();
      if (!seen.has(way)) e.dataset.sample = "";
      seen.add(way);
    }
    return { ...found, ways: seen.size };
  });
  assert.equal(positioned, 0, `${view}: elements that are positioned`);
  assert.ok(ways > 10 && ways < 100, `${view}: text is painted in ${ways} ways`);
  console.log(`${view}: contrast of ${ways} of ${texts} texts, one for each way of painting them`);
  await page.evaluate(axeSource);
  await page.evaluate(() => window.axe.configure({ rules: [{ id: "color-contrast", selector: "[data-sample]" }] }));
  const found = await judge(page, view);
  assert.ok(found.passes.some((r) => r.id === "color-contrast"), `${view}: nobody looked at contrast`);
}

async function judge(page, view, off = []) {
  const found = await page.evaluate((rules) => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: Object.fromEntries(rules.map((r) => [r, { enabled: false }])),
    resultTypes: ["violations"], // of what passes one element a rule is enough
  }), off);
  const said = found.violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `    ${n.target.join(" ")} ${n.failureSummary}`).join("\n")}`);
  assert.equal(said.length, 0, `${view}:\n${said.join("\n")}`);
  assert.ok(found.passes.length > 10, `${view}: axe-core looked at ${found.passes.length} rules only`);
  return found;
}

export async function shot(page, dir, name) {
  if (dir) await page.screenshot({ path: join(dir, `${name}.png`) });
}

export async function see(page, selector, text) {
  await page.locator(selector).filter({ hasText: text }).first().waitFor();
}

// ready waits until the page at url listens.
export async function ready(page, url) {
  await page.waitForURL(url);
  await page.locator("body[data-ready]").waitFor();
}
