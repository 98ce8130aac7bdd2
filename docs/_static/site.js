// The arrows that unfold the table of contents, for those who hear the page.
for (const arrow of document.querySelectorAll(".bd-sidebar-primary summary"))
  arrow.setAttribute("aria-label", `Below: ${arrow.closest("li").querySelector("a").textContent.trim()}`);

// The search button is named by what it shows, keys and all.
for (const button of document.querySelectorAll("button[aria-label].search-button-field")) button.removeAttribute("aria-label");

// What runs over its edge can be scrolled by keyboard, too, at whatever width the page has.
addEventListener("load", () => {
  const look = (changes) => {
    for (const { target } of changes)
      target.tabIndex = target.scrollWidth > target.clientWidth && !target.closest(".live") ? 0 : -1;
  };
  const width = new ResizeObserver((changes) => requestAnimationFrame(() => look(changes))); // or sizes change while they are told
  const wide = ".highlight pre, .katex-display, .pst-scrollable-table-container, .output, .output pre";
  document.querySelectorAll(wide).forEach((node) => width.observe(node));
});

// Paper is white: what is read in the dark is printed in the colours of the light.
const paper = matchMedia("print"), root = document.documentElement;
let seen = "";
paper.addEventListener("change", () => {
  if (paper.matches) seen = root.dataset.theme;
  root.dataset.theme = paper.matches ? "light" : seen;
});

// The theme listens to the first of its buttons for the menu and the contents, which is hidden here.
for (const name of ["primary", "secondary"]) {
  const [first, ...others] = document.querySelectorAll(`.${name}-toggle`);
  for (const button of others) button.addEventListener("click", () => first.click());
}

// Its buttons let go of the focus when they are pressed: it stays where the reader was.
for (const button of document.querySelectorAll(".theme-switch-button, .primary-toggle, .secondary-toggle"))
  button.addEventListener("click", () => setTimeout(() => document.activeElement === document.body && button.focus()));

// Copying code: each button says so, and what it has done.
addEventListener("load", () => {
  for (const button of document.querySelectorAll(".copybtn")) {
    button.setAttribute("aria-label", "Copy this code");
    button.querySelector("svg")?.setAttribute("aria-hidden", "true");
  }
});

// What comes out of a question stays folded until it is asked for: one by one, all at once, by a link into it, or on paper.
const folds = [...document.querySelectorAll("details.fold")];
const all = document.querySelector(".folds-all");
all?.addEventListener("click", () => {
  const open = folds.some((one) => !one.open);
  for (const one of folds) one.open = open;
  all.textContent = open ? "Fold all results" : "Show all results";
});
const led = () => {
  const to = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = folds.filter((one) => !one.open && (one.contains(to) || one.querySelector(".highlighted"))); // or a word that was searched for
  for (const one of closed) one.open = true;
  if (closed.length) to?.scrollIntoView();
};
addEventListener("hashchange", led);
addEventListener("load", led);
addEventListener("load", () => setTimeout(led, 20)); // Sphinx marks words 10 ms after it has begun
let printed = [];
addEventListener("beforeprint", () => {
  printed = folds.filter((one) => !one.open);
  for (const one of printed) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of printed) one.open = false;
});

// The outcome of a search is spoken; the words of an earlier one are painted nowhere.
if (document.querySelector("#search-results")) {
  localStorage.removeItem("sphinx_highlight_terms");
  const said = document.body.appendChild(Object.assign(document.createElement("p"), { className: "sr-only" }));
  said.setAttribute("role", "status");
  const results = document.querySelector("#search-results");
  const tell = () => {
    const words = results.querySelector(".search-summary, p")?.textContent ?? "";
    if (/\d|finish|not match/.test(words) && said.textContent !== words) said.textContent = words;
  };
  new MutationObserver(tell).observe(results, { childList: true, subtree: true, characterData: true });
}
