// The arrows that unfold the table of contents, for those who hear the page.
for (const arrow of document.querySelectorAll(".bd-sidebar-primary summary"))
  arrow.setAttribute("aria-label", `Below: ${arrow.closest("li").querySelector("a").textContent.trim()}`);

// What runs over its edge can be scrolled by keyboard, too.
addEventListener("load", () => {
  for (const node of document.querySelectorAll(".highlight pre, .katex-display, .pst-scrollable-table-container, .output, .output pre"))
    if (node.scrollWidth > node.clientWidth && !node.closest(".live")) node.tabIndex = 0;
});

// Results of a search show the text of a page, not the buttons over it.
if (typeof Search === "object")
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const text = page.getElementById(anchor?.slice(1)) ?? page.querySelector("article") ?? page.body;
    text.querySelectorAll(".headerlink, script, style, .page-links").forEach((node) => node.remove());
    return text.textContent;
  };
