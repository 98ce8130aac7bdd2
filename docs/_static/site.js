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
