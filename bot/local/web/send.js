// What every part of the page needs: making elements, speaking to a screen reader, asking the API.

export const unreachable = "Loggist cannot be reached. I cannot tell whether this was recorded. What you typed is still here: send it again as it is, and it is recorded once.";

// element makes a DOM element; text is never markup.
export function element(tag, properties, ...children) {
  const e = Object.assign(document.createElement(tag), properties);
  e.append(...children);
  return e;
}

let pending = [];
let timer;

// say speaks to a screen reader without moving anything; what is said at the same time is said together.
export function say(text) {
  pending.push(text);
  clearTimeout(timer);
  timer = setTimeout(() => {
    document.getElementById("announce").textContent = pending.join(" ");
    pending = [];
  }, 150);
}

// send asks the API and returns its answer. A refusal of the API throws an error whose said is for the person.
export async function send(act, body) {
  const response = await fetch(`/api/${act}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(String(response.status)), { said: answer.error });
  return answer;
}
