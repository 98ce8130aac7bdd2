"""Formulas as HTML, set by the KaTeX whose style and fonts the pages have.

The Sphinx extension talks to a server of its own, over a network socket: each formula then waits
for two acknowledgements that the system delays, 40 ms each. A pipe delays nothing.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tools.site import npm

ENDED = "node ended, as it says above"
SCRIPT = """
const katex = require(process.argv[1]);
require("readline").createInterface({ input: process.stdin }).on("line", line => {
  const { latex, katex_options } = JSON.parse(line);
  let said;
  try {
    said = { html: katex.renderToString(latex, katex_options) };
  } catch (error) {
    said = { error: error.message };
  }
  process.stdout.write(JSON.stringify(said) + "\\n");
});
"""


class Setter:
    """A program that sets formulas, one after the other, for as long as this one runs."""

    def __init__(self, script: Path) -> None:
        self.process = subprocess.Popen(
            ["node", "--eval", SCRIPT, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def render(self, request: dict[str, Any], timeout: object = None) -> Any:
        """Return KaTeX's reply: `html`, or the `error` that a formula is."""
        said = ""
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps(request), file=self.process.stdin, flush=True)
            said = self.process.stdout.readline() if self.process.stdout else ""
        return json.loads(said) if said else {"error": ENDED}


@cache
def setter() -> Setter:
    """Return the program, started when it is first asked for."""
    return Setter(npm.packages() / "katex" / "dist" / "katex.js")


def use() -> None:
    """Let Sphinx's pages have their formulas from here."""
    from sphinxcontrib import katex  # there for the site alone

    server: Any = katex.KaTeXServer
    server.get = staticmethod(setter)
