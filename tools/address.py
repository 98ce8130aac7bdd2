"""Where a site will be, as an option of a task."""

from __future__ import annotations

import argparse
import re


def add_option(parser: argparse.ArgumentParser, why: str) -> None:
    """Let a task take `--url`; the address has no slash at its end."""
    parser.add_argument("--url", default="", type=address, help=why)


def address(text: str) -> str:
    """Read the address of a site; it may be empty."""
    if text and not re.match(r"https?://[^/\s]+[^\s]*$", text):
        raise argparse.ArgumentTypeError(
            f"it takes an address that begins with https://, not {text}"
        )
    return text.rstrip("/")
