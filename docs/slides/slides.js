// The decks' settings for reveal.js, and what it should leave alone.
(() => {
  const KEPT = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", " ", "Enter"];
  const TURN = { PageDown: "next", PageUp: "prev" };
  const SMALLEST = 60; // per cent
  const held = (selector) => document.activeElement?.closest(selector);

  /** Inside an explorer the arrows move its sliders; a question keeps what opens it. */
  const isForSlides = (event) => {
    if (held(".explorer")) return !KEPT.includes(event.key);
    return !(held("summary, a") && [" ", "Enter"].includes(event.key));
  };

  /** A presenter's remote turns the slide wherever the focus is; Escape leaves an explorer. */
  const fromExplorer = (event) => {
    if (!held(".explorer")) return;
    if (event.key in TURN) Reveal[TURN[event.key]]();
    else if (event.key === "Escape") document.activeElement.blur();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  /** Where a slide's content ends, and where it should. */
  const isFull = (slide) => {
    const limit = slide.clientHeight - parseFloat(getComputedStyle(slide).paddingBottom);
    return [...slide.querySelectorAll(".block")].some((n) => n.offsetTop + Math.max(n.offsetHeight, n.scrollHeight) > limit + 1);
  };

  /** Lessons may change: what no longer fits on a slide is set smaller. */
  const fit = (slide) => {
    for (const formula of slide?.querySelectorAll(".katex-display") ?? []) {
      formula.style.fontSize = "";
      const share = formula.clientWidth / formula.scrollWidth;
      if (share < 1) formula.style.fontSize = `${0.98 * share}em`;
    }
    const closed = slide?.querySelectorAll("details:not([open])") ?? [];
    for (const answer of closed) answer.open = true; // it must fit, too
    for (let size = 95; slide?.clientHeight && isFull(slide) && size >= SMALLEST; size -= 5)
      slide.style.setProperty("--fit", size / 100);
    for (const answer of closed) answer.open = false;
  };

  /** A tick whose words would run into those of the one before makes room. */
  const thin = (slide) => {
    for (const svg of slide?.querySelectorAll(".explorer-panels > svg") ?? []) {
      let last = null;
      for (const tick of svg.querySelectorAll(".tick")) {
        const box = tick.getBoundingClientRect(), slack = 0.35 * box.height; // above and below letters
        const wide = last && Math.min(last.right, box.right) - Math.max(last.left, box.left);
        const high = last && Math.min(last.bottom, box.bottom) - Math.max(last.top, box.top);
        const near = last && wide > -4 && high > slack;
        tick.style.visibility = near ? "hidden" : "";
        if (!near) last = box;
      }
    }
  };

  /** The answer to a question opens as the next fragment, too. */
  const open = (isOpen) => ({ fragments }) => {
    for (const one of fragments) if (one.matches("details")) one.open = isOpen;
  };

  for (const one of document.querySelectorAll(".live")) one.dataset.preventSwipe = ""; // a finger on a slider
  addEventListener("keydown", fromExplorer, true);
  Reveal.on("fragmentshown", open(true));
  Reveal.on("fragmenthidden", open(false));
  Reveal.on("slidechanged", ({ currentSlide, previousSlide }) => {
    if (previousSlide?.contains(document.activeElement)) document.activeElement.blur();
    fit(currentSlide);
    thin(currentSlide);
  });
  // Explorers come to life after the slides.
  const alive = new MutationObserver(() => {
    if (document.querySelector(".live:has(.explorer):not(:has(svg .tick))")) return;
    alive.disconnect();
    thin(Reveal.getCurrentSlide());
  });
  for (const one of document.querySelectorAll(".live")) alive.observe(one, { childList: true, subtree: true });
  // What is measured must be in its own letters, also on slides that are not yet seen.
  const letters = Promise.allSettled([...document.fonts].map((font) => font.load()));
  Reveal.on("ready", () => letters.then(() => fit(Reveal.getCurrentSlide())));
  Reveal.on("pdf-ready", () => {
    open(true)({ fragments: document.querySelectorAll("details") });
    letters.then(() => Reveal.getSlides().forEach(fit));
  });
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    minScale: 0.1,
    maxScale: 6,
    center: false,
    display: "flex",
    hash: true,
    slideNumber: "c/t",
    controlsTutorial: false,
    transition: "none",
    scrollActivationWidth: null, // slides stay slides on a phone
    pdfSeparateFragments: false,
    keyboardCondition: isForSlides,
    plugins: [RevealNotes],
  });
})();
