"""The pages of the book: captions from alternative texts, stills, and nothing that paper cannot."""

import base64
import io
import shutil

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from bce_lessons import plots
from bce_lessons.practice import QUESTIONS
from tools import pdf, pdf_answers, pdf_figures, pdf_outputs, pdf_pages, pdf_tex, pdf_text, refresh

NAME = "01-two-falls"
WIDGET = {refresh.WIDGET_VIEW: {"model_id": "abc"}}


def png():
    file = io.BytesIO()
    Image.new("RGB", (300, 200)).save(file, format="png")
    return base64.b64encode(file.getvalue()).decode()


def shown(data, metadata=None):
    return new_output("execute_result", data=data, metadata=metadata or {}, execution_count=1)


def cell(source, *outputs):
    made = new_code_cell(source, id="cell")
    made.outputs = list(outputs)
    return made


def book(folder, **more):
    return pdf_pages.Book(folder / "pictures", **more)


def blocks(output, folder):
    return pdf_outputs.blocks(output, "a cell", folder, "It moves.")


def page(folder, *cells, path="01_a.ipynb", **more):
    return pdf_pages.page(new_notebook(cells=list(cells)), path, book(folder, **more))


def test_a_figure_has_its_alternative_text_as_caption(tmp_path):
    look = {"image/png": {"alt": "A dot at p = 1 * 2_3", "width": 300, "height": 200}}
    (made,) = blocks(shown({"image/png": png(), "text/plain": "words"}, look), tmp_path)
    (picture,) = tmp_path.glob("*.png")
    assert made.startswith("```{raw} latex\n\\room{1}\n```\n\n")
    assert (f"```{{figure}} /{tmp_path.name}/{picture.name}\n") in made
    assert "\n\nA dot at p~\\=~1 \\* 2\\_3\n```" in made.replace("\N{NO-BREAK SPACE}", "~")


def test_a_short_piece_of_code_stays_with_its_picture(tmp_path):
    look = {"image/png": {"alt": "A curve", "width": 704, "height": 418}}
    picture = shown({"image/png": png(), "text/plain": "A curve"}, look)
    assert r"\together{20}" in page(tmp_path, cell("plot()", picture))
    assert r"\together{6}" in page(tmp_path, cell("plot()\n" * 6, picture))
    assert r"\together{1}" in page(tmp_path, cell("1", shown({"text/plain": "1"})))


def test_outlines_are_preferred_to_pixels(tmp_path):
    outlines = base64.b64encode(pdf_figures.outlines(plots.loss_curves().figure)).decode()
    data = {"image/png": png(), pdf_figures.PDF: outlines, "text/plain": "words"}
    (made,) = blocks(shown(data, {"image/png": {"alt": "Two curves"}}), tmp_path)
    assert ".pdf\n" in made
    assert "Two curves" in made
    assert ":width: 88%" in made


def test_the_same_figure_has_the_same_outlines():
    first, second = (pdf_figures.outlines(plots.loss_curves().figure) for _ in range(2))
    assert first == second


def test_a_still_says_where_it_moves(tmp_path):
    still = shown(WIDGET | {"image/png": png(), "text/plain": "p = 1"})
    made = page(tmp_path, cell("ex", still))
    assert "On the site this picture moves, and in the notebook." in made
    linked = page(tmp_path, cell("ex", still), url="https://a.test/b/")
    assert "[On the site this picture moves](https://a.test/b/lessons/01_a.html)" in linked
    figure = shown({"image/png": png(), "text/plain": "p = 1"})
    assert "moves" not in page(tmp_path, cell("ex", figure))


def test_a_question_is_its_statement_and_asked_once(tmp_path):
    output = shown(WIDGET | {"text/plain": "How probable is it that this is true?"})
    ask = cell(f'ask("{NAME}")', output)
    again = cell(f'ask("{NAME}")', output)
    again.id = "again"
    made = page(tmp_path, ask, again)
    assert "ask(" not in made
    assert made.count(pdf_text.escaped(QUESTIONS[NAME].statement)) == 2
    assert made.count(rf"\forecast{{answer:{NAME}}}") == 2
    assert made.count(rf"\place{{question:{NAME}}}") == 1


