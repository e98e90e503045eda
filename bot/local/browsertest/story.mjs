// The story of the wrong man, played on the page from the script of its transcript, and every form with wrong input.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { axe, ready, see, shot } from "./help.mjs";

const transcript = "../../../commands/testdata/wrong-man.txtar";
const patience = 30_000; // of a machine that does much else: whatever is waited for is a condition, never a time

// section is one file of a txtar archive.
const section = (text, name) => text.split(`-- ${name} --\n`)[1].split(/^-- .* --$/m)[0];

// steps are the lines of the script, each act with what the transcript says that its person alone sees.
function steps() {
  const text = readFileSync(new URL(transcript, import.meta.url), "utf8");
  const said = [...section(text, "transcript").matchAll(/^ {5}only (\S+) sees(, refused)?:\n {7}(.*)$/gm)].map(([, who, refused, first]) => ({ who, ok: !refused, first }));
  const out = [];
  for (const line of section(text, "script").split("\n").filter((l) => l.trim())) {
    if (line.startsWith("#")) {
      out.push({ chapter: line.slice(2) });
      continue;
    }
    const wait = line.match(/^wait (\S+)$/);
    if (wait) {
      out.push({ wait: wait[1] });
      continue;
    }
    const [, given, who, where, typed, words] = line.match(/^(given )?(\S+) (\S+?)(:| submit)\s?(.*)$/);
    const step = { who, where, words, submit: typed !== ":", ok: true };
    if (!given) {
      const next = said.shift();
      assert.equal(next?.who, who, `the transcript goes another way at: ${line}`);
      Object.assign(step, next);
    }
    out.push(step);
  }
  assert.equal(said.length, 0, "the transcript says more than the script does");
  return out;
}

const minutes = (span) => [...span.matchAll(/(\d+)(h|m)/g)].reduce((sum, [, n, unit]) => sum + n * (unit === "h" ? 60 : 1), 0);

// The clock of the exercise, wound through the API as the bar does it. The story keeps to its own times, however long an act takes.
class Clock {
  constructor(base) { this.base = base; }
  async now() { return Date.parse((await (await fetch(`${this.base}/api/clock`)).json()).now); }
  async to(at) {
    const left = at - (await this.now());
    if (left <= 0) return;
    const r = await fetch(`${this.base}/api/clock`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ advance: `${Math.ceil(left / 1000)}s` }) });
    assert.ok(r.ok, `the clock could not be wound: ${await r.text()}`);
  }
  // begin winds to the next time that the wall clock of the force says hhmm.
  async begin(hhmm) {
    const wall = (at) => new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at).replace(":", "");
    let at = Math.ceil((await this.now()) / 60_000) * 60_000;
    while (wall(at) !== hhmm) at += 60_000;
    await this.to(at);
    this.at = at;
  }
  async wait(span) {
    this.at += minutes(span) * 60_000;
    await this.to(this.at);
  }
}

// enter shows a room as a person, as soon as he is in it.
async function enter(page, base, who, room) {
  for (const until = Date.now() + patience; ;) {
    await page.goto(`${base}/?as=${who}&room=${room}`);
    await page.locator("body[data-ready]").waitFor();
    const shown = await page.evaluate(() => document.body.dataset.room);
    if (shown === room) return;
    assert.ok(Date.now() < until, `${who} is not in ${room} but in ${shown}`);
    await page.waitForTimeout(100);
  }
}

// answered is what came back: the first line of a reply, or a form with what stands above it.
async function answered(page, replies) {
  await page.waitForFunction((n) => document.querySelector("dialog[open]") || document.querySelectorAll("#replies .reply").length > n, replies, { timeout: patience });
  return page.evaluate(() => {
    const lines = (e) => e?.textContent.trim() ?? "";
    const dialog = document.querySelector("dialog[open]");
    if (dialog) return { form: true, first: lines(dialog.querySelector(".said")), all: lines(dialog), ok: !dialog.querySelector(".summary") };
    const reply = [...document.querySelectorAll("#replies .reply")].at(-1);
    return { form: false, first: lines(reply.querySelector(".only ~ p")), all: lines(reply), ok: !reply.classList.contains("refused") };
  });
}

// plain takes out of a sentence what differs from day to day.
const plain = (s) => s.replace(/\b\d{4} hrs (GMT|BST)/g, "TIME").replace(/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ [A-Z][a-z]{2}(?: \d{4})? /g, "").replace(/CI-\d{4}-/g, "CI-").replace(/\(?in \d[^).]*\)?/g, "SPAN");

