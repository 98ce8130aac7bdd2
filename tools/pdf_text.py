"""Pieces of MyST Markdown: what the pages of the book are made of."""

from __future__ import annotations

import re
from collections.abc import Callable

CODE = re.compile(
    r"^(```+)[^`]*?^\1`*$|(`+)(?!`).+?(?<!`)\2(?!`)|\$\$.+?\$\$|\$[^$\n]+\$", re.S | re.M
)
SIGNS = re.compile(r"(?<=\d) (?=%)|(?<=\S) (?=[=<>≤≥] )|(?<=\S [=<>≤≥]) ")


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change Markdown, except in its fences, code spans and formulas."""
    code: list[str] = []

    def keep(match: re.Match[str]) -> str:
        code.append(match[0])
        return f"\0{len(code) - 1}\0"

    text = change(CODE.sub(keep, text))
    return re.sub(r"\0(\d+)\0", lambda match: code[int(match[1])], text)


def unbroken(text: str) -> str:
    """Keep lines from ending within "p = 1 %"."""
    return SIGNS.sub("\N{NO-BREAK SPACE}", text)


def escaped(text: str) -> str:
    """Return plain text as Markdown that says the same; between backticks stands code."""
    parts = re.split("(`[^`]+`)", " ".join(text.split()))
    plain = [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", unbroken(part)) for part in parts[::2]]
    parts[::2] = plain
    return "".join(parts)


def fenced(text: str, info: str) -> str:
    """Return text in a fence that nothing in it can end."""
    ticks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
    return f"{ticks}{info}\n{text}\n{ticks}"


def container(name: str, inside: str) -> str:
    """Return a block that LaTeX sets in its environment sphinxclass<name>."""
    colons = ":" * max(4, *(len(run) + 1 for run in re.findall("^:+", inside, re.M) or [""]))
    return f"{colons}{{container}} {name}\n{inside}\n{colons}"


def command(name: str, *arguments: object) -> str:
    """Return a command of tools/latex/book.tex."""
    given = "".join(f"{{{argument}}}" for argument in arguments)
    return fenced(f"\\{name}{given}", "{raw} latex")
