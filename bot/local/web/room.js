// The page of the local room: typing, pressing, and what comes back. No build step; three small modules beside it.
import { live } from "./live.js";
import { clock } from "./clock.js";
import { openForm } from "./forms.js";
import { element, say, send, unreachable } from "./send.js";

const me = document.body.dataset.as;
const room = document.body.dataset.room;
const typed = document.getElementById("typed");
const maxReplies = 3;

// --- what only the person sees -------------------------------------------------------------------------------------

function nameOf(as) {
  const option = document.querySelector(`#as option[value="${CSS.escape(as)}"]`);
  return option ? option.textContent.split(" · ")[0] : as;
}

// The replies of the phone are kept apart from one's own.
function repliesFor(as) {
  return document.getElementById(as === me ? "replies" : "phone-replies") ?? document.getElementById("replies");
}

function showReply(as, answer, from) {
  const box = element("section", { className: answer.ok ? "reply" : "reply refused" });
  const dismiss = element("button", { type: "button", className: "secondary" }, "Dismiss", element("span", { className: "vh" }, " this reply"));
  dismiss.addEventListener("click", () => {
    box.remove();
    (from?.isConnected ? from : typed).focus();
  });
  const whom = as === me ? "Only you can see this" : `Only ${nameOf(as)} can see this`;
  box.append(element("p", { className: "only" }, element("span", {}, element("b", {}, answer.ok ? "Reply" : "Not done"), ` · ${whom}`), dismiss));
  for (const line of answer.reply.text.split("\n")) {
    box.append(element("p", line ? {} : { className: "gap" }, line));
  }
  const actions = element("div", { className: "actions" });
  for (const a of answer.reply.actions) {
    if (a.link) {
      actions.append(element("a", { className: "button secondary", href: a.link, rel: "noreferrer" }, a.label));
      continue;
    }
    const button = element("button", { type: "button", className: a.danger ? "danger" : "secondary" }, a.label);
    Object.assign(button.dataset, { press: "", act: a.id, as });
    actions.append(button);
  }
  if (answer.incident && as === me) {
    box.dataset.incident = answer.incident;
    actions.append(element("span", { className: "way" }));
  }
  if (actions.childNodes.length) box.append(actions);
  const replies = repliesFor(as);
  replies.append(box);
  while (replies.children.length > maxReplies) replies.firstElementChild.remove();
  // An answer is read from its beginning, also one that is longer than the place for it.
  const long = box.offsetHeight > replies.clientHeight;
  replies.scrollTop = long ? box.offsetTop - replies.offsetTop : replies.scrollHeight;
  box.scrollIntoView({ block: long ? "start" : "nearest" });
  showWay();
}

// A reply about an incident leads to its room as soon as there is one that the person is in.
function showWay() {
  for (const box of document.querySelectorAll(".reply[data-incident]")) {
    const way = box.querySelector(".way");
    const to = document.querySelector(`#rooms a[data-incident="${CSS.escape(box.dataset.incident)}"]`);
    if (!way || way.firstChild || !to || to.dataset.room === room) continue;
    way.append(element("a", { className: "button", href: to.getAttribute("href") }, `Go to ${to.textContent.trim()}`));
  }
}

function showAnswer(as, answer, from) {
  if (answer.form) {
    openForm({ form: answer.form, text: answer.reply.text, ok: answer.ok, errors: answer.errors, as, name: nameOf(as), from, done: (a) => showAnswer(as, a, from) });
  } else if (answer.reply.text || answer.reply.actions.length) {
    showReply(as, answer, from);
  }
  live.soon();
}

function showFailure(as, text, from) {
  showReply(as, { ok: false, reply: { text, actions: [] } }, from);
}

// --- the composer --------------------------------------------------------------------------------------------------

const pastKey = `typed by ${me}`;
const past = JSON.parse(sessionStorage.getItem(pastKey) ?? "[]");
let at = past.length;
let unsent = ""; // what stood there before one went back
let attempt = { text: "", id: "" }; // the same words sent again after a failure are the same act

function remember(text) {
  if (past.at(-1) !== text) past.push(text);
  at = past.length;
  sessionStorage.setItem(pastKey, JSON.stringify(past.slice(-50)));
}

function recall(step) {
  const to = at + step;
  if (to < 0 || to > past.length) return;
  if (at === past.length) unsent = typed.value;
  at = to;
  typed.value = at === past.length ? unsent : past[at];
  typed.setSelectionRange(typed.value.length, typed.value.length);
}

let sending = false;
async function sendTyped() {
  const text = typed.value;
  if (sending) return;
  if (!text.trim()) {
    say("There is nothing to send.");
    return;
  }
  if (attempt.text !== text) attempt = { text, id: crypto.randomUUID() };
  sending = true;
  try {
    const answer = await send("say", { as: me, room, text, id: attempt.id });
    remember(text);
    if (typed.value === text) typed.value = "";
    attempt = { text: "", id: "" };
    showAnswer(me, answer, typed);
  } catch (fault) {
    showFailure(me, fault.said ?? unreachable, typed);
  } finally {
    sending = false;
  }
}

typed.addEventListener("keydown", (e) => {
  if (e.isComposing) return;
  if (e.key === "Enter" && !e.shiftKey && !e.ctrlKey && !e.altKey && !e.metaKey) {
    e.preventDefault();
    sendTyped();
  } else if (e.key === "ArrowUp" && typed.selectionEnd === 0 || e.key === "ArrowUp" && at < past.length) {
    e.preventDefault();
    recall(-1);
  } else if (e.key === "ArrowDown" && at < past.length) {
    e.preventDefault();
    recall(1);
  }
});
typed.addEventListener("input", () => { at = past.length; });
document.getElementById("composer").addEventListener("submit", (e) => {
  e.preventDefault();
  sendTyped();
});

// --- buttons -------------------------------------------------------------------------------------------------------

document.addEventListener("click", async (e) => {
  const button = e.target.closest("button[data-press]");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  const { press: message, act: action, as } = button.dataset;
  button.setAttribute("aria-disabled", "true");
  button.dataset.id ??= crypto.randomUUID();
  try {
    const answer = await send("press", { as, message, action, id: button.dataset.id });
    showAnswer(as, answer, button);
    delete button.dataset.id;
  } catch (fault) {
    showFailure(as, fault.said ?? unreachable, button);
  } finally {
    button.removeAttribute("aria-disabled");
  }
});

// --- start ---------------------------------------------------------------------------------------------------------

// The address says what is shown, so that fetching it again shows the same; what a step filled in is not filled in again.
const here = new URL(location.href);
const filled = here.searchParams.has("fill");
here.searchParams.delete("fill");
here.searchParams.set("as", me);
here.searchParams.set("room", room);
history.replaceState(null, "", here);
if (filled) {
  typed.focus();
  typed.setSelectionRange(typed.value.length, typed.value.length);
}
clock.start();
live.start(showWay);
document.body.dataset.ready = "yes";
