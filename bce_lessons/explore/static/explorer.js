// An explorer in Jupyter: read where the stock widgets stand, and give them names. It follows picture.js.

/** Put back what the tables were made from, and move a value between two positions to the nearer one. */
function settle({ attr, fixed, values }, model, position) {
  const value = model.get(attr), exact = values?.[position] ?? value, next = values?.[position ? position - 1 : 1];
  const right = { ...fixed, [attr]: Math.abs(value - exact) > 1e-6 * Math.abs(next - exact) ? exact : value };
  const wrong = Object.keys(right).filter((name) => String(model.get(name)) !== String(right[name]));
  if (wrong.length) wrong.forEach((name) => model.set(name, right[name])), model.save_changes();
}

/** Stock controls carry no accessible names: give them what the eye sees beside them. */
function nameControls(box, plays) {
  for (const handle of box.querySelectorAll("[role=slider]")) {
    const row = handle.closest(".widget-inline-hbox"), readout = row?.querySelector(".widget-readout");
    const label = row?.querySelector("label")?.textContent ?? "";
    const value = readout?.textContent || handle.getAttribute("aria-valuenow");
    set(handle, { "aria-label": label });
    handle.setAttribute("aria-valuetext", value); // noUiSlider rewrites it at every move
    if (readout?.isContentEditable) set(readout, { role: "textbox", "aria-label": `${label}, type a value` });
  }
  namePlays(box, plays);
  for (const group of box.querySelectorAll(".widget-toggle-buttons")) {
    set(group, { role: "group", "aria-label": group.querySelector("label")?.textContent ?? "" });
    for (const b of group.querySelectorAll("button")) set(b, { "aria-pressed": String(b.classList.contains("mod-active")) });
  }
}

async function render({ model, el, host, signal }) {
  const spec = model.get("spec"), all = (refs) => Promise.all((refs ?? []).map((ref) => host.getModel(ref)));
  const [bytes, controls, plays] = await Promise.all([unpack(model.get("data")), all(model.get("controls")), all(model.get("plays"))]);
  if (signal.aborted) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)"), pressed = ".explorer .widget-play:is(:hover, :focus-within)";
  const rest = (play) => calm.matches && play.get("playing") && !document.querySelector(pressed) && (play.set("playing", false), play.save_changes());
  for (const play of plays) rest(play), play.on("change:playing", () => (rest(play), ask())); // it waits for its button

  el.innerHTML = FIGURE;
  const figure = el.firstChild, draw = picture(figure, { spec, bytes, id: `explorer-${Math.random().toString(36).slice(2)}` });
  let frame = 0;
  const redraw = () => {
    if (!el.isConnected) return; // no style to read colours from, no controls to name: see `place`
    draw(spec.controls.map((c, i) => {
      const position = positionOf(c, controls[i].get(c.attr));
      settle(c, controls[i], position);
      return position;
    }));
    const box = el.closest(".explorer");
    nameControls(box ?? el, plays);
    spec.controls.forEach((c, i) => {
      const readout = box?.children[i]?.querySelector(".widget-readout");
      if (readout && !readout.typed) takeTyped(readout, c, controls[i]);
    });
  };
  const ask = () => { frame ||= requestAnimationFrame(() => ((frame = 0), redraw())); };
  spec.controls.forEach((c, i) => [c.attr, ...Object.keys(c.fixed)].forEach((name) => controls[i].on(`change:${name}`, ask)));
  redraw();
  // Sliders may be built after the picture, and buttons change their icons: name them again.
  const watch = new MutationObserver((changes) => changes.some((c) => !figure.contains(c.target)) && ask());
  // The picture may be made before it is put into the page: then it is drawn once it has a size.
  const place = new ResizeObserver(() => (watch.observe(el.closest(".explorer") ?? el, { childList: true, subtree: true, attributeFilter: ["class"] }), ask()));
  place.observe(el);
  const theme = watchTheme(ask);
  signal.addEventListener("abort", () => (place.disconnect(), watch.disconnect(), theme.disconnect(), cancelAnimationFrame(frame)));
}

export default { render };
