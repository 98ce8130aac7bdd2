"""What a lesson projects: its cells' slide types, and how they become slides."""

import re
import subprocess
from html import escape

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bce_lessons import lessons
from tests.house_style import is_own
from tools.notebooks import form
from tools.slides import deck
from tools.slides.cells import (
    ALONE,
    KINDS,
    LARGEST,
    SMALLEST,
    Slide,
    exercises_of,
    kind_of,
    parts_of,
    size_of,
    slides_of,
    without_assertions,
)
from tools.stop import Stop

LESSONS = {path.stem: form.load(path) for path in form.lessons()}
NUMBERS = range(12, 23)  # of slides, the closing one not counted


def chosen(kind, text, *outputs, **metadata):
    """Return a cell with a slide type: code if it has outputs."""
    metadata["slideshow"] = {"slide_type": kind}
    if outputs:
        return new_code_cell(text, metadata=metadata, outputs=list(outputs))
    return new_markdown_cell(text, metadata=metadata)


def shown(**data):
    looks = {"image/png": {"alt": 'a "dot"', "width": "70", "height": "40"}}
    data = {name.replace("_", "/"): value for name, value in data.items()}
    return new_output("display_data", data=data, metadata=looks)


def said(text):
    return new_output("stream", name="stdout", text=text)


def of(*cells, **asked):
    return slides_of(new_notebook(cells=list(cells)), asked)


# --- The lessons --------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in LESSONS if not name.startswith("00")])
def test_a_lesson_chooses_its_slides_and_each_has_notes(name):
    lesson = LESSONS[name]
    kinds = [kind_of(cell) for cell in lesson.cells]
    assert kinds[0] == "slide", "its title comes first"
    assert "notes" in kinds
    summary = next(cell for cell in lesson.cells if cell.source.startswith("## Summary"))
    assert kind_of(summary) == "slide"
    for slide in slides_of(lesson, {}):
        assert slide.notes, slide.heading
    if not is_own(name):
        return
    assert kinds.count("slide") + kinds.count("subslide") in NUMBERS
    explorers = [kind_of(cell) for cell in lesson.cells if "explorers." in cell.source]
    assert "slide" in explorers, "an explorer has a slide of its own"


@pytest.mark.parametrize("name", LESSONS)
def test_slide_types_are_those_that_editors_offer(name):
    for cell in LESSONS[name].cells:
        if "slideshow" in cell.metadata:
            assert set(cell.metadata["slideshow"]) == {"slide_type"}
            assert kind_of(cell) in KINDS
            assert cell.cell_type == "markdown" or kind_of(cell) != "notes", "code is not spoken"


# --- From cells to slides -----------------------------------------------------------------


def test_the_cells_types_make_slides():
    made = of(
        chosen("slide", "# Add\n\nHow much?\n\n- **You need:** fingers"),
        new_markdown_cell("## Left out"),
        chosen("slide", "## Sum\n\nWords before.\n\n$$1 + 1$$\n\n**Predict:** more?"),
        chosen("fragment", "print(2)", said("2\n")),
        chosen("notes", "It is two."),
        chosen("subslide", "1 + 2", shown(text_plain="3")),
    )
    assert [(slide.heading, slide.below, slide.title) for slide in made] == [
        ("Add", False, True),
        ("Sum", False, False),
        ("Sum", True, False),  # the section's heading, where a slide has none
    ]
    assert made[0].blocks == [("<p>How much?</p>\n", False)]
    assert "fingers" in made[0].notes[0]
    (prose, waits), (code, comes_later) = made[1].blocks
    assert (waits, comes_later) == (False, True)
    assert '<div class="math">' in prose
    assert "more?" in prose
    assert "Words before" not in prose
    assert '<pre class="printed"' in code
    assert made[1].notes == ["<p>Words before.</p>\n", "<p>It is two.</p>\n"]
    assert made[2].notes == made[1].notes  # its own section's, for want of others
    assert ">3</pre>" in made[2].blocks[0][0]


def test_what_a_cell_of_prose_shows_and_what_is_said():
    parts = parts_of("Before.\n\n## Now\n\n*A claim.*\n\nText. **Predict** it.\n\n1. One\n\n> So.")
    assert (parts.heading, parts.opening) == ("Now", "<p>Before.</p>\n")
    assert parts.said == "<p>Text. </p>\n"
    for text in ("<em>A claim.</em>", "<strong>Predict</strong> it.", "<li>One</li>", "So."):
        assert text in parts.shown
    asked = parts_of("**Predict:** how much?", asked=True)
    assert (asked.shown, asked.said) == ("", "<p><strong>Predict:</strong> how much?</p>\n")


