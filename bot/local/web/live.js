// Keeping the page true: whenever something happens the page is fetched again and what differs is put in place, without
// moving the focus, what is typed or what is open.
import { clock } from "./clock.js";
import { say } from "./send.js";

const me = document.body.dataset.as;
let events;
let timer;
let running = false;
let wanted = false;
let after = () => {};
const shown = new Map(); // id → the HTML that the server sent last

// Whoever reads the latest message goes on reading the latest, when there is more of it or less room for it.
const scroll = document.getElementById("scroll");
let atEnd = true;
function stayAtEnd() {
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
}

// A phone that is unlocked shows the newest message, and goes on showing it.
let phoneAtEnd = true;
function stayAtPhoneEnd() {
  const messages = document.getElementById("phone-scroll");
  if (messages && phoneAtEnd) messages.scrollTop = messages.scrollHeight;
}

const phone = () => document.querySelector("aside.phone");
const phoneInUse = () => document.getElementById("inside")?.open || phone()?.contains(document.activeElement);

function soon() {
  clearTimeout(timer);
  timer = setTimeout(sync, 60);
}

async function sync() {
  if (running) {
    wanted = true;
    return;
  }
  running = true;
  try {
    const url = new URL(location.href);
    if (phoneInUse()) url.searchParams.set("phone", document.body.dataset.phone);
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    if (response.ok) put(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    // The stream of events says that the connection is gone, and syncs when it is back.
  } finally {
    running = false;
  }
  if (wanted) {
    wanted = false;
    soon();
  }
}

// focusIn remembers what has the focus inside part, and returns what gives it back.
function focusIn(part) {
  const had = document.activeElement;
  if (!part.contains(had) || had === part) return () => {};
  const find = () => {
    if (had.id) return document.getElementById(had.id);
    if (had.dataset.act) return part.querySelector(`[data-act="${CSS.escape(had.dataset.act)}"][data-press="${CSS.escape(had.dataset.press)}"]`);
    if (had.localName === "summary") return part.querySelector(`details[data-keep="${CSS.escape(had.parentElement.dataset.keep ?? "")}"] > summary`);
    if (had.localName === "a") return [...part.querySelectorAll("a")].find((a) => a.getAttribute("href") === had.getAttribute("href"));
    return null;
  };
  return () => {
    if (had.isConnected) return;
    const to = find() ?? part.closest("[tabindex]") ?? document.getElementById("room");
    to.focus({ preventScroll: true });
  };
}

// change puts html into part and keeps what is open and what has the focus.
function change(part, html) {
  const open = new Set([...part.querySelectorAll("details[data-keep][open]")].map((d) => d.dataset.keep));
  const refocus = focusIn(part);
  part.innerHTML = html;
  for (const d of part.querySelectorAll("details[data-keep]")) d.open = open.has(d.dataset.keep);
  refocus();
}

function merge(list, next) {
  const came = [];
  const ids = new Set([...next.children].map((li) => li.id));
  for (const li of [...list.children]) if (!ids.has(li.id)) li.remove();
  for (const li of [...next.children]) {
    const html = li.innerHTML;
    const old = document.getElementById(li.id);
    if (!old) {
      list.append(document.adoptNode(li));
      came.push(li);
    } else if (shown.get(li.id) !== html) {
      change(old, html);
    }
    shown.set(li.id, html);
  }
  return came;
}

function put(next) {
  if (next.body.dataset.phone !== document.body.dataset.phone) {
    phone().innerHTML = next.querySelector("aside.phone").innerHTML;
    document.body.dataset.phone = next.body.dataset.phone;
    listen();
  }
  for (const part of document.querySelectorAll("[data-live]")) {
    const html = next.getElementById(part.id)?.innerHTML;
    if (html !== undefined && shown.get(part.id) !== html) {
      if (shown.has(part.id) || part.innerHTML !== html) change(part, html);
      shown.set(part.id, html);
    }
  }
  for (const list of document.querySelectorAll("[data-merge]")) {
    const fresh = next.getElementById(list.id);
    const came = fresh ? merge(list, fresh) : [];
    if (came.length && list.id === "messages") {
      say(`New here: ${came.map((li) => li.dataset.title).join("; ")}.`);
      for (const li of list.querySelectorAll(".came")) li.classList.remove("came");
      for (const li of came) li.firstElementChild.classList.add("came");
    }
  }
  stayAtEnd();
  stayAtPhoneEnd();
  document.title = next.title;
  clock.set(next.body.dataset.now);
  after();
}

function listen() {
  events?.close();
  const url = `/api/events?as=${encodeURIComponent(me)}&phone=${encodeURIComponent(document.body.dataset.phone)}`;
  events = new EventSource(url);
  const connection = document.getElementById("connection");
  events.addEventListener("hello", (e) => {
    connection.textContent = "";
    clock.set(JSON.parse(e.data).now);
    soon();
  });
  events.onerror = () => {
    connection.textContent = "Connection lost. Trying again.";
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
  for (const kind of ["message", "room", "rooms", "clock", "reset"]) events.addEventListener(kind, soon);
  events.addEventListener("rang", (e) => {
    const { person, line } = JSON.parse(e.data);
    const option = document.querySelector(`#as option[value="${CSS.escape(person)}"]`);
    say(`${person === me ? "Your phone rings" : `The phone of ${option?.textContent ?? person} rings`}: ${line}`);
    soon();
  });
}

export const live = {
  soon,
  // start listens; each time that the page was brought up to date, then is called.
  start(then) {
    after = then;
    for (const part of document.querySelectorAll("[data-live]")) shown.set(part.id, part.innerHTML);
    for (const li of document.querySelectorAll("[data-merge] > li")) shown.set(li.id, li.innerHTML);
    stayAtEnd();
    scroll.addEventListener("scroll", () => { atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40; });
    new ResizeObserver(stayAtEnd).observe(scroll);
    // Neither event bubbles; the phone is put in place anew when another one rings.
    document.addEventListener("toggle", (e) => {
      if (e.target.id !== "inside") return;
      phoneAtEnd = true;
      stayAtPhoneEnd();
    }, true);
    document.addEventListener("scroll", (e) => {
      if (e.target.id === "phone-scroll") phoneAtEnd = e.target.scrollHeight - e.target.scrollTop - e.target.clientHeight < 40;
    }, true);
    listen();
  },
};
