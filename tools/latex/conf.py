"""Sphinx's settings for the course as a book; `python3 course.py pdf` runs it."""

import tomllib
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

HERE = Path(__file__).parent
PROJECT = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "bce_lessons"
author = PROJECT["authors"][0]["name"]
AUTHORS = author.replace("_", r"\_")  # for LaTeX
version = release = PROJECT["version"]
language = "en"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
pygments_style = "a11y-high-contrast-light"

numfig_format = {"figure": "Figure %s"}

latex_engine = "xelatex"
latex_documents = [
    ("index", "bce_lessons.tex", "Binary cross-entropy, in your hands", author, "manual")
]
latex_additional_files = [str(HERE / "book.tex"), str(HERE / "title.tex")]
latex_show_pagerefs = True
latex_table_style = ["booktabs"]
latex_use_xindy = False
latex_elements = {
    "papersize": "a4paper",
    "pointsize": "11pt",
    "extraclassoptions": "openany,oneside",
    "fontpkg": r"\input{fonts.tex}",
    "fncychap": "",
    "figure_align": "H",
    "sphinxsetup": ", ".join(
        [
            "hmargin={31mm,31mm}",
            "vmargin={30mm,28mm}",
            "verbatimwithframe=false",
            "VerbatimColor={HTML}{F4F6F8}",
            "pre_padding=5pt",
            "pre_border-width=0pt",
            "pre_border-radius=0pt",
            "verbatimforcewraps=true",
            "verbatimhintsturnover=false",
            "InnerLinkColor={HTML}{00568A}",
            "OuterLinkColor={HTML}{00568A}",
            "TitleColor={HTML}{262626}",
        ]
    ),
    "extrapackages": r"\usepackage{caption}",
    "fvset": r"\fvset{fontsize=\codesize}",
    "preamble": rf"\newcommand{{\authors}}{{{AUTHORS}}}\newcommand{{\edition}}{{{version}}}"
    r"\input{book.tex}\input{signs.tex}",
    "maketitle": r"\input{title.tex}",
    "makeindex": "",
    "printindex": "",
}


def refuse_html(app, doctree):
    """Warn of HTML in the text, which LaTeX's writer would leave out without a word."""
    for node in doctree.findall(nodes.raw):
        if "html" in node["format"] and not node.astext().lstrip().startswith("<!--"):
            said = node.astext().strip()[:60]
            logging.getLogger(__name__).warning("paper cannot show %r", said, location=node)


def setup(app):
    """Connect the hook above."""
    app.connect("doctree-read", refuse_html)