def test_notes_that_open_a_section_wait_for_its_slide():
    made = of(
        chosen("slide", "# Add"),
        chosen("notes", "That was that.\n\n## Sum\n\nNow listen."),
        chosen("slide", "print(2)", said("2")),
        chosen("slide", "That is two. Next:\n\n$$3$$"),
    )
    assert "That was that." in made[0].notes[-1]
    assert made[1].heading == "Sum"
    assert made[1].notes == ["<p>Now listen.</p>\n", "<p>That is two. Next:</p>\n"]


def test_an_empty_slide_shows_its_words():
    (slide,) = of(chosen("slide", "## Mind\n\nOnly words."))
    assert slide.blocks == [("<p>Only words.</p>\n", False)]


def test_a_picture_is_shown_without_its_code_and_with_few_lines():
    picture = shown(image_png="AA==", text_plain="a dot")
    first, second = of(
        chosen("slide", "draw()", said("one line\n"), picture),
        chosen("slide", "draw()", said("1\n2\n3\n"), picture),
    )
    ((html, _),) = first.blocks
    assert 'alt="a &quot;dot&quot;" width="70"' in html
    assert "draw" not in html
    assert ">one line</pre>" in html
    assert "<pre" not in second.blocks[0][0]
    assert "1\n2\n3" in second.notes[0]


def test_assertions_stay_in_the_notebook():
    code = "a = 1\nassert (\n    a\n)\nfor b in ():\n    assert b\n    print(b)\nassert a"
    assert without_assertions(code) == "a = 1\nfor b in ():\n    print(b)"
    alone = "for b in ():\n    assert b"
    assert without_assertions(alone) == alone


def test_code_is_as_large_as_fits():
    assert size_of("short") == LARGEST
    assert SMALLEST <= size_of("x" * 88) < LARGEST
    assert SMALLEST <= size_of("x\n" * 15) < LARGEST
    assert size_of("x" * 500) == SMALLEST


def test_exercises_are_listed_by_title_and_first_sentence():
    bare = "## Exercises\n\n### Exercise 1.1: One *nat*"
    assert exercises_of(new_notebook(cells=[new_markdown_cell(bare)])) == [("One <em>nat</em>", "")]
    two = new_markdown_cell("### Exercise 1.2: Two\n\nA loss of *1.5*\nnats. Which p? No more.")
    rest = new_markdown_cell(
        "### Exercise 1.3: Three\n\nWhich `p`\n\n### Exercise 1.4: Four\n\n- a"
    )
    assert exercises_of(new_notebook(cells=[two, rest])) == [
        ("Two", "A loss of <em>1.5</em>\nnats."),
        ("Three", "Which <code>p</code>"),
        ("Four", ""),
    ]


def test_of_code_that_mostly_prints_the_slide_shows_what_it_printed():
    code = 'loss = 1.5\nprint(f"{loss:.2f} nats")'
    (slide,) = slides_of(new_notebook(cells=[chosen("slide", code, said("1.50 nats"))]), {})
    ((html, _),) = slide.blocks
    assert html == f'<pre class="printed" style="font-size: {ALONE}px">1.50 nats</pre>'
    assert slide.notes == [f"<pre>{escape(code)}</pre>"]
    more = 'loss = 1.5\nnats = 2 * loss\nprint(f"{nats:.2f} nats")'
    (slide,) = slides_of(new_notebook(cells=[chosen("slide", more, said("3.00 nats"))]), {})
    assert 'class="code"' in slide.blocks[0][0]


def test_of_code_that_does_not_fit_above_what_it_printed_the_slide_shows_the_latter():
    code, most = "a = 1\n" * 8 + "print(a)", "1\n" * 8
    for text, fits in ((most, True), (most + "1", False)):
        (slide,) = of(chosen("slide", code, said(text)))
        assert ('class="code"' in slide.blocks[0][0]) == fits
        assert "1\n1" in slide.blocks[0][0]
        assert (f"<pre>{code}</pre>" in slide.notes) != fits