// nothingLost: each error stands beside its field and above in the summary, and what was typed is still there.
async function nothingLost(page, typed) {
  const wrong = await page.evaluate(() => [...document.querySelectorAll("dialog .field.wrong")].map((f) => ({
    error: f.querySelector(".field-error")?.textContent ?? "",
    // the control that the error describes, so that it is read out with it
    described: Boolean([f, ...f.querySelectorAll("input, textarea, select")].some((c) => c.getAttribute?.("aria-describedby")?.includes("-error"))),
  })));
  for (const { error, described } of wrong) {
    assert.ok(error.length > 8, "a field is marked and nothing says why");
    assert.ok(described, `the error is not tied to its field: ${error}`);
  }
  const said = await page.locator("dialog .summary li").allTextContents();
  assert.equal(said.length, wrong.length, `the summary says ${JSON.stringify(said)}, the fields ${JSON.stringify(wrong)}`);
  const above = (await page.locator("dialog .summary .said").allTextContents()).join();
  for (const error of said) assert.ok(!above.includes(error), `said twice: ${error}`);
  for (const [name, value] of Object.entries(typed)) {
    const control = page.locator(`dialog [name="${name}"]`).first();
    if ((await control.getAttribute("type")) === "radio") continue;
    assert.equal(await control.inputValue(), value, `what was typed into ${name} is lost`);
  }
  return wrong.length;
}

// fill puts values into the form that is open.
async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = page.locator(`dialog [name="${name}"]`).first();
    const kind = await control.evaluate((e) => e.type);
    if (kind === "radio") await page.locator(`dialog [name="${name}"][value="${value}"]`).check();
    else if (kind === "select-one") await control.selectOption(value);
    else await control.fill(value);
  }
}

// sendForm sends the form that is open, and waits until it is closed or made anew.
async function sendForm(page) {
  await Promise.all([
    page.waitForResponse((r) => r.url().endsWith("/api/submit"), { timeout: patience }),
    page.locator('dialog button[type="submit"]').click(),
  ]);
  await page.waitForFunction(() => { const d = document.querySelector("dialog"); return !d.open || !d.querySelector('[aria-disabled="true"]'); }, null, { timeout: patience });
}

export async function story({ page, base, shots }) {
  const clock = new Clock(base);
  await clock.begin("2104");
  let room = "";
  let chapter = 0;
  for (const step of steps()) {
    if (step.chapter) {
      if (room) await shot(page, shots, `story-${String(chapter).padStart(2, "0")}`);
      chapter++;
      continue;
    }
    if (step.wait) {
      await clock.wait(step.wait);
      continue;
    }
    const what = `${step.who}: ${step.words || "(sends the form)"}`;
    let got;
    if (step.submit) {
      const values = Object.fromEntries(step.words.split(" | ").filter(Boolean).map((w) => [w.slice(0, w.indexOf("=")), w.slice(w.indexOf("=") + 1)]));
      await fill(page, values);
      await sendForm(page);
      got = await answered(page, 0);
      if (got.form && !got.ok) assert.ok((await nothingLost(page, values)) > 0, `${what}: no error beside any field`);
    } else {
      await enter(page, base, step.who, step.where === "~" ? room : step.where);
      const typed = page.locator("#typed");
      await typed.fill(step.words);
      await typed.press("Enter");
      got = await answered(page, 0);
    }
    if (step.first) assert.ok(plain(got.all).includes(plain(step.first).split(/(?<=[.?!]) /)[0].slice(0, 60)), `${what}\nthe page says ${got.all.slice(0, 300)}\nthe transcript ${step.first}`);
    else assert.ok(got.ok && !got.all.includes("Nothing was recorded."), `${what}\nwas refused: ${got.all.slice(0, 400)}`);
    if (got.form) {
      await axe(page, what);
      await shot(page, shots, `story-${String(chapter).padStart(2, "0")}-form`);
    }
    if (!room) {
      await page.locator('#rooms a[data-incident]:not([data-incident=""])').first().waitFor({ timeout: patience });
      room = await page.locator('#rooms a[data-incident]:not([data-incident=""])').first().getAttribute("data-room");
    }
  }
  await enter(page, base, "insp.patel", room);
  await see(page, ".state", "Stood down");
  await axe(page, "the end, in the room");
  await shot(page, shots, "story-end");
  await page.locator("#typed").fill("/ci export html | for the review | because a review was asked for");
  await page.locator("#typed").press("Enter");
  const got = await answered(page, 0);
  assert.match(got.all, /Recorded in the audit book.*loggist export CI-\d{4}-0001 --format html/s);
}

// The report that was exported, after the story: it tells it, and has no violation.
export async function handed({ page, base, shots }) {
  await page.goto(base);
  for (const words of ["bit of an oddball", "There is no truth in what is said of this man.", "31 of 34 doors answered", "stood down"]) {
    await see(page, "main", words);
  }
  const told = await page.locator("main").textContent();
  assert.doesNotMatch(told, /\bLMT\b/, "a time that no clock has shown since 1847");
  for (const ours of [/\bO-\d/, /ask comms/, /…/]) assert.doesNotMatch(told, ours, "what only we understand, or words that are cut off");
  assert.match(told, /Insp Grant accepted it first/, "whom somebody overtook is said to have been silent");
  await axe(page, "the report of the story");
  await shot(page, shots, "story-report");
}

