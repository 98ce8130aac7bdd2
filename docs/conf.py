"""Sphinx's settings for the course's site; `python3 course.py site` runs it."""

import json
import os
import posixpath
import re
import sys
import tomllib
from html import unescape
from pathlib import Path

from docutils import nodes

ROOT = Path(os.environ["BCE_LESSONS_ROOT"])
HERE = Path(__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
sys.path.insert(0, str(ROOT))
from bce_lessons import lessons  # noqa: E402
from tools import address  # noqa: E402
from tools.site import formulas, heads, repository  # noqa: E402

project = "bce_lessons"
author = PROJECT["authors"][0]["name"]
project_copyright = "the bce_lessons authors. Code: MIT. Prose and figures: CC BY 4.0"
version = release = PROJECT["version"]
language = "en"
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxcontrib.katex",
]
exclude_patterns = ["**.ipynb_checkpoints"]

# The notebooks come executed (tools/site/lessons.py), their explorers with their state.
nb_execution_mode = "off"
nb_ipywidgets_js = {"live.js": {"defer": "defer"}}  # where another widget is shown
nb_render_image_options = {}
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]

# Formulas are set when the site is built; style and fonts come from npm's katex.
html_math_renderer = "katex"
katex_prerender = True
formulas.use()
katex_css_path = "katex/katex.min.css"

autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = True
default_role = "py:obj"
# Between single backticks stand names of parameters, too: these lead nowhere.
nitpick_ignore_regex = [("py:obj", ".*"), ("py:class", ".*")]

html_theme = "sphinx_book_theme"
html_title = "Binary cross-entropy, in your hands"
html_static_path = ["_static"]
html_extra_path = ["../extra"]
html_css_files = ["explorers.css", "site.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("site.js", "explorers.js", "terms.js")]
html_baseurl = os.environ.get("BCE_LESSONS_URL", "")
html_favicon = "_static/favicon.svg"
html_copy_source = False
html_show_sphinx = False
html_sidebars = {"**": ["navbar-logo.html", "search-button-field.html", "sbt-sidebar-nav.html"]}
html_context = {"default_mode": "auto"}
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 1,
    "show_toc_level": 1,
    "secondary_sidebar_items": {"lessons/**": ["page-toc.html"], "api/**": ["page-toc.html"]},
    "toc_title": "On this page",
    "navigation_with_keys": False,  # arrow keys move the sliders
    "logo": {"text": "Binary cross-entropy"},
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def name_the_lessons(app, docname, source):
    """Put the numbered lessons into the table of contents."""
    if "@LESSONS@" in source[0]:
        lessons = (HERE / "lessons.txt").read_text(encoding="utf-8").replace("\n", r"\n").strip()
        source[0] = source[0].replace("@LESSONS@", lessons.removesuffix(r"\n"))


def link_the_repository(app, docname, source):
    """Let all links to where the course lives lead to the repository that is being built."""
    here = repository.links(app.config.course_address, app.config.course_branch)
    for name, link in repository.links(address.of_repository({})).items():
        source[0] = source[0].replace(link, here[name])


def describe(app, pagename, templatename, context, doctree):
    """Say, for search engines and other pages' links to this one, what it is about."""
    paragraph = doctree and next(doctree.findall(nodes.paragraph), None)
    said = paragraph.findall(nodes.Text) if paragraph else []  # but no tags of links to words
    first = "".join(text.astext() for text in said if not isinstance(text.parent, nodes.raw))
    about = heads.about(pagename, first)
    title = unescape(re.sub("<.*?>", "", context.get("title", html_title)))
    if pagename == "index":
        context["docstitle"] = ""  # it is the page's own
        context["pageurl"] = html_baseurl
    place = "" if pagename == "index" else f"{pagename}.html"
    lines = [heads.tags(title, about, html_baseurl, place)]
    if pagename.startswith(heads.HIDDEN):
        lines += ['<meta name="robots" content="noindex">']
    lines += [heads.structured(pagename, about, html_baseurl)]
    touch = posixpath.relpath("_static/touch.png", posixpath.dirname(pagename) or ".")
    lines += [f'<link rel="apple-touch-icon" href="{touch}">']
    context["metatags"] = context.get("metatags", "") + "\n".join(lines)


def dress_teachers(app, pagename, templatename, context, doctree):
    """Give the teachers' pages, and no others, their style: it sets paper and margins, too."""
    if pagename.startswith("teachers/"):
        app.add_css_file("teachers.css")


def number_references(app, what, name, obj, options, lines):
    """Let each docstring count its references from 1: make them a list, not the page's own."""
    for i, line in enumerate(lines):
        line = re.sub(r"^\.\. \[(\d+)\] ", r"\1. \\", line)  # or "C. M." would begin a list in it
        line = re.sub(r"\[(\d+)\]_", r"[\1]", line)
        lines[i] = re.sub(r"\|(\w+)\|", r"\|\1\|", line)  # a magnitude


def first_uses():
    """Return the lesson that first imports or calls what the package offers, by its name."""
    found = {}
    for topic in lessons.ORDER:
        path = ROOT / "notebooks" / f"{lessons.notebook(topic)}.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "".join(
            "".join(cell["source"]) + "\n" for cell in cells if cell["cell_type"] == "code"
        )
        imported = re.findall(r"from (bce_lessons[\w.]*) import (\([^)]*\)|.*)", code)
        for module, names in imported:
            for name in re.findall(r"\w+", names):
                found.setdefault((module.rpartition(".")[2], name), topic)
        for module, name in re.findall(r"\b(plots|explorers|gradients|blocks)\.(\w+)", code):
            found.setdefault((module, name), topic)
    return found


FIRST = first_uses()


def say_where_it_is_used(app, what, name, obj, options, lines):
    """Say in which lesson a function is introduced."""
    module, _, name = name.rpartition(".")
    home = getattr(obj, "__module__", "").rpartition(".")[2]
    places = [(place, name) for place in (module.rpartition(".")[2], home, "bce_lessons")]
    topics = sorted((FIRST[place] for place in places if place in FIRST), key=lessons.number)
    if topics:
        where = f":doc:`{lessons.named(topics[0])} </lessons/{lessons.notebook(topics[0])}>`"
        lines += ["", f"Introduced in {where}."]


def setup(app):
    """Connect the hooks above."""
    # Of a fork, if it is one.
    app.add_config_value("course_address", address.of_repository(), "env")
    app.add_config_value("course_branch", repository.lent(), "env")
    app.connect("source-read", name_the_lessons)
    app.connect("source-read", link_the_repository)
    app.connect("autodoc-process-docstring", number_references, priority=400)  # before napoleon
    app.connect("autodoc-process-docstring", say_where_it_is_used, priority=900)  # after napoleon
    app.connect("html-page-context", describe)
    app.connect("html-page-context", dress_teachers)
