"""What stands in the head of a page: for search engines, and for links to it elsewhere."""

from __future__ import annotations

import re

VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\n?')
ONE = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
DOCSEARCH = re.compile(r'<meta name="docsearch:[^>]*>\n?')


def tidy(page: str) -> str:
    """Return a page with one viewport, and without what only other hosts' search engines read."""
    page = DOCSEARCH.sub("", page)
    first = VIEWPORT.search(page)
    if not first:
        return page
    before, after = page[: first.start()], page[first.end() :]
    return before + ONE + VIEWPORT.sub("", after)