// commandsOf are the commands of the README's table, which is made from the code.
function commandsOf() {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const table = readme.split("<!-- commands -->")[1];
  const paths = new Set();
  for (const [, usage] of table.matchAll(/^\| `\/([^`]*)`/gm)) {
    const words = [];
    for (const w of usage.split(" ")) {
      if (!/^[a-z-]+$/.test(w) || words.length && ["in", "mosovo", "html", "mine", "npt", "local", "yes"].includes(w.split("\\")[0])) break;
      words.push(w);
    }
    paths.add(words.join(" "));
  }
  return [...paths];
}

// These take whatever is there: somebody is called, or rung, for the least word. Empty, they ask for one.
const neverRefused = ["ci call", "ci threat", "ci threat vigilante", "escalate"];

// Every form, opened by its command alone: what is missing and what cannot be is said at once, beside each field, and every word is
// kept. Nothing is recorded.
export async function everyForm({ page, base, shots }) {
  await page.goto(base);
  await page.locator("#typed").fill("/ci call a man says his neighbours film his house | where RV2 | because nobody helps him");
  await page.locator("#typed").press("Enter");
  await page.locator('#rooms a[data-incident]:not([data-incident=""])').first().waitFor({ timeout: patience });
  const room = await page.locator('#rooms a[data-incident]:not([data-incident=""])').first().getAttribute("data-room");
  await enter(page, base, "insp.patel", room);
  await page.locator("#typed").fill("/ci help");
  await page.locator("#typed").press("Enter");
  await page.locator("#replies .reply").waitFor();
  const head = page.locator("#replies .reply .only");
  assert.ok(await head.evaluate((e) => { const r = e.getBoundingClientRect(); return document.elementFromPoint(r.left + 4, r.top + 4)?.closest(".only") === e; }), "a long answer is not shown from its beginning");
  await shot(page, shots, "help");
  let forms = 0;
  let errors = 0;
  for (const path of commandsOf()) {
    await enter(page, base, "insp.patel", room);
    await page.locator("#typed").fill(`/${path}`);
    await page.locator("#typed").press("Enter");
    const opened = await answered(page, 0);
    if (!opened.form) continue; // it needs nothing, and was answered or refused in words
    forms++;
    const fields = await page.evaluate(() => [...document.querySelectorAll("dialog .field")].map((f) => {
      const c = f.querySelector("input, textarea, select");
      return { name: c.name, type: c.type, required: c.getAttribute("aria-required") === "true" || f.tagName === "FIELDSET" && !f.querySelector(".optional"), label: f.querySelector("label, legend").textContent, value: c.value, instead: /^Instead of all the rest/.test(f.querySelector(".hint")?.textContent ?? "") };
    }));
    const typed = {};
    for (const f of neverRefused.includes(path) ? [] : fields) {
      if (f.type === "radio" || f.type === "select-one" || f.required || f.instead) continue;
      typed[f.name] = `zz ${f.name} <b>&amp;`;
    }
    const required = fields.filter((f) => f.required && !(f.type !== "radio" && f.value)).map((f) => f.name);
    await fill(page, typed);
    if (!required.length && !Object.keys(typed).length) continue;
    await sendForm(page);
    const after = await answered(page, 0);
    if (!after.form) {
      assert.equal(required.length, 0, `/${path} took a form without ${required}: ${after.all}`);
      continue;
    }
    if (typed.place) { // where somebody was taken to is never given back, nor what a field of that form could not take (S19)
      for (const name of ["place", "next", "to", "by"]) delete typed[name];
    }
    errors += await nothingLost(page, typed);
    const marked = await page.evaluate(() => [...document.querySelectorAll("dialog .field.wrong")].map((f) => f.querySelector("input, textarea, select").name));
    for (const name of required) assert.ok(marked.includes(name), `/${path}: ${name} is needed, and only ${marked} are marked`);
    assert.doesNotMatch(after.all, /You typed:|Try: \//, `/${path}: a command is shown to somebody who filled in a form`);
    assert.match(after.all, /Nothing was recorded/, `/${path} does not say whether anything was recorded`);
    await axe(page, `/${path} with errors`);
    if (fields.length > 8) await shot(page, shots, `form-${path.replaceAll(" ", "-")}`);
  }
  console.log(`${forms} forms, ${errors} errors beside their fields`);
  assert.ok(forms > 50 && errors > 100, `${forms} forms, ${errors} errors`);
}
