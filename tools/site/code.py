"""Lines of code as elements, so that a long one goes on below its own beginning on a telephone."""

from __future__ import annotations

import re

# Code, and not what it prints: columns would fall apart.
BLOCK = re.compile(
    r'(<div class="(?:highlight-(?:ipython3|python3?|default|pycon3?|toml|javascript) [^"]*)">'
    r'<div class="highlight"><pre>)(.*?)(</pre>)',
    re.S,
)
TAG = re.compile(r"<(/?)span\b[^>]*>")
INDENT = re.compile(r"(?:<[^>]*>)*( *)")
LINE = '<span class="l"{}>{}</span>'


def lines(page: str) -> str:
    """Return a page whose lines of code are elements, each with its indentation."""
    return BLOCK.sub(lambda block: block[1] + divided(block[2]) + block[3], page)


def divided(code: str) -> str:
    """Put each line into an element; what goes on over several lines ends and begins in each."""
    made, still_open = [], list[str]()
    for line in code.removesuffix("\n").split("\n"):
        whole = "".join(still_open) + line
        for tag in TAG.finditer(line):
            if tag[1]:
                still_open.pop()
            else:
                still_open.append(tag[0])
        whole += "</span>" * len(still_open)
        deep = len(INDENT.match(whole)[1])  # type: ignore[index]
        made.append(LINE.format(f' style="--i:{deep}"' if deep else "", whole))
    return "\n".join(made) + "\n"
