"""Each page says what it is about: to search engines, and to who links to it."""

import json
from io import BytesIO
from pathlib import PurePosixPath

import pytest
from PIL import Image

from bce_lessons.lessons import ORDER, notebook
from tools import moving
from tools.folders import HERE
from tools.notebooks import form, minutes
from tools.site import card, heads, words
from tools.site.__main__ import UNLISTED
from tools.stop import Stop

LESSON = f"lessons/{notebook(ORDER[0])}"


def test_a_page_has_one_viewport():
    other = '<meta name="viewport" content="b">'
    many = f'<meta charset="utf-8">{heads.ONE}{other}\n{other}'
    assert heads.tidy(many) == f'<meta charset="utf-8">{heads.ONE}{heads.STORAGE}'
    assert heads.tidy("<p>none</p>") == "<p>none</p>"


def test_a_description_is_whole_sentences_and_says_what_the_first_ones_do_not():
    assert heads.short("One.  Two?\nThree!") == "One. Two? Three!"
    long = "A sentence of many words. " * 20
    assert heads.short(long).endswith("words.")
    assert len(heads.short(long)) <= heads.LONGEST
    assert heads.about("glossary", "We write").startswith("The notation")
    assert heads.about(LESSON, "Why?").startswith("Lesson 1: compute the loss")
    assert heads.about("teach", "First.") == "First."


def test_addresses_are_absolute_or_not_there():
    assert "og:url" not in heads.tags("A & B", "said")
    made = heads.tags('A "B"', "said", "https://x.org/", "y.html")
    assert '<meta property="og:title" content="A &quot;B&quot;">' in made
    assert 'og:url" content="https://x.org/y.html"' in made
    assert 'og:image" content="https://x.org/_static/card.gif"' in made


def test_search_engines_read_true_facts_of_the_course_and_its_lessons():
    def read(page):
        text = heads.structured(page, "said", "https://x.org/")
        return json.loads(text.removeprefix('<script type="application/ld+json">')[:-9])

    course, lesson = read("index"), read(LESSON)
    assert course["@type"] == "Course"
    assert len(course["hasPart"]) == len(ORDER)
    assert course["hasPart"][0]["url"] == lesson["url"] == f"https://x.org/{LESSON}.html"
    assert lesson["@type"] == "LearningResource"
    assert lesson["isPartOf"]["url"] == course["url"] == "https://x.org/"
    assert "url" not in heads.structured(LESSON, "said", "")
    lasts = minutes.body(form.load(form.NOTEBOOKS / f"{PurePosixPath(LESSON).name}.ipynb"))
    assert lesson["timeRequired"] == f"PT{lasts}M"
    cited = (HERE.root / "CITATION.cff").read_text(encoding="utf-8")
    assert f'date-released: "{course["datePublished"]}"' in cited
    assert course["author"][0]["name"] in cited
    assert heads.structured("teach", "", "") == ""


def test_the_sitemap_has_no_answers():
    hidden = ["lessons/solutions/a.html", "teachers/a.html", "lessons/teachers/a.html", "404.html"]
    assert all(UNLISTED.match(page) for page in [*hidden, "solutions.html"])
    assert not any(UNLISTED.match(page) for page in ("index.html", f"{LESSON}.html", "teach.html"))


def test_telephones_have_the_icon_in_the_colours_of_the_sites():
    svg = (HERE.docs / "_static" / "favicon.svg").read_text(encoding="utf-8")
    made = card.touch_icon(svg)
    assert [int.from_bytes(made[at : at + 4], "big") for at in (16, 20)] == [180, 180]


def test_words_lead_to_headings_that_there_are(tmp_path):
    found = words.sections()
    assert len({one["anchor"] for one in found}) == len(found)
    in_lessons = [one["page"] != "libraries" for one in found]
    assert 0 < sum(in_lessons) < len(found)
    for chosen in (True, False):  # one in a lesson, and one of the dictionary
        ours = [one for one, lesson in zip(found, in_lessons, strict=True) if lesson is chosen]
        said = [word.casefold() for one in ours for word in one["words"]]
        assert len(said) == len(set(said)), "a word leads to two sections"
    (tmp_path / "words.toml").write_text(
        f'[{ORDER[0]}]\n"No such heading" = ["a"]\n[left_out]\n"A" = []'
    )
    with pytest.raises(Stop, match="has no heading ## No such heading"):
        words.sections(tmp_path / "words.toml")


@pytest.mark.parametrize(
    ("word", "heading"),
    [("nn.bcewithlogitsloss", "pytorch"), ("xgboost", "xgboost"), ("lightgbm", "lightgbm"),
     ("catboost", "catboost"), ("optax", "jax-and-optax"), ("statsmodels", "statsmodels")],
)  # fmt: skip
def test_names_of_libraries_lead_to_the_page_about_them(word, heading):
    (found,) = [one for one in words.sections() if word in one["words"]]
    assert (found["page"], found["anchor"]) == ("libraries", f"#{heading}")
    assert found["title"].startswith("In your library > ")


def test_the_card_moves_and_has_one_that_stands_still():
    with Image.open(BytesIO(card.moving_card())) as animation:
        assert animation.n_frames == 2 * len(moving.SURE) - 2
        assert animation.size == heads.CARD_SIZE
    assert len(card.moving_card()) <= 300_000
    with Image.open(BytesIO(card.card())) as still:
        assert still.size == heads.CARD_SIZE
    said = heads.tags("A", "b", "https://x.org/", "a.html")
    assert '"https://x.org/_static/card.gif"' in said
    assert '<meta name="twitter:image" content="https://x.org/_static/card.png">' in said
    assert "image" not in heads.tags("A", "b").replace("summary_large_image", "")
