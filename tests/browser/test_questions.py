"""Several questions on one page: each has names of its own, and says its verdict once."""

import itertools

import ipywidgets as w
import pytest

from bce_lessons.practice import ask, asking

THREE = ["wild-label", "gradient-vanishes", "ninety-percent"]

# Three questions, each with a module of its own as in JupyterLab, and a kernel that answers.
KERNEL = """async ({script, questions}) => {
  const signal = new AbortController().signal;
  for (const given of questions) {
    const url = URL.createObjectURL(new Blob([script], {type: 'text/javascript'}));
    const heard = {}, tell = (name, what) => heard[name]?.(what);
    const send = message => queueMicrotask(() => message.kind === 'hello'
      ? tell('msg:custom', {kind: 'alive'})
      : (given.result = given.answer, tell('change:result')));
    const model = {get: name => given[name], on: (name, hear) => { heard[name] = hear; }, send};
    const el = document.querySelector('main').appendChild(document.createElement('div'));
    (await import(url)).default.render({model, el, signal});
  }
}"""
# Whatever a live region comes to hold is spoken: note it, change by change.
LISTEN = """() => {
  window.spoken = [];
  const live = '[aria-live=polite], [aria-live=assertive], [role=status], [role=alert], output';
  new MutationObserver(changes => {
    const places = changes.map(c => (c.target.closest ? c.target : c.target.parentNode));
    const said = new Set(places.map(n => n.closest(live)).filter(Boolean));
    for (const one of said) if (!one.closest('[aria-hidden=true]')) spoken.push(one.innerText);
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
IDS = "() => [...document.querySelectorAll('[id]')].map(n => n.id)"


@pytest.fixture
def three(site):
    """A page with three questions and no kernel, all made of one widget's state."""
    page = site.show(w.VBox([ask(slug) for slug in THREE]), "Three questions", width=390)
    page.get_by_text("Reveal", exact=True).nth(2).wait_for()
    return page


def names(page):
    """Return the accessible names of the page's regions and the ids of its elements."""
    regions = page.get_by_role("region")
    found = [region.aria_snapshot().partition("\n")[0] for region in regions.all()]
    return found, page.evaluate(IDS)


def check_names(page, slugs):
    found, ids = names(page)
    assert len(set(ids)) == len(ids), "an id that stands twice"
    statements = [ask(slug)._question.statement for slug in slugs]
    assert len(found) == len(statements)
    for name, statement in zip(found, statements, strict=True):
        assert statement in name
    return ids


def test_questions_of_a_page_are_named_by_their_own_statements(three):
    check_names(three, THREE)


def state(slug):
    """Return what the browser is given of a question, and what a kernel would answer."""
    asked = ask(slug)
    given = {name: getattr(asked, name) for name in ("statement", "reveal", "stakes")}
    asked._show(ask(slug, 0.8))
    return given | {"result": {}, "answer": asked.result}


@pytest.fixture
def answering(site):
    """The same page, where a kernel answers."""
    page = site.show(w.VBox(), "Three questions")
    given = {
        "script": (asking.STATIC / "ask.js").read_text("utf-8"),
        "questions": [state(slug) for slug in THREE],
    }
    page.evaluate(KERNEL, given)
    page.get_by_role("button", name="Commit").nth(2).wait_for()
    return page, [one["answer"]["verdict"] for one in given["questions"]]


def test_sliders_of_a_page_have_labels_and_descriptions_of_their_own(answering):
    page, _ = answering
    ids = check_names(page, THREE)
    sliders = page.locator(".ask input")
    found = sliders.evaluate_all("""all => all.map(n => n.getAttribute('aria-describedby'))""")
    described = [name for names in found for name in names.split()]
    assert len(set(described)) == len(described) == 9
    assert set(described) <= set(ids)
    labels = sliders.evaluate_all("all => all.map(n => [...n.labels].map(l => l.htmlFor))")
    assert len(set(itertools.chain(*labels))) == 3


def test_a_verdict_is_spoken_once(answering):
    page, verdicts = answering
    page.evaluate(LISTEN)
    for number, verdict in enumerate(verdicts):
        page.get_by_role("button", name="Commit").first.press("Enter")
        page.locator(".ask-result .ask-verdict").nth(number).wait_for()
        said = page.evaluate(
            "() => new Promise(requestAnimationFrame).then(() => spoken.splice(0))"
        )
        assert len([words for words in said if verdict in words]) == 1
        assert page.get_by_role("button", name="Practise again").nth(number).is_visible()