def test_the_speaker_is_told_the_minutes_of_each_part():
    name = lessons.notebook(lessons.ORDER[0])
    parts = deck.plan(name)
    assert sum(parts.values()) == form.minutes(LESSONS[name])
    slides = [Slide("Two &amp; <em>three</em>"), Slide("Two &amp; <em>three</em>"), Slide("Four")]
    deck.say_minutes(slides, {"Two & three": 5, "Four": 1})
    assert [slide.notes for slide in slides] == [
        ["<p><b>5 minutes</b>, until minute 5 of 6.</p>"],
        [],
        ["<p><b>1 minute</b>, until minute 6 of 6.</p>"],
    ]
    assert deck.plan("99_nowhere") == {}
    for name in LESSONS:
        begun = deck.frame(slides_of(LESSONS[name], {}) or [Slide("None")], LESSONS[name], name)
        told = [slide for slide in begun if "until minute" in "".join(slide.notes)]
        assert len(told) >= min(5, len(deck.plan(name)))


# --- From slides to pages -----------------------------------------------------------------


def test_a_question_waits_with_its_answer():
    view, model = {"model_id": "m"}, {"statement": "1 < 2", "reveal": ["True.", "Costs.", "So."]}
    cell = new_code_cell("ask()", id="ask", outputs=[shown(text_plain="1 < 2?")])
    cell.outputs[0]["data"][form.WIDGET_VIEW] = view
    lesson = new_notebook(cells=[cell])
    lesson.metadata["widgets"] = {form.WIDGET_STATE: {"state": {"m": {"state": model}}}}
    assert deck.answer_questions(lesson) == {
        "ask": "<p><b>Expected:</b> True. So.</p><p>Costs.</p>"
    }
    (html,) = cell.outputs[0]["data"].values()
    assert '<p class="statement">1 &lt; 2</p>' in html
    assert "<b>True.</b> So." in html


def test_formulas_in_notes_need_no_style(monkeypatch):
    def set_all(formulas):
        return [f"[{tex} {own_line} {output}]" for tex, own_line, output in formulas]

    monkeypatch.setattr(deck, "set_by_katex", set_all)
    inline, line = r'<span class="math">\(a &lt; b\)</span>', '<div class="math">$$\nc\n$$</div>'
    (page,) = deck.with_formulas([f'{line}<aside class="notes">{inline}</aside>{inline}'])
    assert page == (
        '[c True htmlAndMathml]<aside class="notes">[a < b False mathml]</aside>'
        "[a < b False htmlAndMathml]"
    )


def test_a_formula_that_cannot_be_set_is_named(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "KaTeX: no \\fracc")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(Stop, match="fracc"):
        deck.set_by_katex([("\\fracc", True, "mathml")])


def test_slides_below_share_a_column():
    html = deck.stacked([Slide("One"), Slide("Two", below=True), Slide("Three")])
    assert html.count("<section") == 4
    assert html.startswith("<section><section><h2>One")
    assert html.index("Two") < html.index("</section></section>") < html.index("Three")


def test_both_ends_lead_to_the_lesson():
    first, last = deck.frame(
        [Slide("Add", title=True)], LESSONS[lessons.notebook(lessons.ORDER[0])], "01_x"
    )
    for slide in (first, last):
        assert 'href="../lessons/01_x.html"' in slide.blocks[-1][0]
    assert "Lesson 1<" in first.blocks[0][0]
    assert last.heading == "Exercises"
    assert deck.frame([Slide("Add")], new_notebook(), "01_x")[-1].heading == "Now you"


TITLES = {"01_a": "One", "03_c": "Three & more", "05_e": "Five"}


def test_both_ends_lead_to_map_and_glossary_and_the_decks_around():
    found = deck.around("03_c", TITLES)
    assert re.findall('href="([^"]+)"', found) == [
        "../lessons/00_start_here.html#the-map", "../glossary.html", "index.html",
        "01_a.html", "05_e.html",
    ]  # fmt: skip
    assert "<br>Previous: <a" in found
    assert "Three &amp; more" in deck.around("01_a", TITLES)
    assert "Previous" not in deck.around("01_a", TITLES)
    assert "Next" not in deck.around("05_e", TITLES)
    assert "<br>" not in deck.around("01_a", {"01_a": "One"})


def test_a_term_leads_to_the_site_and_the_description_has_its_word_alone(tmp_path):
    notebook = new_notebook(
        cells=[
            chosen("slide", "# A\n\nA [KL x](glossary.md#KL-x) here.\n\n- **Time:** 5 minutes"),
            chosen("slide", "## B\n\n- a [bit](glossary.md#bit)"),
        ]
    )
    page = deck.deck(notebook, "01_x", tmp_path)
    assert '<a class="term" href="../glossary.html#kl-x">KL x</a>' in page
    assert '<a class="term" href="../glossary.html#bit">bit</a>' in page
    assert "Slides of lesson 1. A KL x here." in page
    assert "glossary.md" not in page
    assert page.count(deck.WAY) == 2
