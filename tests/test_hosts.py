"""GitHub, nbviewer, Binder, Colab and JupyterHubs show and run the repository as it is.

What those hosts do is told where it is tested. All rules are about stored notebooks and files:
no host is asked.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest

from tools import address
from tools.folders import HERE
from tools.learner import branch
from tools.learner.copy import NAME
from tools.learner.places import of_the_course
from tools.notebooks import form
from tools.site import repository

ROOT = Path(__file__).parent.parent
NOTEBOOKS = form.below()
LESSONS = [path for path in NOTEBOOKS if path.parent.name == "notebooks"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"]

LARGEST = 1_000_000  # bytes; GitHub shows no larger notebook for sure
# What is left of an output's HTML where styles, classes and scripts are taken out.
TAGS = {"b", "br", "code", "div", "em", "p", "strong"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "caption"}
ATTRIBUTES = {"role", "scope", "style"}
# What GitHub's formulas refuse, or what only some hosts know.
MACROS = "operatorname|newcommand|renewcommand|def|require|mbox|phantom|DeclareMathOperator"
MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
FAULTS = [
    (rf"\\(?:{MACROS})\b", "GitHub refuses it"),
    (r"<[A-Za-z/!]", "it reads as a tag: put a space behind <"),
    (r"\A\$ |[^\\] \$\Z", "a space beside the dollar sign"),
]


def faults(markdown):
    """Yield what hosts would set wrongly in the formulas of a Markdown cell."""
    text = CODE.sub("", markdown)
    for formula in MATH.findall(text):
        yield from (f"{formula}: {what}" for fault, what in FAULTS if re.search(fault, formula))
    for row in re.findall(r"(?m)^\|.*$", text):
        yield from (f"{f}: a bar ends a table's cell" for f in MATH.findall(row) if "|" in f)
    if stray := re.search(r".{,20}(?:\\begin\b|(?<!\\)\$).{,20}", MATH.sub("", text)):
        yield f"{stray[0]}: a formula without its dollar signs"


def markup(html):
    """Yield what is in an output's HTML and would be lost, with its effect, on the way."""
    for tag, attributes in re.findall(r"<([A-Za-z][\w-]*)([^>]*)>", html):
        if tag.lower() not in TAGS:
            yield f"<{tag}>"
        names = re.findall(r"([\w:-]+)\s*=", re.sub(r"\"[^\"]*\"|'[^']*'", "", attributes))
        yield from (f"{name}=" for name in names if name.lower() not in ATTRIBUTES)


def still_missing(cell):
    """Say whether a cell ends by showing an explorer, and stores no picture of it."""
    last = ast.parse(cell.source).body[-1:]
    shown = ast.unparse(last[0]) if last and isinstance(last[0], ast.Expr) else ""
    pictures = [o for o in cell.outputs if "image/png" in o.get("data", {})]
    return bool(re.match(r"explorers\.\w+\(|Explorer\(", shown)) and not pictures


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def path(request):
    return request.param


@pytest.fixture(scope="module")
def notebook(path):
    return nbformat.read(path, as_version=4)


def test_it_is_of_the_format_that_hosts_know_and_not_too_large_to_show(path, notebook):
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    nbformat.validate(notebook, relax_add_props=False)
    assert path.stat().st_size < LARGEST


def test_its_formulas_are_set_by_every_host(notebook):
    markdown = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert [fault for source in markdown for fault in faults(source)] == []


def test_its_outputs_lose_nothing_where_html_is_cleaned(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {"text/plain": ""})
            assert data["text/plain"] or output.output_type == "stream"
            assert list(markup(data.get("text/html", ""))) == []
        if cell.cell_type == "markdown":
            assert list(markup(CODE.sub("", MATH.sub("", cell.source)))) == []


def test_its_explorers_have_stills(notebook):
    for cell in notebook.cells:
        assert cell.cell_type != "code" or not still_missing(cell), cell.id


def test_its_links_lead_somewhere(path, notebook):
    markdown = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for link in re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", markdown)):
        place, _, anchor = link.partition("#")
        if not place.startswith("https://"):
            assert place, f"GitHub follows no #{anchor} within a notebook"
            assert (path.parent / place).is_file(), link


@pytest.mark.parametrize(
    "spoilt",
    [r"$\operatorname{f}(x)$", "$p<q$", "$ p $", "| $|x|$ |", r"\begin{align}x\end{align}", "5 $"],
)
def test_a_formula_that_some_host_spoils_is_found(spoilt):
    assert list(faults(spoilt))
    assert not list(faults(r"$p < q$, `$HOME`, $$\text{a}\\ b$$ and $\|w\|$"))


