"""Put explorers and questions into pages as plain HTML, with no widget manager."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from tools.folders import HERE
from tools.notebooks import form
from tools.site.models import Live, Models, Row
from tools.stop import Stop

DRAW = Path(__file__).with_name("draw.js")
STATIC = HERE.package / "explore" / "static"
PICTURE = STATIC / "picture.js"
SCRIPTS = (
    STATIC / "sound.js",
    PICTURE,
    STATIC / "typed.js",
    HERE.docs / "_static" / "explorers.js",
)
STYLES = (STATIC / "explorer.css", HERE.docs / "_static" / "explorers.css")
EXPLORER = """<div class="explorer live" id="{name}" data-tables="{tables}">
<div class="explorer-controls">{rows}</div>
<figure class="explorer-picture"><figcaption>\
<span class="explorer-shown" aria-hidden="true">{say}</span>\
<span class="explorer-said" role="status">{say}</span>\
<button type="button" class="explorer-hear" title="Hear the curve" \
aria-label="Hear the curve"></button></figcaption>\
<div class="explorer-panels" role="img" aria-label="{about}">{art}</div></figure>
</div>"""  # picture.js has the figure, too: FIGURE
SLIDER = """<div class="explorer-control"><label for="{name}">{label}</label>
<input type="range" id="{name}" min="0" max="{last}" step="1" value="{position}" \
aria-valuetext="{now}" autocomplete="off">
<input type="text" class="explorer-value" aria-label="{label}, type a value" value="{now}" \
size="{size}" autocomplete="off">{play}</div>"""
PLAY = """<button type="button" class="explorer-play" data-interval="{}" aria-label="play"></button>
<button type="button" class="explorer-start" aria-label="back to the start" \
title="back to the start"></button>"""
LIST = """<div class="explorer-control"><label for="{name}">{label}</label>
<select id="{name}" autocomplete="off">{options}</select></div>"""
OPTION = "<option{}>{}</option>"
BUTTONS = """<div class="explorer-control" role="group" aria-labelledby="{name}">
<span class="explorer-name" id="{name}">{label}</span>
<span class="explorer-buttons">{options}</span></div>"""
BUTTON = '<button type="button" aria-pressed="{}">{}</button>'
QUESTION = """<div class="live"><section class="ask" aria-labelledby="{name}">
<p id="{name}" class="ask-statement">{statement}</p>
<div class="ask-static">
<p class="ask-stakes">Settle on your probability that this is true. Then reveal.</p>
<details><summary class="ask-button" aria-describedby="{name}">Reveal</summary>
<p class="ask-verdict">{verdict}</p><p>{why}</p><p class="ask-stakes">{prices}</p></details>
</div></section></div>"""


@dataclass(frozen=True)
class Shown:
    """An explorer as it stands in a page."""

    name: str  # of the function that makes it, or of the cell
    live: Live
    html: str


def script() -> str:
    """Return the script of explorers in a page: sound, picture, and what reads controls."""
    all_of_it = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    return "(() => {\n" + re.sub(r"^export ", "", all_of_it, flags=re.MULTILINE) + "})();\n"


def style() -> str:
    """Return the style of explorers and questions in a page."""
    asked = HERE.package / "practice" / "static" / "ask.css"
    return "\n".join(path.read_text(encoding="utf-8") for path in (*STYLES, asked))


def draw(lives: list[tuple[str, Live]]) -> list[dict[str, str]]:
    """Return what explorers say and their panels as SVG, where their controls stand."""
    if not lives:
        return []
    wanted = [
        {
            "id": name,
            "spec": live.spec,
            "data": live.data,
            "positions": [row.position for row in live.rows],
        }
        for name, live in lives
    ]
    told = {"script": PICTURE.read_text(encoding="utf-8"), "explorers": wanted}
    run = subprocess.run(
        ["node", str(DRAW)], input=json.dumps(told), capture_output=True, encoding="utf-8"
    )
    if run.returncode:
        raise Stop(f"an explorer cannot be drawn:\n{run.stderr}")
    return list(json.loads(run.stdout))


def explorer(name: str, live: Live, drawn: dict[str, str], tables: str) -> str:
    """Return an explorer's HTML: controls, sentence, picture."""
    rows = "".join(control(f"{name}-{i}", row) for i, row in enumerate(live.rows, 1))
    say, about, art = escape(drawn["say"]), escape(live.spec["about"]), drawn["art"]
    return EXPLORER.format(name=name, tables=tables, rows=rows, say=say, about=about, art=art)


def control(name: str, row: Row) -> str:
    """Return the HTML of one control, under its name."""
    label, labels = escape(row.name), [escape(text) for text in row.labels]
    if row.kind == "slider":
        return SLIDER.format(
            name=name, label=label, position=row.position, now=labels[row.position],
            last=len(labels) - 1, size=max(4, *map(len, row.labels)),
            play=PLAY.format(row.interval) if row.interval else "",
        )  # fmt: skip
    chosen = [i == row.position for i in range(len(labels))]
    both = list(zip(chosen, labels, strict=True))
    if row.kind == "list":
        options = [OPTION.format(" selected" * now, text) for now, text in both]
        return LIST.format(name=name, label=label, options="".join(options))
    options = [BUTTON.format(str(now).lower(), text) for now, text in both]
    return BUTTONS.format(name=name, label=label, options="".join(options))


def question(name: str, state: dict[str, Any]) -> str:
    """Return a question's HTML: its statement, and the answer to reveal."""
    statement, *reveal = map(escape, (state["statement"], *state["reveal"]))
    verdict, prices, why = reveal
    return QUESTION.format(name=name, statement=statement, verdict=verdict, prices=prices, why=why)


def views(notebook: Any) -> list[tuple[Any, Any, str]]:
    """Return the cells and outputs that show a widget, with its identifier."""
    return [
        (cell, output, output["data"][form.WIDGET_VIEW]["model_id"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if form.WIDGET_VIEW in output.get("data", {})
    ]


def enliven(notebook: Any, to_tables: str) -> list[Shown]:
    """Put explorers and questions into a notebook's outputs as HTML; return the explorers.

    The state of other widgets stays, and the page then loads what they need.
    """
    models, lives, found = Models(notebook), [], views(notebook)
    for number, (cell, output, model) in enumerate(found, 1):
        asked, live = models.question(model), models.explorer(model)
        if asked:
            put(output, question(f"ask-{number}", asked))
        elif live:
            lives.append((f"explorer-{number}", live, cell, output))
    drawn = draw([(name, live) for name, live, _, _ in lives])
    shown = []
    for (name, live, cell, output), picture in zip(lives, drawn, strict=True):
        put(output, explorer(name, live, picture, f"{to_tables}/{live.digest}.js"))
        shown.append(Shown(called(cell), live, output["data"]["text/html"]))
    if not views(notebook):
        notebook.metadata.pop("widgets", None)
    return shown


def put(output: Any, html: str) -> None:
    """Let an output be HTML and nothing else."""
    output["data"], output["metadata"] = {"text/html": html}, {}


def called(cell: Any) -> str:
    """Return the name of an explorer: of the function that a cell ends with, or of the cell."""
    made = re.search(r"explorers\.(\w+)\([^\n]*\)\s*$", cell.source)
    return made[1] if made else str(cell.id)
