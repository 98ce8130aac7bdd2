// The explorers of a page with no kernel: plain sliders and buttons, whose numbers are positions in
// the tables. It follows picture.js. Tables are fetched when their picture comes near the window.

const FIVE = 5, NEAR = "600px 0px"; // positions that Page Up and Page Down go, as in Jupyter; how far ahead

/** The tables of an explorer: a script of their own, so that a page works from a disk, too. */
const fetched = (address) =>
  new Promise((done, failed) => {
    const name = address.match(/([^/]+)\.js$/)?.[1] ?? address, found = () => window.explorerTables?.[name];
    if (found()) return done(found());
    document.head.append(Object.assign(document.createElement("script"), { src: address, onload: () => done(found()), onerror: failed }));
  });

/** Bytes that a script brings as text. */
const bytesOf = (text) => unpack(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));

/** A slider with the box that shows its value, where one may type another. */
function slider(row, labels, spec, changed) {
  const range = row.querySelector("input[type=range]"), box = row.querySelector(".explorer-value");
  const last = labels.length - 1;
  const show = () => (range.setAttribute("aria-valuetext", labels[range.value]), (box.value = labels[range.value]));
  const move = (position) => {
    range.value = Math.max(0, Math.min(last, position));
    show();
    changed();
  };
  range.addEventListener("input", () => move(Number(range.value)));
  range.addEventListener("keydown", (event) => {
    const step = { PageUp: FIVE, PageDown: -FIVE }[event.key];
    if (step) event.preventDefault(), move(Number(range.value) + step);
  });
  box.addEventListener("change", () => {
    const position = asked(box.value, labels, spec);
    position < 0 ? show() : move(position);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show(), box.select();
  });
  const keep = (event) => event.preventDefault(); // or WebKit ends the selection where the mouse is let go
  box.addEventListener("focus", () => (box.select(), box.addEventListener("mouseup", keep, { once: true })));
  show();
  for (const play of row.querySelectorAll(".explorer-play")) playing(row, play, range, last, move);
  return () => Number(range.value);
}

/** Play, and the way back to the start; nothing moves before somebody presses it. */
function playing(row, play, range, last, move) {
  let timer = 0;
  const halt = () => (clearInterval(timer), (timer = 0), name());
  const name = () => {
    play.classList.toggle("playing", timer > 0);
    play.title = timer ? "pause" : Number(range.value) < last ? "play" : "play from the start";
    play.setAttribute("aria-label", play.title);
  };
  const step = () => (Number(range.value) < last ? move(Number(range.value) + 1) : halt());
  play.addEventListener("click", () => {
    if (timer) return halt();
    if (Number(range.value) === last) move(0);
    timer = setInterval(step, Number(play.dataset.interval));
    name();
  });
  row.querySelector(".explorer-start").addEventListener("click", () => (move(0), halt()));
  for (const held of ["pointerdown", "keydown"]) range.addEventListener(held, () => timer && halt());
  for (const moved of ["input", "keyup"]) range.addEventListener(moved, name);
  row.querySelector(".explorer-value").addEventListener("focus", () => timer && halt());
  name();
}

/** A row of buttons, one of which is pressed, or a list to choose from: they work before the picture does. */
function choice(box, row) {
  const tell = () => box.dispatchEvent(new Event("explorer-chosen")), buttons = [...row.querySelectorAll("button")];
  row.querySelector("select")?.addEventListener("change", tell);
  for (const button of buttons)
    button.addEventListener("click", () => {
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      tell();
    });
}

/** Where such a row stands. */
function chosen(row) {
  const list = row.querySelector("select"), buttons = [...row.querySelectorAll("button")];
  return () => (list ? list.selectedIndex : buttons.findIndex((b) => b.getAttribute("aria-pressed") === "true"));
}

const LOST = "This picture has not loaded, so its controls do nothing yet. It tries again; or reload the page.", AGAIN = 5000; // ms

/** Say that a picture cannot move, and try again. */
function lost(box) {
  const note = box.querySelector(".explorer-lost") ?? Object.assign(document.createElement("p"), { className: "explorer-lost" });
  note.setAttribute("role", "status");
  box.querySelector("figure").before(note);
  note.textContent = LOST;
  setTimeout(() => watch.observe(box), AGAIN);
}

async function wake(box) {
  const { spec, labels, data } = await fetched(box.dataset.tables), bytes = await bytesOf(data);
  box.querySelector(".explorer-lost")?.remove();
  const draw = picture(box.querySelector("figure"), { spec, bytes, id: box.id });
  let frame = 0;
  const ask = () => { frame ||= requestAnimationFrame(() => ((frame = 0), draw(places.map((place) => place())))); };
  box.addEventListener("explorer-chosen", ask);
  const rows = [...box.querySelectorAll(".explorer-control")];
  const places = rows.map((row, i) => (row.querySelector("input[type=range]") ? slider(row, labels[i], spec.controls[i], ask) : chosen(row)));
  draw(places.map((place) => place()));
  watchTheme(ask);
  for (const field of box.querySelectorAll(".explorer-value")) field.readOnly = false;
  box.dataset.alive = "";
}

const watch = new IntersectionObserver((seen) => {
  for (const { target } of seen.filter((one) => one.isIntersecting)) watch.unobserve(target), wake(target).catch(() => lost(target));
}, { rootMargin: NEAR });
for (const box of document.querySelectorAll(".explorer[data-tables]")) {
  for (const row of box.querySelectorAll(".explorer-control:not(:has(input))")) choice(box, row);
  for (const field of box.querySelectorAll(".explorer-value")) field.readOnly = true; // until it knows its labels
  watch.observe(box);
}
