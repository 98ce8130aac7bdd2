"""`figures/` is what `course.py figures` makes today."""

import base64
import io
import re

import pytest
from PIL import Image

from bce_lessons import lessons, plots
from bce_lessons.lessons import catalogue
from tools import figures, moving
from tools.notebooks import compare

HASHED = re.compile(rb'(?<=id=")\w+(?=")|(?<=#)\w+(?=[")])')
NUMBER = re.compile(rb"-?\d+\.?\d*(?:e-?\d+)?")


@pytest.fixture(scope="module")
def made():
    return figures.build()


def svg_differs(old, new):
    """Say whether two SVGs differ by more than the last bits that another processor computes."""
    if old == new:
        return False
    # An id is a hash of what it names: it changes with the last bit.
    old, new = HASHED.sub(b"id", old), HASHED.sub(b"id", new)
    if NUMBER.sub(b"0", old) != NUMBER.sub(b"0", new):
        return True
    pairs = zip(NUMBER.findall(old), NUMBER.findall(new), strict=True)
    return any(abs(float(a) - float(b)) > 0.01 for a, b in pairs)


def picture_differs(old, new):
    old, new = base64.b64encode(old).decode(), base64.b64encode(new).decode()
    as_locked = compare.renders_as_locked()
    return compare.picture_difference(old, new, compare_pixels=as_locked)


def animation_differs(old, new):
    """Compare animated pictures frame by frame."""
    old, new = (Image.open(io.BytesIO(data)) for data in (old, new))
    if (old.n_frames, old.size) != (new.n_frames, new.size):
        return "other frames"
    for number in range(old.n_frames):
        frames = []
        for animation in (old, new):
            animation.seek(number)
            frames.append(animation.convert("RGB"))
        kept = [io.BytesIO(), io.BytesIO()]
        for image, file in zip(frames, kept, strict=True):
            image.save(file, "PNG")
        if difference := picture_differs(*(file.getvalue() for file in kept)):
            return f"frame {number}: {difference}"
    return None


def stale(old, new):
    """List the files of `old` that are not those of `new`."""
    found = [f"{name}: missing" for name in new.keys() - old.keys()]
    found += [f"{name}: no row makes it" for name in old.keys() - new.keys()]
    for name in sorted(new.keys() & old.keys()):
        if old[name] == new[name]:
            continue
        if name.endswith(".png"):
            difference = picture_differs(old[name], new[name])
        elif name.endswith(".gif"):
            difference = animation_differs(old[name], new[name])
        elif name.endswith(".svg"):
            difference = compare.renders_as_locked() and svg_differs(old[name], new[name])
        else:
            difference = old[name] != new[name]
        if difference:
            found.append(f"{name}: {difference}")
    return found


def test_figures_are_up_to_date(made):
    old = {path.name: path.read_bytes() for path in figures.FOLDER.iterdir() if path.is_file()}
    problems = stale(old, made)
    assert not problems, "\n".join([*problems, "run: python3 course.py figures"])


def test_every_figure_is_the_only_one_of_a_lesson():
    topics = [key.topic for key in figures.FIGURES.values()]
    assert len(set(topics)) == len(topics)
    assert set(topics) <= set(catalogue.topics())


def test_a_figure_of_a_lesson_that_is_left_out_has_no_number_and_is_not_listed(monkeypatch):
    monkeypatch.setattr(lessons, "ORDER", ("one", "two"))
    rows = {"b": figures.Key("one", line()), "a": figures.Key("two", line())}
    monkeypatch.setattr(figures, "FIGURES", {**rows, "c": figures.Key("three", line())})
    for beside in ("moved", "libraries", "bench"):
        monkeypatch.setattr(figures, beside, lambda: ({}, []))
    made = figures.build()
    assert {name.partition(".")[0] for name in made} == {"01_b", "02_a", "c", "README"}
    headed = [row for row in made["README.md"].decode().splitlines() if row.startswith(("##", "!"))]
    assert [row.partition("(")[2] or row for row in headed] == [
        "## Lesson 1", "01_b.svg)", "## Lesson 2", "02_a.svg)"
    ]  # fmt: skip


