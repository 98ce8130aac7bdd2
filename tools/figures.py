"""Rebuild figures/, the key figure of each lesson as SVG and PNG: `python3 course.py figures`.

To add a figure, add a row to FIGURES. The same course always writes the same bytes.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bce_lessons import datasets, lessons, plots, training
from bce_lessons.lessons.add_noise import explorers as noise
from bce_lessons.lessons.add_noise import figures as of_noise
from bce_lessons.lessons.classify_iris import figures as of_iris
from bce_lessons.lessons.classify_iris import model as iris
from bce_lessons.lessons.compare_two_models import figures as of_two
from bce_lessons.lessons.compare_two_models import model as two
from bce_lessons.lessons.decide_by_costs import figures as of_costs
from bce_lessons.lessons.fit_ten_points import figures as of_points
from bce_lessons.lessons.train_a_network import model as network
from bce_lessons.lessons.trust_the_probabilities import figures as of_models
from bce_lessons.lessons.trust_the_probabilities import model as three
from tools import moving
from tools.bench import plot, report
from tools.folders import HERE
from tools.libraries import plot as of_libraries
from tools.libraries import table as dictionary

FOLDER = HERE.figures


def ten_points() -> Axes:
    """Draw what each of the ten points pays under the maximum-likelihood fit."""
    points = datasets.ten_points()
    fit = training.fit_logistic(points.X, points.y, C=float("inf"))
    return of_points.negative_log_bars(points, float(fit.coef[0]), fit.intercept)


def flowers() -> Axes:
    """Draw what each test flower of the irises pays, and the boundary of its model."""
    _, test = iris.split()
    return of_iris.decision_boundary(test, *iris.weights())


def noisy_loss() -> Axes:
    """Draw what noise on the logits does to the calibrated forecasts."""
    amounts = [i / 12 for i in range(13)]
    losses = [noise.spoil("knows q", "logits", amount).losses for amount in amounts]
    return of_noise.noisy_loss([noise.WIDEST * amount for amount in amounts], losses)


def over_fitting() -> list[Axes]:
    """Draw where the overfitting of the network shows first: in the loss, not in the accuracy."""
    run = network.run(network.FEW)
    turn = int(run.test_loss.argmin())
    left, right = plots.new_axes(2, size=(8.4, 3.6))
    plots.loss_by_epoch(run, mark=turn, ax=left)
    return [left, plots.accuracy_by_epoch(run, mark=turn, ax=right)]


def loss_parts() -> Axes:
    """Draw what the losses of three models consist of."""
    return of_models.loss_parts(three.patients().q, three.models())


def decisions() -> Axes:
    """Draw what deciding by each of three models costs: the areas are their losses."""
    return of_costs.cost_curves(three.patients().y, three.models())


def one_difference() -> list[Axes]:
    """Draw why two losses, measured on the same patients, are less sure than their difference."""
    y, *said = two.pair()
    models = dict(zip(("first", "second"), said, strict=True))
    left, right = plots.new_axes(2, size=(6.4, 3.2))
    of_two.paired_losses(y, models, ax=left)
    return [left, of_two.three_intervals(y, models, ax=right)]


@dataclass(frozen=True)
class Key:
    """The key figure of a lesson: the lesson's folder, and what draws it, one Axes or several."""

    topic: str
    draw: Callable[[], Axes | list[Axes]]


# By the name of their files, which begin with the lesson's number.
FIGURES = {
    "loss_curves": Key("score_one_prediction", plots.loss_curves),
    "negative_log": Key("why_the_log", plots.negative_log_curve),
    "against_squared_error": Key("compare_with_squared_error", plots.compare_gradients_in_z),
    "ten_points": Key("fit_ten_points", ten_points),
    "flowers": Key("classify_iris", flowers),
    "noisy_loss": Key("add_noise", noisy_loss),
    "over_fitting": Key("train_a_network", over_fitting),
    "lost_digits": Key("make_it_stable_and_fast", plots.share_of_truth),
    "loss_parts": Key("trust_the_probabilities", loss_parts),
    "decisions": Key("decide_by_costs", decisions),
    "one_difference": Key("compare_two_models", one_difference),
}


