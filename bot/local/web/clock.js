// The clock bar, and every countdown on the page.
import { say, send, unreachable } from "./send.js";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const minute = 60_000;
let ahead = 0; // of this machine's clock, in ms

const now = () => Date.now() + ahead;

function words(ms) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: document.body.dataset.zone, weekday: "short", day: "numeric", month: "numeric", year: "numeric",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  }).formatToParts(ms);
  const p = Object.fromEntries(parts.map((x) => [x.type, x.value]));
  return `${p.weekday} ${p.day} ${months[p.month - 1]} ${p.year} ${p.hour}${p.minute} hrs ${p.timeZoneName}`;
}

function span(minutes) {
  const parts = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
  return parts.filter(([n]) => n > 0).slice(0, 2).map(([n, unit]) => `${n} ${unit}`).join(" ");
}

// The server says it in the same words (words.go).
function due(ms) {
  const minutes = Math.round((ms - now()) / minute);
  if (minutes === 0) return "now";
  return minutes < 0 ? `overdue by ${span(-minutes)}` : `in ${span(minutes)}`;
}

function put(e, text) {
  if (e.textContent !== text) e.textContent = text;
}

function tick() {
  put(document.getElementById("now"), words(now()));
  for (const e of document.querySelectorAll("[data-due]")) put(e, due(Date.parse(e.dataset.due)));
}

async function wind(button) {
  const buttons = [...document.querySelectorAll(".wind")];
  if (button.getAttribute("aria-disabled") === "true") return;
  for (const b of buttons) b.setAttribute("aria-disabled", "true");
  const connection = document.getElementById("connection");
  connection.textContent = "Winding the clock…";
  try {
    let advance = button.dataset.advance;
    if (advance === "next") {
      const c = await (await fetch("/api/clock")).json();
      if (!c.next_due) {
        connection.textContent = "Nothing is due.";
        return;
      }
      advance = `${Math.max(1, Math.ceil((Date.parse(c.next_due) - Date.parse(c.now)) / 1000))}s`;
    }
    const c = await send("clock", { advance });
    clock.set(c.now);
    connection.textContent = "";
    say(`It is now ${words(now())}.`);
  } catch (fault) {
    connection.textContent = fault.said ?? unreachable;
  } finally {
    for (const b of buttons) b.removeAttribute("aria-disabled");
  }
}

export const clock = {
  set(iso) {
    // A page is a little old when it arrives: a difference of less than two seconds is no news.
    const next = Date.parse(iso) - Date.now();
    if (Math.abs(next - ahead) > 2000) ahead = next;
    tick();
  },
  start() {
    ahead = Date.parse(document.body.dataset.now) - Date.now();
    tick();
    setInterval(tick, 1000);
    for (const b of document.querySelectorAll(".wind")) b.addEventListener("click", () => wind(b));
  },
};