@pytest.mark.parametrize(
    "spoilt", ["<style>p {}</style>", '<p class="a">', '<p id="a">', "<svg/>", "<b onclick=x>"]
)
def test_html_that_would_be_cleaned_away_is_found(spoilt):
    assert list(markup(spoilt))
    assert not list(markup('<div role="status" style="a=b">1 < 2</div>'))


def test_an_explorer_without_a_still_is_found():
    cell = nbformat.v4.new_code_cell("x = 1\nexplorers.one_prediction(x)")
    assert still_missing(cell)
    cell.outputs = [nbformat.v4.new_output("execute_result", {"image/png": "AA=="})]
    assert not still_missing(cell)
    assert not still_missing(nbformat.v4.new_code_cell("# explorers.one_prediction()"))


# --- Where the repository is ----------------------------------------------------------------


def test_one_address_everywhere():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f'\nrepository-code: "{REPOSITORY}"\n' in citation
    assert f'\nurl: "{PROJECT["urls"]["Documentation"]}"\n' in citation
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = repository.links(REPOSITORY)
    assert f"git clone {REPOSITORY}\n" in readme
    assert f"]({links['binder']})" in readme
    assert f"]({links['colab']})" in readme
    assert f"]({PROJECT['urls']['Documentation']})" in readme
    page = (ROOT / "docs" / "teach.md").read_text(encoding="utf-8")
    assert [name for name, link in links.items() if link not in page] == []
    owned = re.findall(r"(?:gh|github(?:\.com)?)/([\w-]+/bce_lessons)\b", readme)
    assert set(owned) == {"/".join(REPOSITORY.split("/")[-2:])}


def test_a_fork_built_on_github_leads_to_itself():
    env = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "ada/loss"}
    assert address.of_repository(env) == "https://github.com/ada/loss"
    assert address.of_repository({}) == REPOSITORY
    links = repository.links("https://github.com/ada/loss")
    assert links["binder"].startswith("https://mybinder.org/v2/gh/ada/loss/main?labpath=")
    assert "/github/ada/loss/blob/learn/notebooks/" in links["colab"]


def test_where_there_is_no_branch_for_learners_yet_links_lead_to_main(monkeypatch):
    monkeypatch.setattr(branch, "is_known", lambda: False)
    links = repository.links("https://github.com/ada/loss", repository.lent())
    assert "/github/ada/loss/blob/main/notebooks/" in links["colab"]
    assert parse_qs(urlsplit(links["pull"]).query)["branch"] == ["main"]
    assert links["binder"] == repository.links("https://github.com/ada/loss")["binder"]
    monkeypatch.setattr(branch, "is_known", lambda: True)
    assert repository.lent() == branch.NAME


def test_links_open_what_is_there():
    links = repository.links(REPOSITORY)
    pull = parse_qs(urlsplit(links["pull"]).query)
    assert pull["repo"] == [REPOSITORY]
    assert pull["branch"] == [branch.NAME]
    (opened,) = pull["urlpath"]
    folder = REPOSITORY.rpartition("/")[2]
    assert opened.startswith(f"lab/tree/{folder}/")
    places = [opened.removeprefix(f"lab/tree/{folder}/")]
    places += [links["colab"].partition(f"/blob/{branch.NAME}/")[2]]
    assert [place for place in places if not (ROOT / place).is_file()] == []
    (copied,) = parse_qs(urlsplit(links["binder"]).query)["labpath"]
    assert copied.removeprefix(f"{NAME}/") in of_the_course(HERE)


def test_binder_lays_the_learners_copy(tmp_path):
    """It runs postBuild in the root, with the Python that it made."""
    for name in ("postBuild", "tools", "notebooks", "bce_lessons/lessons/__init__.py"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, tmp_path / name)
    assert (ROOT / "postBuild").read_bytes().startswith(b"#!/bin/sh\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["sh", "postBuild"]
    if not shutil.which("sh"):
        pytest.skip("no sh here")
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PATH": path})
    assert done.returncode == 0
    assert (tmp_path / NAME / repository.PLACE).is_file()


def test_binder_takes_a_python_that_the_lock_serves():
    """Without runtime.txt, an older repo2docker takes Python 3.10, for which nothing is locked."""
    version = (ROOT / "runtime.txt").read_text(encoding="utf-8")
    assert re.fullmatch(r"python-3\.1[1-4]\n", version)
