"""What a check says, as text and as HTML."""

from __future__ import annotations

import html
import re
import textwrap
from dataclasses import dataclass

__all__ = ["Verdict"]

_WIDTH = 88
# A status by its sign and its words; the stripe's colour (legible on light and on dark) and its
# dashes only repeat it.
_SIGNS = {
    "right": "✓",
    "close": "≈",
    "wrong": "✗",
    "unanswered": "…",
    "unclear": "?",
    "hint": "→",
}
_STRIPES = {
    "right": "solid #2f86c1",
    "close": "double #2f86c1",
    "wrong": "dashed #c8701a",
    "unanswered": "dotted #8c8c8c",
    "unclear": "dotted #c8701a",
    "hint": "dashed #2f86c1",
}


@dataclass(frozen=True)
class Verdict:
    """What a check or a hint says, as text and as HTML.

    Attributes
    ----------
    status : {"right", "close", "wrong", "unanswered", "unclear", "hint"}
        "close" is right but for its digits: no wrong try.
        "unclear" is what could not be judged: no such exercise, text for a number, an endless loop.
    head : str
        The exercise and its status, in words.
    body : str
        One or two sentences.
    hint : str
        The hint of this stage; empty if none is due.
    link : str
        Where the exercise is solved; empty until that is due.
    mistakes : tuple of str
        The slugs of the known mistakes that are named.
    more : tuple of str
        Further sentences: a solution that is not there, how to get a hint, trouble with saving.
    """

    status: str
    head: str
    body: str
    hint: str = ""
    link: str = ""
    mistakes: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    def __repr__(self) -> str:
        parts = [f"{_SIGNS[self.status]} {self.head}: {self.body}", self.hint]
        parts += [f"Solution: {self.link}" if self.link else "", *self.more]
        indented = [textwrap.fill(part, _WIDTH, break_on_hyphens=False) for part in parts if part]
        return "\n".join(indented).replace("\n", "\n  ")

    def _repr_html_(self) -> str:
        link = html.escape(self.link)
        lines = [f"<b>{_SIGNS[self.status]} {_html(self.head)}:</b> {_html(self.body)}"]
        lines += [_html(self.hint)] if self.hint else []
        look = "color: inherit; text-decoration: underline"
        lines += [f'Solution: <a style="{look}" href="{link}">{link}</a>'] if link else []
        lines += map(_html, self.more)
        style = (
            f"border-left: 4px {_STRIPES[self.status]}; margin: 0.3em 0; "
            "padding: 0.1em 0 0.1em 0.8em; "
            "max-width: 45em; line-height: 1.5; overflow-wrap: anywhere"
        )
        return f'<div role="status" style="{style}">{"<br>".join(lines)}</div>'


def _html(text: str) -> str:
    """Escape a sentence; set as code what stands between backticks, and *this* in italics."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
    return re.sub(r"(?<!\w)\*(\w[^*<>]*)\*", r"<em>\1</em>", text)
