// The parts of the browser test. Each gets a page and the address of a local room in which nothing happened yet.
import assert from "node:assert/strict";
import { axe, ready, see, shot, tabTo, typeAndSend } from "./help.mjs";

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };

async function step(page, name) {
  await tabTo(page, "a.tour-next", name);
  await page.keyboard.press("Enter");
  await ready(page, /step=/);
}

const focusedName = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);

// The first minute and the tour, without a mouse: a step fills and never sends.
export async function journey({ page, base, shots }) {
  await page.goto(base);
  assert.match(await page.title(), /control-room as PS Lee/);
  await see(page, ".clock", "EXERCISE");
  await see(page, "#first", "No incident is open");
  await shot(page, shots, "01-first-minute");
  await tabTo(page, "#first a.button");
  await page.keyboard.press("Enter");
  await ready(page, /step=1/);
  assert.match(await page.locator("#typed").inputValue(), /^\/ci call neighbours/);
  await page.waitForFunction(() => !location.search.includes("fill"));
  assert.equal(await page.locator("#messages li").count(), 0, "a step sent something");
  assert.equal(await focusedName(page), "typed");
  await page.keyboard.press("Enter");
  await see(page, "#replies .reply", "Only you can see this");
  await see(page, "#rooms a", "ci-2027-0001");
  assert.equal(await page.locator("#typed").inputValue(), "");
  await page.keyboard.press("ArrowUp");
  assert.match(await page.locator("#typed").inputValue(), /^\/ci call neighbours/, "the history brings back what was typed");
  await page.keyboard.press("ArrowDown");
  await shot(page, shots, "02-called");
  await tabTo(page, ".reply a", "Go to ci-2027-0001");
  await page.keyboard.press("Enter");
  await ready(page, /room=ci-2027-0001/);
  await see(page, "#messages .title", "CI-2027-0001 called by PS Lee");
  await see(page, ".state", "Called, not yet assessed");

  await step(page, "Declare, and be refused");
  assert.match(await page.locator("#typed").inputValue(), /declare/);
  await page.keyboard.press("Enter");
  await see(page, "#replies .reply.refused", "A sergeant may not declare");
  await see(page, "#phone-h", "Insp Patel");
  await see(page, "#lock", "Escalation 0001/E-1 for you, Duty Inspector");
  await shot(page, shots, "03-refused-and-rung");
  await tabTo(page, "#inside > summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "#phone-messages button", "Acknowledge E-1");
  await page.keyboard.press("Enter");
  await see(page, "#phone-replies .reply", "Only Insp Patel can see this");
  await see(page, "#phone-messages", "Acknowledged by you");
  await see(page, "#phone-messages .edited", "edited");
  assert.equal(await page.locator("#inside").getAttribute("open"), "", "the phone stays unlocked");
  await shot(page, shots, "04-acknowledged");

  await step(page, "Declare, as the inspector");
  assert.match(await page.title(), /as Insp Patel/);
  await page.keyboard.press("Enter");
  await see(page, ".state.alarm", "Declared critical");
  await see(page, ".facts .alarm", "Attention");
  await step(page, "Decide, as the loggist");
  assert.match(await page.title(), /as Evans/);
  await page.keyboard.press("Enter");
  await see(page, "#messages .title", "Entry 007 · DECISION");
  await see(page, "#messages .tag", "UNVERIFIED");
  await shot(page, shots, "05-decided");
  await step(page, "Confirm it");
  assert.equal(await page.locator("#typed").inputValue(), "/ci confirm 7", "the step takes the number of the entry");
  await page.locator("#typed").fill("");
  await page.goto(`${base}/?as=sgt.lee&room=ci-2027-0001&step=7`);
  await ready(page, /step=7/);
  await see(page, ".tour", "Step 7 of 8");
  await step(page, "Wind the clock");
  const before = await page.locator("#now").textContent();
  await tabTo(page, "button.wind", "to the next thing due");
  await page.keyboard.press("Enter");
  await see(page, "#messages .title", "on-call Superintendent asked");
  await page.waitForFunction(() => {
    const s = document.getElementById("scroll");
    return s.scrollHeight - s.scrollTop - s.clientHeight < 2;
  }, null, { timeout: 3000 });
  await see(page, "#lock", "on-call Superintendent");
  assert.notEqual(await page.locator("#now").textContent(), before);
  assert.match(await page.locator("#now").textContent(), /^Thu 11 Nov 2027 \d{4} hrs GMT$/);
  await shot(page, shots, "06-wound");
}

// The whole tour on any handler: each step fills what it fills, in the right person's hands; sent, it is answered; no
// view on the way has a violation. Reads nothing that only one handler says.
export async function tour({ page, base, shots }) {
  await page.goto(base);
  await axe(page, "first minute");
  await shot(page, shots, "40-first-minute");
  const steps = await page.locator(".tour ol li").count();
  assert.equal(steps, 8);
  for (let n = 1; n <= steps; n++) {
    await tabTo(page, "a.tour-next");
    await page.keyboard.press("Enter");
    await ready(page, new RegExp(`step=${n}(&|$)`));
    await see(page, ".tour", `Step ${n} of ${steps}`);
    const { as, room } = await page.evaluate(() => ({ ...document.body.dataset }));
    const query = new URL(page.url()).searchParams;
    assert.deepEqual([query.get("as"), query.get("room")], [as, room], "the address says what is shown");
    const filled = await page.locator("#typed").inputValue();
    assert.equal(await page.locator(".reply").count(), 0, `step ${n} sent something`);
    await axe(page, `step ${n}`);
    if (!filled) {
      assert.equal(n, steps, `step ${n} fills nothing`);
      continue;
    }
    assert.ok(!filled.includes("…"), `step ${n} did not find what it fills in: ${filled}`);
    await tabTo(page, "#typed");
    await page.keyboard.press("Enter");
    await page.locator(".reply, dialog[open]").first().waitFor();
    if (n === 1) await page.locator('#rooms a[data-incident]:not([data-incident=""])').first().waitFor();
    await page.waitForTimeout(300); // what follows in the room
    await axe(page, `step ${n}, answered`);
    await shot(page, shots, `4${n}-answered`);
    assert.equal(await page.locator("dialog[open]").count(), 0, `step ${n} ends in a form`);
  }
  const before = await page.locator("#now").textContent();
  await tabTo(page, "button.wind", "to the next thing due");
  await page.keyboard.press("Enter");
  await page.waitForFunction((t) => document.getElementById("connection").textContent === "" && document.getElementById("now").textContent !== t, before);
  await axe(page, "wound");
  await page.emulateMedia({ colorScheme: "dark" });
  await axe(page, "wound, dark");
  await shot(page, shots, "49-wound");
}

// After the tour and a kill: everything is there, and what nobody answered climbs while the clock is wound.
export async function again({ page, base, shots }) {
  await page.goto(base);
  const room = await page.locator('#rooms a[data-incident]:not([data-incident=""])').first().textContent();
  await page.goto(`${base}/?as=insp.patel&room=${room.trim()}&phone=supt.khan`);
  await see(page, "body", "DECLARED critical incident");
  for (const kept of ["DECISION", "NPT-1", "E-2"]) await see(page, ".message", kept);
  await axe(page, "after a kill");
  await shot(page, shots, "50-after-a-kill");
  for (let n = 0; n < 6 && (await page.locator("#lock", { hasText: "E-2" }).count()) === 0; n++) {
    const before = await page.locator("#now").textContent();
    await tabTo(page, "button.wind", "to the next thing due");
    await page.keyboard.press("Enter");
    await page.waitForFunction((t) => document.getElementById("now").textContent !== t, before);
    await page.waitForTimeout(300);
  }
  await see(page, "#lock", "E-2 for you, On-call Superintendent");
  await axe(page, "climbed");
  await shot(page, shots, "51-climbed");
}

// Refused forms keep every word, say what is wrong beside the field and above, and lead there.
export async function forms({ page, base, shots }) {
  await page.goto(base);
  await typeAndSend(page, "/ci call something");
  await see(page, "#rooms a", "ci-2027-0001");
  await page.goto(`${base}/?as=log.evans&room=ci-2027-0001`);
  await typeAndSend(page, "/decision Officers to stay until 2300");
  await page.locator("dialog[open]").waitFor();
  await see(page, "dialog .said", "A decision needs a reason. Nothing was recorded.");
  assert.equal(await page.locator("#f-what").inputValue(), "Officers to stay until 2300");
  await axe(page, "form");
  await shot(page, shots, "10-form");
  await tabTo(page, "#f-by");
  await page.keyboard.type("@insp.patel");
  await tabTo(page, 'dialog button[type="submit"]');
  await page.keyboard.press("Enter");
  await page.locator("dialog .summary").waitFor();
  assert.ok(await page.locator("dialog .summary").evaluate((e) => e === document.activeElement), "the summary has the focus");
  assert.equal(await page.locator("#f-what").inputValue(), "Officers to stay until 2300");
  assert.equal(await page.locator("#f-by").inputValue(), "@insp.patel");
  assert.equal(await page.locator("#f-because").getAttribute("aria-invalid"), "true");
  assert.match(await page.locator("#f-because").evaluate((e) => e.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).textContent).join(" ")), /Error: Give the reason/);
  await axe(page, "form with errors");
  await shot(page, shots, "11-form-errors");
  await tabTo(page, "dialog .summary a");
  await page.keyboard.press("Enter");
  assert.equal(await focusedName(page), "f-because");
  await page.keyboard.type("residents are <b>afraid</b>");
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  assert.equal(await focusedName(page), "typed", "the focus goes back to where it came from");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  assert.equal(await page.locator("#f-because").inputValue(), "residents are <b>afraid</b>", "what was typed and not sent is still there");
  await page.locator('dialog button[type="submit"]').focus();
  await page.keyboard.press("Enter");
  await see(page, "#replies .reply", "Recorded as entry 007.");
  await see(page, "#messages .message.bot", "residents are <b>afraid</b>");
  await page.locator("#messages button", { hasText: "Log an entry" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  assert.equal(await page.locator("#f-because").inputValue(), "", "another form starts empty");
  await page.keyboard.press("Escape");
  assert.match(await focusedName(page), /Log an entry/);
}

// What happens elsewhere arrives here, without moving the focus; what one types alone stays alone.
export async function live({ page, base }) {
  await page.goto(base);
  await typeAndSend(page, "/ci call something");
  await see(page, "#rooms a", "ci-2027-0001");
  await page.goto(`${base}/?as=insp.patel&room=ci-2027-0001`);
  await page.waitForFunction(() => document.getElementById("connection").textContent === "");
  await page.locator("#typed").fill("half a sentence");
  const api = (path, body) => fetch(`${base}/api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  await api("say", { as: "sgt.lee", room: "ci-2027-0001", text: "good evening <i>all</i>" });
  await see(page, "#messages .message.person", "good evening <i>all</i>");
  await see(page, "#announce", "PS Lee wrote");
  await api("say", { as: "sgt.lee", room: "ci-2027-0001", text: "/ci status" });
  await api("say", { as: "sgt.lee", room: "ci-2027-0001", text: "/ci declare" });
  await see(page, "#messages .title", "Escalation E-1");
  await see(page, "#waiting", "Escalation 0001/E-1");
  await see(page, "#announce", "Your phone rings");
  assert.equal(await page.locator("#typed").inputValue(), "half a sentence");
  assert.equal(await focusedName(page), "typed");
  const all = await page.locator("body").textContent();
  assert.ok(!all.includes("Open: 2 tasks"), "another person's private reply is on the page");
  await page.locator("#messages button", { hasText: "Log an entry" }).focus();
  await api("say", { as: "sgt.lee", room: "ci-2027-0001", text: "more" });
  await see(page, "#messages .message.person", "more");
  assert.match(await focusedName(page), /Log an entry/, "the focus stayed on its button");
}

// No violation on any view, light and dark, wide and narrow, with contrast forced and without motion.
export async function axeEverywhere(tools) {
  const { page, base, shots } = tools;
  await page.goto(base);
  await typeAndSend(page, "/ci call neighbours accuse a man; about 15 people outside");
  await see(page, "#rooms a", "ci-2027-0001");
  await page.goto(`${base}/?as=sgt.lee&room=ci-2027-0001`);
  await typeAndSend(page, "/ci declare | because forty people");
  await see(page, "#lock", "Escalation");
  const views = {
    room: "/?as=sgt.lee&room=ci-2027-0001&step=3", "first-minute": "/?as=sgt.lee&room=control-room", direct: "/?as=insp.patel&room=direct",
    guest: "/?as=guest.stone&room=ci-2027-0001",
  };
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, viewport] of Object.entries({ wide, narrow })) {
      for (const [name, path] of Object.entries(views)) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize(viewport);
        await page.goto(base + path);
        const inside = page.locator("#inside > summary");
        if (await inside.count()) await inside.click();
        for (const d of await page.locator("details:not([open]) > summary").all()) if (await d.isVisible()) await d.click();
        await page.locator("#typed").fill("/nonsense");
        await page.keyboard.press("Enter");
        await see(page, "#replies .reply", "Nothing was recorded");
        await axe(page, `${name}, ${colorScheme}, ${size}`);
        await page.evaluate(() => window.scrollTo(0, 0));
        await shot(page, shots, `20-${name}-${colorScheme}-${size}`);
      }
    }
  }
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto(base + views.room);
  await axe(page, "forced colours", ["color-contrast"]); // those colours are the user's own; axe-core reads ours
  await shot(page, shots, "21-forced-colours");
}

// At 400 % (a window of 320 px) nothing has to be scrolled sideways, and every target is large enough.
export async function reflow({ page, base, shots }) {
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto(base);
  await typeAndSend(page, "/ci call something");
  await see(page, "#rooms a", "ci-2027-0001");
  await page.goto(`${base}/?as=log.evans&room=ci-2027-0001&step=4`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${over} px stick out at 320 px`);
  await shot(page, shots, "30-zoomed");
  await page.locator("#typed").fill("/decision stay");
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  const wider = await page.locator("dialog").evaluate((d) => d.scrollWidth - d.clientWidth);
  assert.equal(wider, 0, "the dialog scrolls sideways");
  await shot(page, shots, "31-zoomed-form");
  await page.keyboard.press("Escape");
  const small = await page.evaluate(() => [...document.querySelectorAll("button, a.button, select, input:not([type=hidden]), textarea, summary, nav a")]
    .filter((e) => e.checkVisibility() && !e.closest(".skip"))
    .map((e) => ({ text: e.textContent.trim().slice(0, 30), box: e.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 24 || box.height < 23.5).map(({ text, box }) => `${text} ${box.width}×${box.height}`));
  assert.deepEqual(small, [], "targets under 24 px");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`${base}/?as=sgt.lee&room=ci-2027-0001`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
}

// What is newest is what one sees: on a phone that is unlocked, and, on a screen as narrow as one, close above where one types.
export async function newest({ page, base, shots }) {
  await page.goto(base);
  await typeAndSend(page, "/ci call something");
  await see(page, "#rooms a", "ci-2027-0001");
  const api = (path, body) => fetch(`${base}/api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  for (let n = 0; n < 25; n++) {
    await api("say", { as: "insp.patel", room: "direct", text: `nothing new, ${n}` });
    await api("say", { as: "sgt.lee", room: "ci-2027-0001", text: `nothing new in the street, ${n}` });
  }
  await api("say", { as: "sgt.lee", room: "ci-2027-0001", text: "/ci declare" });
  const below = (list) => page.evaluate((id) => {
    const last = document.getElementById(id).lastElementChild.getBoundingClientRect();
    const frame = document.getElementById(id).parentElement.getBoundingClientRect();
    return Math.round(last.bottom - Math.min(frame.bottom, window.innerHeight));
  }, list);
  for (const viewport of [{ width: 1280, height: 900 }, narrow]) {
    await page.setViewportSize(viewport);
    await page.goto(`${base}/?as=sgt.lee&room=ci-2027-0001&phone=insp.patel`);
    await page.locator("#inside > summary").click();
    await page.locator("#phone-messages").scrollIntoViewIfNeeded();
    await see(page, "#phone-messages button", "Accept");
    assert.ok((await below("phone-messages")) <= 1, `the newest on the phone is ${await below("phone-messages")} px below its screen at ${viewport.width}`);
    await api("say", { as: "insp.patel", room: "direct", text: `one more at ${viewport.width}` });
    await see(page, "#phone-messages", `one more at ${viewport.width}`);
    await page.waitForTimeout(200);
    assert.ok((await below("phone-messages")) <= 1, "what arrives stays in sight");
    await shot(page, shots, `32-newest-${viewport.width}`);
    const way = await page.evaluate(() => document.getElementById("typed").getBoundingClientRect().bottom - document.getElementById("scroll").getBoundingClientRect().top);
    assert.ok(way < viewport.height, `${way} px from the top of the messages to where one types, on a screen of ${viewport.height}`);
    assert.ok((await page.evaluate(() => { const s = document.getElementById("scroll"); return s.scrollHeight - s.scrollTop - s.clientHeight; })) < 2, "the room stands at its newest");
  }
}
