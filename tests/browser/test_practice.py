"""Questions in JupyterLab and in a page with no kernel: committed, kept, and honest."""

import json

import pytest
from pages import AXE, CLIPPED

from bce_lessons.lessons import catalogue
from bce_lessons.practice import ask
from tools.browser import run_all, theme

QUESTION = catalogue.question("gradient-vanishes")


@pytest.fixture
def lab(open_lab, tmp_path):
    """A notebook that asks, with no answers yet."""
    name = f"{tmp_path.name}.ipynb"
    kept = f"import os\nos.environ['BCE_LESSONS_RECORDS'] = {str(tmp_path / 'records')!r}"
    asks = f'from bce_lessons.practice import ask\n\nask("{QUESTION.id}")'
    return open_lab(name, [kept, asks], height=700)


def kept(tmp_path):
    """Return the forecasts in the learner's file."""
    lines = (tmp_path / "records" / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["forecast"] for line in lines]


def words(locator):
    """Return what an element says, with its lines free to break anywhere."""
    return locator.inner_text().replace("\N{NO-BREAK SPACE}", " ")


def restart(page):
    """Restart the kernel and clear all outputs, as a learner does to start afresh."""
    page.evaluate(
        """async () => {
          const widget = jupyterapp.shell.currentWidget;
          await widget.sessionContext.session.kernel.restart();
          await widget.sessionContext.session.kernel.info;
          await jupyterapp.commands.execute('notebook:clear-all-cell-outputs');
        }"""
    )


def test_an_answer_outlives_its_kernel_by_keyboard_alone(lab, tmp_path, keep):
    theme(lab, "Light")
    run_all(lab)
    slider = lab.get_by_label("How probable is it that this is true?")
    slider.wait_for()
    keep(lab, "lab-light-asked")
    assert slider.get_attribute("aria-valuetext") == "50 percent"
    slider.focus()
    for key in ["ArrowRight"] * 3 + ["PageUp", "ArrowLeft"]:
        lab.keyboard.press(key)
    assert slider.input_value() == "62"
    assert slider.get_attribute("aria-valuetext") == "62 percent"
    lab.keyboard.press("End")
    for _ in range(19):
        lab.keyboard.press("ArrowLeft")
    lab.keyboard.press("Tab")
    keep(lab, "lab-light-focus")
    lab.keyboard.press("Enter")
    result = lab.locator(".ask-result")
    result.get_by_text("It is false. You gave it 80 %.").wait_for()
    assert "1.609 nats (2.322 bits)" in words(result)
    assert "0.693 nats (1 bit)" in words(result)
    assert QUESTION.why in words(result)
    assert result.get_attribute("aria-live") == "polite"
    assert slider.is_hidden()
    again = lab.get_by_role("button", name="Practise again")
    assert again.evaluate("node => node === document.activeElement"), "the focus stays here"
    assert kept(tmp_path) == [0.8]
    keep(lab, "lab-light-answered")

    restart(lab)
    assert lab.locator(".ask").count() == 0
    run_all(lab)
    result.get_by_text("It is false. You gave it 80 %.").wait_for()
    assert "You have answered this before." in words(result)
    assert kept(tmp_path) == [0.8]

    again.press("Space")
    assert slider.evaluate("node => node === document.activeElement")
    lab.keyboard.press("Home")
    keep(lab, "lab-light-practising")
    lab.keyboard.press("Tab")
    lab.keyboard.press("Space")
    result.get_by_text("Practice: your first answer, 80 %, counts.").wait_for()
    assert kept(tmp_path) == [0.8, 0.01]
    theme(lab, "Dark")
    lab.wait_for_selector("#jupyterlab-splash", state="detached")
    keep(lab, "lab-dark-answered")
    again.click()
    keep(lab, "lab-dark-practising")


def test_a_kernel_that_has_stopped_is_said_to_have(lab, tmp_path):
    run_all(lab)
    slider = lab.get_by_label("How probable is it that this is true?")
    slider.wait_for()
    lab.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab.get_by_role("button", name="Commit").click()
    lab.get_by_text("The kernel has not answered yet.").wait_for()
    assert not (tmp_path / "records").exists()


def check_page(page):
    """Check that nothing is cut off, and that axe finds nothing, in light and dark."""
    for colours in ("light", "dark"):
        page.evaluate("colours => { document.documentElement.dataset.theme = colours }", colours)
        assert page.evaluate(CLIPPED) == []
        assert page.evaluate(AXE) == [], colours


@pytest.mark.parametrize("width", [1100, 390])
def test_a_page_with_no_kernel_reveals(site, keep, node_modules, width):
    page = site.show(ask(QUESTION.id), "A question", width=width)
    page.add_script_tag(path=node_modules / "axe-core" / "axe.min.js")
    reveal = page.get_by_text("Reveal", exact=True)
    reveal.wait_for()
    assert words(page.locator(".ask-statement")) == QUESTION.statement
    assert page.get_by_role("button", name="Commit").count() == 0
    assert page.locator("input:visible, button:visible").count() == 0
    verdict = page.get_by_text("It is false.", exact=True)
    assert verdict.is_hidden()
    keep(page, f"static-{width}-asked")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    verdict.wait_for()
    assert page.get_by_text(QUESTION.why).is_visible()
    check_page(page)
    keep(page, f"static-{width}-revealed")
    # The slider, which a kernel would show here, fits as well.
    page.evaluate("() => { document.querySelector('.ask-form').hidden = false }")
    check_page(page)
    keep(page, f"form-{width}")


def test_a_page_with_no_kernel_still_shows_an_answer(site, keep, node_modules):
    ask(QUESTION.id, 0.8)
    page = site.show(ask(QUESTION.id), "A question", width=390)
    page.get_by_text("It is false. You gave it 80 %.").wait_for()
    assert page.locator("input:visible, button:visible, summary:visible").count() == 0
    page.add_script_tag(path=node_modules / "axe-core" / "axe.min.js")
    check_page(page)
    keep(page, "static-answered")