def test_an_answer_is_computed_and_priced():
    said = pdf_answers.answers({NAME: "01_a.ipynb"}, {1: "A lesson"})
    assert "## Lesson 1: A lesson" in said
    assert "**False.** What counts is the ratio" in said
    assert "10 \\% costs 0\\.11\\, 50 \\% costs 0\\.69\\," in said.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert rf"\place{{answer:{NAME}}}" in said


def test_an_exercise_has_a_place_for_its_answer_and_no_noise(tmp_path):
    unanswered = {"text/plain": "… Exercise 1.1: put your answer", "text/html": "<div>…</div>"}
    short = cell('answer = ...\ncheck("01.1", answer)', shown(unanswered))
    made = page(tmp_path, new_markdown_cell("### Exercise 1.1: Go"), short, solved={"1.1"})
    assert "put your answer" not in made
    assert "check(" not in made
    assert r"\place{exercise:1.1}" in made
    assert r"\answerline{solution:1.1}" in made
    long = cell('def f():\n    return ...\n\n\ncheck("01.2", f)', shown(unanswered))
    made = page(tmp_path, long, solved={"1.1"})
    assert "return ..." in made
    assert r"\answerlines{}" in made


def test_an_exercise_does_not_speak_to_a_screen(tmp_path):
    paths = sorted(refresh.NOTEBOOKS.glob("[0-9]*.ipynb"))
    cells = [c for path in paths for c in refresh.load(path).cells if c.cell_type == "markdown"]
    made = page(tmp_path, new_markdown_cell("\n\n".join(c.source for c in cells)))
    assert made.count(pdf_pages.ON_PAPER) == len(paths) - 1  # all but the first has exercises
    for words in ("Put your answer", "your answer in place of", "The check says", "ouble-click"):
        assert words not in made


def test_a_solution_has_its_verdict_in_words(tmp_path):
    said = "✓ Exercise 1.1, right: Pass `y_true`\n  and a_b."
    made = blocks(shown({"text/plain": said, "text/html": "<b>x</b>"}), tmp_path)
    assert made == [
        "::::{container} verdict\n**✓ Exercise 1.1, right:** Pass `y_true` and a\\_b\\.\n::::"
    ]


@pytest.mark.parametrize(
    "bare",
    [
        "<Figure size 640x480 with 1 Axes>",
        "[<matplotlib.lines.Line2D at 0x7f12ab>]",
        "<IPython.core.display.HTML object>",
        "VBox(children=(FloatSlider(value=0.0),))",
        "FloatSlider(value=1.0, layout=Layout(width='2em'))",
        "Explorer(...)",
        "<function f at 0x7f12ab>",
    ],
)
def test_no_bare_repr_is_printed(bare, tmp_path):
    assert blocks(shown({"text/plain": bare}), tmp_path) == []
    assert blocks(shown(WIDGET | {"text/plain": bare}), tmp_path) == [pdf_outputs.ALIVE]
    with_words = blocks(
        shown({"text/plain": bare, "text/html": "<p>Good <b>day</b></p>"}), tmp_path
    )
    assert "Good day" in with_words[0]
    assert "0x" not in with_words[0]


def test_what_a_reader_understands_is_printed(tmp_path):
    for said in ("Dataset(100 samples of petal length)", "[1, 2]", "a < b > c", "{'a': <1}"):
        assert said in blocks(shown({"text/plain": said}), tmp_path)[0]


def test_a_table_of_html_keeps_its_columns():
    table = "<style>b {}</style><table><tr><th></th><th>loss</th></tr><tr><td>coin</td><td>1</td>"
    assert pdf_outputs.words_of(table) == "      loss\ncoin     1"


def test_what_paper_cannot_show_is_refused(tmp_path):
    with pytest.raises(refresh.Refusal, match="a cell shows image/svg"):
        blocks(shown({"image/svg+xml": "<svg/>"}), tmp_path)


def test_printed_text_is_as_on_a_terminal(tmp_path):
    stream = new_output("stream", name="stdout", text="1 %\r2 %\n\x1b[31mred\x1b[0m\n```\n\n")
    assert "````{code-block} none\n2 %\nred\n```\n````" in blocks(stream, tmp_path)[0]
    assert blocks(new_output("stream", name="stdout", text="\n"), tmp_path) == []


