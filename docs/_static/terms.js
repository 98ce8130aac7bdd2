// A word of the glossary says what it means where it is met. Pointer, key and finger open it; it stays
// while any of them is there, can be pointed at itself, and Escape closes it.
(() => {
  const GAP = 6, EDGE = 8, LINGER = 300; // pixels, milliseconds
  const made = (name, properties) => Object.assign(document.createElement(name), properties);
  const tips = new Map();
  let open = null, waiting = 0, isFirstTap = false;

  const place = (link, tip) => {
    const [line] = link.getClientRects(), wide = document.documentElement.clientWidth;
    const left = Math.max(EDGE, Math.min(line.left, wide - tip.offsetWidth - EDGE));
    const below = line.bottom + GAP, above = line.top - GAP - tip.offsetHeight;
    const top = below + tip.offsetHeight > innerHeight && above > 0 ? above : below;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
  };
  const hide = () => {
    clearTimeout(waiting);
    if (open) tips.get(open).hidden = true;
    open = null;
  };
  const show = (link, byFinger = false) => {
    clearTimeout(waiting);
    if (open !== link) hide();
    open = link;
    const tip = tips.get(link);
    tip.lastChild.hidden = !byFinger;
    tip.hidden = false;
    place(link, tip);
  };
  const leave = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => document.activeElement === open || hide(), LINGER);
  };

  for (const link of document.querySelectorAll("a.term[data-says]")) {
    const tip = document.body.appendChild(made("div", { className: "term-says", hidden: true }));
    const id = `term-${tips.size}`;
    tip.setAttribute("role", "tooltip");
    tip.append(made("span", { id, textContent: link.dataset.says }), made("small", { textContent: "Tap the word again to open the glossary." }));
    link.setAttribute("aria-describedby", id);
    tips.set(link, tip);
    for (const one of [link, tip]) {
      one.addEventListener("pointerenter", ({ pointerType }) => pointerType === "touch" || show(link));
      one.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || leave());
    }
    link.addEventListener("focus", () => show(link));
    link.addEventListener("blur", leave);
    // The first tap of a finger shows it, the second follows the link.
    link.addEventListener("pointerdown", ({ pointerType }) => { isFirstTap = pointerType === "touch" && open !== link; });
    link.addEventListener("click", (event) => {
      if (!isFirstTap) return;
      isFirstTap = false;
      event.preventDefault();
      show(link, true);
    });
  }
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  addEventListener("pointerdown", ({ target }) => target.closest?.("a.term, .term-says") || hide());
  addEventListener("resize", hide);
})();