def test_every_figure_says_what_it_shows(made):
    page = made["README.md"].decode()
    drawn = [name for name, key in figures.FIGURES.items() if key.topic in lessons.ORDER]
    for stem in map(figures.stem, drawn):
        alt = re.search(rf"!\[(.*)\]\({stem}\.svg\)", page)[1]
        assert len(alt) >= 40
        assert Image.open(io.BytesIO(made[f"{stem}.png"])).text["Description"] == alt
        assert re.search(rb"<dc:description>.{40}", made[f"{stem}.svg"])
        assert not re.search(rb"<dc:date>|Software|\d{4}-\d{2}-\d{2}T", made[f"{stem}.svg"])


def test_the_moving_picture_is_small_goes_both_ways_and_is_explained(made):
    animation = Image.open(io.BytesIO(made["moving.gif"]))
    assert len(made["moving.gif"]) <= 300_000
    assert animation.n_frames == 2 * len(moving.SURE) - 2
    assert animation.info["loop"] == 0  # without end
    readme = (figures.FOLDER.parent / "README.md").read_text(encoding="utf-8")
    assert moving.alt() in re.sub(r"\s+", " ", readme)
    assert "prefers-reduced-motion: reduce" in readme
    assert moving.alt() in made["README.md"].decode()


def test_another_frame_is_caught(made):
    images = [Image.new("RGB", (40, 30), color) for color in ("white", "red", "blue")]
    kept, other = moving.gif(images), moving.gif([images[0], images[2], images[1]])
    assert not animation_differs(kept, kept)
    assert "frame" in animation_differs(kept, other)
    assert animation_differs(kept, moving.gif(images[:2])) == "other frames"


def line(height=1.0, label="p = 0.300"):
    def draw():
        (ax,) = plots.new_axes(size=(3, 2))
        ax.plot([0, 1], [0, height])
        ax.text(0.2, 0.2, label)
        return plots.describe(ax, f"A line that climbs from 0 to 1, with the words {label}.")

    return draw


def key(draw):
    return figures.Key(lessons.ORDER[0], draw)


@pytest.fixture(scope="module")
def old():
    """The files of one figure, drawn twice: they are the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "FIGURES", {"line": key(line())})
        for beside in ("moved", "libraries", "bench"):
            patch.setattr(figures, beside, lambda: ({}, []))
        first = figures.build()
        assert figures.build() == first
    return first


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"line": key(line(1.01))}, {"01_line.svg", "01_line.png"}),
        ({"line": key(line(label="p = 0.301"))}, {"01_line.svg", "01_line.png", "README.md"}),
        ({"rule": key(line())}, {"01_rule.svg", "01_line.png", "README.md"}),
    ],
)
@pytest.mark.skipif(
    not compare.renders_as_locked(), reason="only the locked matplotlib draws the same pixels"
)
def test_a_stale_file_is_caught(monkeypatch, old, changed, names):
    monkeypatch.setattr(figures, "FIGURES", changed)
    for beside in ("moved", "libraries", "bench"):
        monkeypatch.setattr(figures, beside, lambda: ({}, []))
    assert names <= {problem.split(":")[0] for problem in stale(old, figures.build())}


def test_the_last_bits_of_another_processor_are_no_change():
    svg = b'<g id="m1a2b3"><path d="M 10.000001 20 L 3.5 4"/></g><use xlink:href="#m1a2b3"/>'
    assert not svg_differs(svg, svg.replace(b"10.000001", b"10.000002").replace(b"m1a2b3", b"m9f9"))
    assert svg_differs(svg, svg.replace(b"3.5", b"3.6"))
    assert svg_differs(svg, svg.replace(b"L", b"M"))


def test_the_task_writes_what_changed_and_deletes_what_no_row_makes(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(figures, "FOLDER", tmp_path / "figures")
    monkeypatch.setattr(figures, "FIGURES", {"line": key(line())})
    for beside in ("moved", "libraries"):
        monkeypatch.setattr(figures, beside, lambda: ({}, []))
    assert figures.main([]) == 0
    for name in ("old.svg", "mine.svg"):
        (tmp_path / "figures" / name).touch()
    page = tmp_path / "figures" / "README.md"
    page.write_text(page.read_text(encoding="utf-8") + "`old`: an old one", encoding="utf-8")
    capsys.readouterr()
    assert figures.main([]) == 0
    said = "README.md: written\nold.svg: deleted\n3 files, 2 unchanged\n"
    assert capsys.readouterr().out == said
    assert (tmp_path / "figures" / "mine.svg").exists()
    assert figures.main(["--verbose"]) == 2