def test_links_lead_to_pages_of_the_book(tmp_path):
    pages = {"01_a.ipynb": "lessons/01_a", "solutions/01_a.ipynb": "solutions/01_a"}
    text = "[solved](solutions/01_a.ipynb#Part) `[x](y)` [code `f`](../code.py) [w](https://w.test)"
    made = page(tmp_path, new_markdown_cell(text), pages=pages)
    assert made.strip() == (
        "[solved](../solutions/01_a.md#part) `[x](y)` code `f` [w](https://w.test)"
    )
    back = page(
        tmp_path, new_markdown_cell("[a](../01_a.ipynb)"), pages=pages, path="solutions/01_a.ipynb"
    )
    assert back.strip() == "[a](../lessons/01_a.md)"


def test_signs_stay_together_outside_code():
    text = "p = 1 at 5 % and `p = 1` and $p = 1$"
    made = pdf_text.outside_code(text, pdf_text.unbroken).replace("\N{NO-BREAK SPACE}", "~")
    assert made == "p~=~1 at 5~% and `p = 1` and $p = 1$"


def test_references_name_each_work_once():
    def lesson(*items):
        text = "\n".join(["## Further reading\n", *(f"- {item}" for item in items)])
        return new_notebook(cells=[new_markdown_cell(text)])

    guo = "C. Guo and others (2017), [On calibration](https://a.test/1): why."
    same = "C. Guo, G. Pleiss, *On calibration* (2017)."
    made = pdf_answers.references({6: lesson(guo, "A. Bay, *On logs*."), 9: lesson(same)})
    assert made.splitlines()[2:] == [
        "- A. Bay, *On logs*. *Lesson 6.*",
        f"- {guo} <https://a.test/1> *Lessons 6, 9.*",
    ]


def test_the_glossary_is_at_the_end_only():
    path = refresh.NOTEBOOKS / "00_start_here.ipynb"
    assert "| accuracy |" in pdf_answers.glossary(refresh.load(path))
    left = pdf_answers.without_glossary(refresh.load(path))
    assert not any("| accuracy |" in cell.source for cell in left.cells)
    assert any("(../glossary.md)" in cell.source for cell in left.cells)


def test_without_tex_one_line_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(pdf, "build", lambda url: pytest.fail("began to work"))
    assert pdf.main([]) == 1
    said = capsys.readouterr().err
    assert said.startswith("course.py pdf: XeLaTeX is not installed.")
    for system in ("Debian", "macOS", "Windows"):
        assert f"\n  {system}" in said


def test_the_first_error_of_a_log_is_told(tmp_path):
    log = tmp_path / "a.log"
    log.write_text(
        "(./a.tex\nOverfull\n./a.tex:7: Undefined control sequence.\nl.7 \\nothing\n"
        "./a.tex:9: Later.\nl.9 x\n"
    )
    assert pdf_tex.first_error(log) == ("./a.tex:7: Undefined control sequence.\n  l.7 \\nothing")


def test_faults_are_lost_signs_and_text_beyond_the_margin(tmp_path):
    log = tmp_path / "a.log"
    log.write_text(
        "Missing character: There is no ⁴ in font Inter!\n"
        "Overfull \\hbox (1.5pt too wide) in paragraph at lines 1--2\n"
        "Overfull \\hbox (9.5pt too wide) in paragraph at lines 3--4\n"
        "LaTeX Warning: Reference `a' on page 1 undefined on input line 5.\n"
    )
    found = pdf_tex.faults(log)
    assert len(found) == 3
    assert not any("1.5pt" in fault for fault in found)


def test_a_sign_that_no_font_has_is_named(tmp_path):
    fonts = pdf.DEJAVU / "DejaVuSansMono.ttf", pdf.INTER / "Inter-Regular.otf"
    assert r"\newunicodechar{ʒ}{\sign{0292}}" in pdf_tex.signs_beyond("aʒ", fonts, fonts[0])
    assert pdf_tex.signs_beyond("a − b", fonts, fonts[0]) == ""
    with pytest.raises(pdf_tex.Trouble, match=r"no font of the book has 📌 \(U\+1F4CC\)"):
        pdf_tex.signs_beyond("one\nA pin: 📌\n", fonts, fonts[0])
