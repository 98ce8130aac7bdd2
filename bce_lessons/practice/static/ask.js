// The front end of a question: a slider and a button while a kernel answers, else a plain "Reveal".
// Every sentence with a number in it comes from Python; nothing is computed here.
const PATIENCE = 600, SLOW = 5000; // ms to wait for a kernel at first, and for its answer
const UP_TO_HERE = "run the cells above this one (menu Run, Run All Above Selected Cell), then this one"; // a new kernel knows none

/** An element with its attributes and children; strings become text, never markup. */
function make(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== ""));
  return node;
}

/** JupyterLab leaves the keys of a control alone only if the control itself asks for it. */
const KEYS = { "data-lm-suppress-shortcuts": "true" };
const button = (text, attrs = {}) => make("button", { type: "button", class: "ask-button", ...KEYS, ...attrs }, text);

/** An id that nothing else on the page has: each question may come with a module of its own. */
const unique = (name) => `${name}-${Math.random().toString(36).slice(2)}`;

/** Slider, readout and button; `commit` gets the percentage. */
function form(statementId, stakes, commit) {
  const id = unique("ask-slider");
  const slider = make("input", { id, type: "range", min: 1, max: 99, step: 1, value: 50, "aria-describedby": `${statementId} ${id}-practice ${id}-stakes`, ...KEYS });
  const shown = make("output", { for: id, "aria-hidden": "true" }), price = make("p", { id: `${id}-stakes`, class: "ask-stakes" });
  const submit = button("Commit"), waiting = make("p", { class: "ask-note", role: "status" }), practice = make("p", { id: `${id}-practice`, class: "ask-note" });
  const ends = make("div", { class: "ask-ends", "aria-hidden": "true" }, make("span", {}, "surely false"), make("span", {}, "surely true"));
  const row = make("div", { class: "ask-row" }, make("div", { class: "ask-track" }, slider, ends), shown, submit);
  const node = make("div", { class: "ask-form" }, practice, make("label", { for: id }, "How probable is it that this is true?"), row, price, waiting);
  const move = () => {
    slider.setAttribute("aria-valuetext", `${slider.value} percent`);
    shown.textContent = `${slider.value} %`;
    price.textContent = stakes[slider.value - 1];
  };
  let slow;
  slider.addEventListener("input", move);
  submit.addEventListener("click", () => {
    submit.disabled = true;
    slow = setTimeout(() => { waiting.textContent = `The kernel has not answered yet. It is busy, or it was restarted: then ${UP_TO_HERE}.`; }, SLOW);
    commit(Number(slider.value));
  });
  const reset = (words = "") => {
    clearTimeout(slow);
    submit.disabled = false;
    practice.textContent = words;
    waiting.textContent = "";
    slider.value = 50;
    move();
  };
  reset();
  return { node, slider, reset };
}

/** Verdict, costs beside the coin's, and why. */
function answer(result) {
  const rows = result.costs.map(({ who, cost, share }) => {
    const bar = make("span", { class: "ask-bar" });
    bar.style.width = `${100 * share}%`;
    return make("div", { class: "ask-cost" }, make("dt", {}, who), make("dd", {}, make("span", { class: "ask-value" }, cost), make("span", { class: "ask-rail" }, bar)));
  });
  const small = [result.reminder, result.note].filter(Boolean).map((text) => make("p", { class: "ask-note" }, text));
  return [make("p", { class: "ask-verdict" }, result.verdict), make("dl", {}, ...rows), make("p", {}, result.why), ...small];
}

/** What a page without a kernel can honestly offer. */
function unanswered([verdict, prices, why]) {
  const hint = make("p", { class: "ask-stakes" }, "Settle on your probability that this is true. Then reveal.");
  const inside = [make("p", { class: "ask-verdict" }, verdict), make("p", {}, why), make("p", { class: "ask-stakes" }, prices)];
  return [hint, make("details", {}, make("summary", { class: "ask-button", ...KEYS }, "Reveal"), ...inside)];
}

function render({ model, el, signal }) {
  const id = unique("ask");
  let committed = false;
  const question = form(id, model.get("stakes"), (percent) => { committed = true; model.send({ kind: "commit", percent }); });
  const again = button("Practise again"), result = make("div", { class: "ask-result", "aria-live": "polite", "aria-atomic": "true" });
  const rest = make("div", { class: "ask-static" });
  el.append(make("section", { class: "ask", "aria-labelledby": id }, make("p", { id, class: "ask-statement" }, model.get("statement")), question.node, result, again, rest));

  let alive = false, practising = false, silent = false;
  const answered = () => "verdict" in model.get("result");
  const show = () => {
    const open = alive && (practising || !answered());
    question.node.hidden = !open;
    again.hidden = !alive || practising || !answered();
    rest.hidden = alive || answered() || !silent;
  };
  const draw = () => {
    // A button that is disabled while the kernel answers loses the focus to the page.
    const focused = document.activeElement, held = question.node.contains(focused) || (committed && focused === document.body);
    practising = committed = false;
    result.replaceChildren(...(answered() ? answer(model.get("result")) : []));
    question.reset();
    show();
    if (held) again.focus(); // the button that had the focus is gone
  };
  again.addEventListener("click", () => {
    practising = true;
    result.replaceChildren(); // it stays, empty: a live region that appears is not spoken
    question.reset("Practice: your first answer counts, and this one is kept beside it.");
    show();
    question.slider.focus();
  });
  rest.append(...unanswered(model.get("reveal")));
  model.on("change:result", draw);
  model.on("msg:custom", (message) => {
    if (message.kind !== "alive") return;
    alive = true;
    show();
  });
  draw();
  const timer = setTimeout(() => {
    silent = true;
    // In JupyterLab there is a kernel, which has not run this cell: who can be asked is shown no answer.
    if (el.closest(".jp-Notebook")) rest.replaceChildren(make("p", { class: "ask-stakes" }, `To answer, ${UP_TO_HERE}.`));
    show();
  }, PATIENCE);
  signal.addEventListener("abort", () => clearTimeout(timer));
  model.send({ kind: "hello" });
}

export default { render };
