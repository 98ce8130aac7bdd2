"""A page for each explorer, whole in itself: for a projector, or another page's <iframe>."""

from __future__ import annotations

import re
from html import escape

from tools.site import alive
from tools.site.source import Source

EMBEDDED = """<!DOCTYPE html>
<html lang="en" class="embedded"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>@TITLE@</title>
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><script>
const dark = matchMedia("(prefers-color-scheme: dark)"), root = document.documentElement;
const follow = () => (root.dataset.theme = dark.matches ? "dark" : "light");
dark.addEventListener("change", follow), follow();</script>
<style>@STYLE@</style></head><body><main>
@EXPLORER@
<p class="explorer-source">From <i>Binary cross-entropy, in your hands</i>: @LESSON@. \
The bce_lessons authors, CC BY 4.0.</p></main>
<script>@TABLES@</script><script>@SCRIPT@</script></body></html>
"""
LISTED = """# Explorers alone

Each picture of the lessons, alone in a file that needs nothing else: it works from a disk, from any
server and in an `<iframe>` on a page of your own. Keep the line below the picture: it says where
the picture comes from (CC BY 4.0).

```html
<iframe src="{address}" title="{title}"
  width="100%" height="640" loading="lazy"></iframe>
```

| explorer | what it shows | lesson |
|---|---|---|
{rows}
"""
NONE = "# Explorers alone\n\nThe lessons of this course show none.\n"
ROW = '| <a href="explorers/{name}.html">{name}</a> | {title} | [{lesson}]({page}) |'


def put(pages: Source, extra: Source, url: str) -> None:
    """Put the pages of all explorers in place, and the page that lists them."""
    rows = []
    for name, (shown, page, lesson) in pages.shown.items():
        html = page.replace(".ipynb", ".html")
        link = f'<a href="{url}{html}">{escape(lesson)}</a>' if url else escape(lesson)
        extra.put(f"explorers/{name}.html", embedded(shown, link))
        about = title_of(shown).replace("|", "\\|")
        rows.append(ROW.format(name=name, title=about, lesson=lesson, page=page))
    if not rows:
        pages.put("explorers.md", NONE)
        return
    first = list(pages.shown)[-1]
    address = f"{url or 'https://…/'}explorers/{first}.html"
    title = title_of(pages.shown[first][0])
    pages.put("explorers.md", LISTED.format(address=address, title=title, rows="\n".join(rows)))


def title_of(shown: alive.Shown) -> str:
    """Return what an explorer is about."""
    first = str(shown.live.spec["about"]).partition(". ")[0]
    return first.removeprefix("Panel 1: ").rstrip(".")  # where it has no title


def embedded(shown: alive.Shown, lesson: str) -> str:
    """Return a page that holds one explorer and all that it needs."""
    html = re.sub('data-tables="[^"]*"', f'data-tables="{shown.live.digest}"', shown.html)
    page = EMBEDDED.replace("@TITLE@", escape(title_of(shown))).replace("@LESSON@", lesson)
    safe = shown.live.tables.replace("</", "<\\/")
    given = {"STYLE": alive.style(), "EXPLORER": html, "TABLES": safe, "SCRIPT": alive.script()}
    return re.sub("@([A-Z]+)@", lambda found: given[found[1]], page)
