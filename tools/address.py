"""Where a site will be, as an option of a task, and where the course's repository is."""

from __future__ import annotations

import argparse
import os
import re
import tomllib
from collections.abc import Mapping

from tools.folders import HERE


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


def of_repository(env: Mapping[str, str] = os.environ) -> str:
    """Return the repository's address, without an ending such as .git or a slash.

    It is that of pyproject.toml, or, on GitHub Actions, that of the repository being built.
    """
    if "GITHUB_REPOSITORY" in env:
        return f"{env.get('GITHUB_SERVER_URL', 'https://github.com')}/{env['GITHUB_REPOSITORY']}"
    project = tomllib.loads((HERE.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["urls"]["Repository"])
