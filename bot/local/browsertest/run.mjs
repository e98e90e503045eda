// Drives a running local room in a real browser. See doc.go for how to call it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: flags } = parseArgs({ options: {
  base: { type: "string" },
  browser: { type: "string", default: "/usr/bin/chromium" },
  only: { type: "string" },
  parts: { type: "string", default: "./parts.mjs" },
  shots: { type: "string" },
} });
if (!flags.base) {
  console.error("usage: node run.mjs --base URL [--browser PATH] [--parts FILE] [--only PART] [--shots DIR]");
  process.exit(2);
}
const parts = await import(flags.parts);
const profile = mkdtempSync(join(tmpdir(), "loggist-browser-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: flags.browser,
  headless: true,
  viewport: { width: 1440, height: 900 },
  locale: "en-GB",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let failed = false;
try {
  for (const [name, run] of Object.entries(parts)) {
    if (flags.only && flags.only !== name) continue;
    const page = await browser.newPage();
    const faults = [];
    page.on("pageerror", (e) => faults.push(`page error: ${e.message}`));
    page.on("console", (m) => { if (m.type() === "error" && !m.text().includes("net::ERR")) faults.push(`console: ${m.text()}`); });
    page.setDefaultTimeout(10_000);
    try {
      await run({ page, base: flags.base, shots: flags.shots });
      if (faults.length) throw new Error(faults.join("\n"));
      console.log(`ok ${name}`);
    } catch (e) {
      failed = true;
      console.log(`FAIL ${name}: ${e.stack}`);
      if (flags.shots) await page.screenshot({ path: join(flags.shots, `failed-${name}.png`) });
    } finally {
      await page.close();
    }
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