def stem(name: str) -> str:
    """Return the name of a figure's files: without a number, if its lesson is left out."""
    number = lessons.number(FIGURES[name].topic)
    return f"{number:02}_{name}" if number else name


@plots.styled
def draw(name: str) -> tuple[dict[str, bytes], str]:
    """Draw one figure; return its files by suffix, and its alternative text."""
    return export(FIGURES[name].draw(), name.replace("_", " ").capitalize())


@plots.styled
def export(drawn: Axes | list[Axes], title: str) -> tuple[dict[str, bytes], str]:
    """Return the files of what was drawn by suffix, and its alternative text."""
    axes = drawn if isinstance(drawn, list) else [drawn]
    figure, alt = axes[0].figure, plots.alt_text(*axes)
    assert isinstance(figure, Figure)
    words = {"Title": title, "Description": alt}
    svg, png = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={**words, "Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=2 * figure.dpi, metadata={**words, "Software": None})
    return {".svg": svg.getvalue(), ".png": png.getvalue()}, alt


def build() -> dict[str, bytes]:
    """Return all files of the folder, by name."""
    files, page = {}, [PREAMBLE]
    for name in sorted(FIGURES, key=stem):
        drawn, alt = draw(name)
        files.update({stem(name) + suffix: content for suffix, content in drawn.items()})
        if number := lessons.number(FIGURES[name].topic):  # others may still be linked
            words = f"![{alt}]({stem(name)}.svg)\n\n`{stem(name)}`: {alt}"
            page.append(f"## Lesson {number}\n\n{words}\n")
    for beside in (moved, libraries, bench):
        made, section = beside()
        files |= made
        page += section
    return {**files, "README.md": "\n".join(page).encode()}


def moved() -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the explorer that moves by itself, and their section."""
    return moving.files(), [MOVING.format(alt=moving.alt())]


def libraries() -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the picture of other libraries, and their section."""
    drawn, alt = export(of_libraries.differences(dictionary.found()["libraries"]), "Libraries")
    return {"libraries" + suffix: content for suffix, content in drawn.items()}, [
        LIBRARIES.format(alt=alt)
    ]


def bench() -> tuple[dict[str, bytes], list[str]]:
    """Return the files made from the bench's kept results, them included, and their section."""
    kept = FOLDER / "bench.json"
    if not kept.exists():
        return {}, []
    results = json.loads(kept.read_bytes())
    drawn, alt = export(plot.speed(results), "Speed")
    made = {"bench" + suffix: content for suffix, content in drawn.items()}
    made |= {"bench.json": kept.read_bytes(), "bench.md": report.page(results).encode()}
    return made, [BENCH.format(alt=alt, table=report.summary(results))]


PREAMBLE = """\
# Figures

The key figure of each lesson, as SVG and PNG, with its alternative text. Free to use with
attribution (CC BY 4.0). Made by `python3 course.py figures`; do not edit them by hand.
"""

MOVING = """\
## Moving

![{alt}](moving.gif)

`moving`: {alt}
"""

LIBRARIES = """\
## Libraries

![{alt}](libraries.svg)

`libraries`: {alt}. [All that it is made of](../notebooks/libraries.md).
"""

BENCH = """\
## Speed

![{alt}](bench.svg)

`bench`: {alt}

{table}
Nanoseconds a sample, and in brackets times the course's own time; in bold the fastest. Kept from
`python3 course.py bench --huge --save`. [All tables](bench.md), and what was measured how.
"""


def main(arguments: list[str]) -> int:
    """Write what has changed, delete what no row makes, and say which."""
    parser = argparse.ArgumentParser(prog="course.py figures", description=__doc__)
    if parser.parse_known_args(arguments)[1]:
        print("figures takes no options", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    files = build()
    old = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()}
    listed = old.get("README.md", b"")  # what an earlier run made
    for name in sorted(files.keys() | old.keys()):
        if name not in files:
            if f"`{Path(name).stem}`".encode() not in listed:
                continue  # someone's own
            (FOLDER / name).unlink()
            print(f"{name}: deleted")
        elif files[name] != old.get(name):
            (FOLDER / name).write_bytes(files[name])
            print(f"{name}: written")
    print(f"{len(files)} files, {sum(files[name] == old.get(name) for name in files)} unchanged")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
