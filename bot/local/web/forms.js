// Forms, in a dialog, in the patterns of the GOV.UK Design System: a summary of what is wrong that leads to the fields,
// hints and errors tied to their fields, and nothing that was typed is ever lost.
import { element, send, unreachable } from "./send.js";

const dialog = document.getElementById("dialog");
// What was typed and not sent, by the form as it came: the same form opened for other words starts from those words.
const drafts = new Map();
const mostRadios = 7;

function describe(control, ids) {
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
}

function choices(field) {
  if (field.type === "yesno") return [{ value: "yes", label: "Yes" }, { value: "no", label: "No" }];
  return field.type === "choice" ? field.options : null;
}

// fieldView makes one field; error, if any, is what is wrong with it.
function fieldView(field, value, error) {
  const id = `f-${field.name}`;
  const label = [field.label, ...(field.required ? [] : [element("span", { className: "optional" }, " (optional)")])];
  const notes = [];
  const described = [];
  if (field.help) {
    notes.push(element("div", { className: "hint", id: `${id}-hint` }, field.help));
    described.push(`${id}-hint`);
  }
  if (error) {
    notes.push(element("p", { className: "field-error", id: `${id}-error` }, element("span", { className: "vh" }, "Error: "), error));
    described.push(`${id}-error`);
  }
  const options = choices(field);
  if (options && options.length <= mostRadios) {
    const set = element("fieldset", { className: error ? "field wrong" : "field" }, element("legend", {}, ...label), ...notes);
    describe(set, described);
    options.forEach((o, i) => {
      const radio = element("input", { type: "radio", name: field.name, value: o.value, id: i ? `${id}-${i}` : id, checked: o.value === value });
      set.append(element("div", { className: "choice" }, radio, element("label", { htmlFor: radio.id }, o.label)));
    });
    return set;
  }
  let control;
  if (options) {
    control = element("select", {}, element("option", { value: "" }, "Choose"), ...options.map((o) => element("option", { value: o.value, selected: o.value === value }, o.label)));
  } else if (field.type === "lines") {
    control = element("textarea", { rows: 4, value });
  } else {
    control = element("input", { type: "text", value });
    if (field.type === "person") control.setAttribute("list", "known-people");
  }
  if (field.limit) control.maxLength = field.limit;
  control.name = field.name;
  control.id = id;
  describe(control, described);
  if (field.required) control.setAttribute("aria-required", "true");
  if (error) control.setAttribute("aria-invalid", "true");
  return element("div", { className: error ? "field wrong" : "field" }, element("label", { htmlFor: id }, ...label), ...notes, control);
}

// summaryView says what is wrong, with a link to each field; errors of no field are said too.
function summaryView(form, text, errors) {
  const list = element("ul", {});
  const order = (name) => (form.fields.findIndex((f) => f.name === name) + form.fields.length + 1) % (form.fields.length + 1); // as the fields stand; what is of none last
  for (const [name, error] of Object.entries(errors).sort(([a], [b]) => order(a) - order(b))) {
    const field = form.fields.find((f) => f.name === name);
    const link = element("a", { href: `#f-${name}` }, error);
    link.addEventListener("click", (e) => {
      e.preventDefault();
      document.getElementById(`f-${name}`)?.focus();
    });
    list.append(element("li", {}, field ? link : error));
  }
  const box = element("div", { className: "summary", tabIndex: -1 }, element("h3", { id: "summary-h" }, "There is a problem"));
  box.setAttribute("role", "alert");
  // What the list says is not said twice.
  const beside = Object.values(errors).reduce((rest, error) => rest.replace(error, ""), text ?? "").replace(/ {2,}/g, " ").trim();
  if (beside) box.append(element("p", { className: "said" }, beside));
  if (list.children.length) box.append(list);
  return box;
}

// ofForm is what a refusal says to somebody who filled in a form: the command that it would be, and an example of it, are for those
// who typed one. What was filled in stands in its fields.
function ofForm(text) {
  return text.replace(/\s+You typed: [^]*$/, "");
}

function people() {
  const list = element("datalist", { id: "known-people" });
  for (const o of document.querySelectorAll("#as option")) list.append(element("option", { value: `@${o.value}` }, o.textContent));
  return list;
}

function valuesOf(form, view) {
  const data = new FormData(view);
  return Object.fromEntries(form.fields.map((f) => [f.name, String(data.get(f.name) ?? "")]));
}

// openForm shows a form. opened is {form, text, ok, errors, as, name, from, done}: what stands above it, what is wrong,
// who fills it, what gets the focus back, and what is called with the answer when it was taken.
export function openForm(opened) {
  const { form, as, name, from, done } = opened;
  const known = Object.fromEntries(form.fields.map((f) => [f.name, f.value]));
  const draft = JSON.stringify([as, form.id, known]);
  let attempt = { values: "", id: "" };

  function render(values, text, errors, wrong) {
    const summary = wrong ? summaryView(form, text, errors) : null;
    const view = element("form", { noValidate: true }, ...form.fields.map((f) => fieldView(f, values[f.name] ?? "", errors[f.name])));
    const cancel = element("button", { type: "button", className: "secondary" }, "Cancel, record nothing");
    cancel.addEventListener("click", () => dialog.close());
    view.append(people(), element("div", { className: "dialog-actions" }, element("button", { type: "submit" }, form.submit || `Send: ${form.title}`), cancel));
    view.addEventListener("submit", (e) => {
      e.preventDefault();
      submit(view);
    });
    view.addEventListener("input", () => drafts.set(draft, valuesOf(form, view)));
    const title = element("h2", { id: "dialog-title", tabIndex: -1, autofocus: true }, form.title);
    dialog.replaceChildren(...(summary ? [summary] : []), title, element("p", { className: "hint" }, `Filled in by ${name}. Only ${name} can see this until it is sent.`),
      ...(text && !wrong ? [element("p", { className: "said" }, text)] : []), ...(form.intro ? [element("p", { className: "said" }, form.intro)] : []), view);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    (summary ?? title).focus();
  }

  async function submit(view) {
    const values = valuesOf(form, view);
    const button = view.querySelector('button[type="submit"]');
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const same = JSON.stringify(values);
    if (attempt.values !== same) attempt = { values: same, id: crypto.randomUUID() };
    try {
      const answer = await send("submit", { as, form: form.id, values, id: attempt.id });
      attempt = { values: "", id: "" };
      const errors = answer.errors ?? {};
      if (!answer.ok && !answer.form && Object.keys(errors).length) {
        render(values, ofForm(answer.reply.text), errors, true);
        return;
      }
      drafts.delete(draft);
      if (answer.form) openForm({ ...opened, form: answer.form, text: ofForm(answer.reply.text), ok: answer.ok, errors });
      else {
        dialog.close();
        done(answer);
      }
    } catch (fault) {
      render(values, fault.said ?? unreachable, {}, true);
    }
  }

  dialog.onclose = () => {
    dialog.replaceChildren();
    (from?.isConnected ? from : document.getElementById("typed")).focus();
  };
  const errors = opened.errors ?? {};
  const wrong = !opened.ok && Object.keys(errors).length > 0;
  render({ ...known, ...(wrong ? {} : drafts.get(draft)) }, opened.text, errors, wrong);
}
