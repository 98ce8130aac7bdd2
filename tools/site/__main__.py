"""Build the course as a web site in _site/: `python3 course.py site`.

The pages' sources are put together in build/site from docs/ and the notebooks; the site asks
nothing of any other host, and works from any folder of any server.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import escape
from pathlib import Path

from tools import address, parts, published, stop
from tools.folders import HERE, Folders, digest
from tools.lite import pyodide
from tools.lite.build import Lite
from tools.setup import owned
from tools.site import beside, zips
from tools.site.finish import Finish
from tools.site.pages import Site
from tools.stop import Stop

BESIDE = ("slides", "lite")  # what other tasks put into _site/
KEPT = (*BESIDE, published.RECORD)
# By the sitemap: what nobody looks for, and what holds answers.
UNLISTED = re.compile(
    r"404\.|explorers/|search\.|genindex|py-modindex|solutions\.|lessons/(solutions|teachers)/|"
    r"teachers/"
)
ROBOTS = "User-agent: *\nAllow: /\n"  # pages that are not to be found say so themselves
HOME = '<a href="">Go to the first page</a>'
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}
</urlset>
"""


def clear(folder: Path) -> None:
    """Empty a folder, but for what the other tasks put there."""
    for path in folder.iterdir() if folder.exists() else []:
        if path.name not in KEPT and path.suffix != ".pdf" and not owned.is_our_file(path.name):
            owned.remove(path)


def forget_other_pages(work: Path, names: list[str]) -> None:
    """Begin again when pages come or go, or are made in another way.

    Sphinx would keep old ones, and old lists of pages.
    """
    made_by = digest(HERE.root, (HERE.docs / "conf.py", HERE.root / "tools" / "site" / "heads.py"))
    kept, listed = work / "pages.txt", "\n".join([*names, made_by]) + "\n"
    if not kept.exists() or kept.read_text(encoding="utf-8") != listed:
        for name in ("doctrees", "html"):
            shutil.rmtree(work / name, ignore_errors=True)
        kept.write_text(listed, encoding="utf-8")


def set_pages(site: Site, url: str) -> None:
    """Make the pages, and publish them."""
    pages, extra = site.sources()
    forget_other_pages(site.work, pages.names() + extra.names())
    doctrees, made = site.work / "doctrees", site.work / "html"
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-q"]
    command += ["-d", str(doctrees), str(pages.folder), str(made)]
    env = os.environ | {"BCE_LESSONS_ROOT": str(site.folders.root), "BCE_LESSONS_URL": url}
    if subprocess.run(command, env=env).returncode:
        shutil.rmtree(doctrees, ignore_errors=True)  # or the next run would not warn
        raise Stop("Sphinx refuses pages, as it says above")
    done = site.work / "done"
    Finish(made, done, site.work / "kept").run()
    zips.put(done, url, site.work / "kept" / "zips")
    publish(site.folders, done, url)
    published.drop(site.folders.out, site.parts)
    published.note(site.folders.out, published.PAGES, site.parts)
    beside.settle(site.folders.out)


def publish(folders: Folders, made: Path, url: str) -> None:
    """Replace _site/ by what was built, without what only Sphinx needs; see BESIDE."""
    page = (folders.docs / "404.html").read_text(encoding="utf-8").replace("@HOME@", url)
    if not url:  # it is shown in place of pages at any depth: a link would lead elsewhere
        page = page.replace(HOME, "Go to the first page")
    (made / "404.html").write_text(page, encoding="utf-8")
    owned.claim_site(folders.root)
    clear(folders.out)
    shutil.copytree(made, folders.out, dirs_exist_ok=True)
    (folders.out / ".nojekyll").touch()  # or GitHub Pages would leave out folders with _ in front
    sitemap = f"\nSitemap: {url}sitemap.xml\n" if url else ""
    (folders.out / "robots.txt").write_text(ROBOTS + sitemap, encoding="utf-8")
    if url:
        found = [url + page.removesuffix("index.html") for page in listed(folders.out)]
        places = "\n".join(f"<url><loc>{escape(address)}</loc></url>" for address in found)
        (folders.out / "sitemap.xml").write_text(SITEMAP.format(places), encoding="utf-8")


def listed(out: Path) -> list[str]:
    """List the pages that a sitemap names."""
    pages = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))
    pages = [page for page in pages if page.partition("/")[0] not in BESIDE]
    return [page for page in pages if not UNLISTED.match(page)]


def all_done(*acts: Callable[[], object]) -> None:
    """Do one after the other, whatever stops; then stop with all that was said."""
    said = []
    for act in acts:
        try:
            act()
        except Stop as stopped:
            said.append(str(stopped))
    if said:
        raise Stop("\n".join(said))


def build(site: Site, url: str, copy: Path | None) -> None:
    """Build the pages and, beside them, the course in the browser; say what was built."""
    begun, folders = time.perf_counter(), site.folders
    lite = Lite(folders, site.parts)
    owned.check_site(folders.root)
    owned.claim_work(site.work, folders.root)
    if copy:
        pyodide.check(copy)
    with ThreadPoolExecutor(1) as aside:  # beside the lessons: it runs programs, and waits
        browser_course = aside.submit(lite.build, copy)
        all_done(partial(set_pages, site, url), browser_course.result)
    size = sum(path.stat().st_size for path in folders.out.rglob("*") if path.is_file())
    pages = [p for p in folders.out.rglob("*.html") if lite.out not in p.parents]
    took = time.perf_counter() - begun
    print(f"{len(pages)} pages, {size / 1e6:.0f} MB, in {took:.0f} s: {folders.out / 'index.html'}")


def main(arguments: list[str], folders: Folders = HERE) -> int:
    """Build the site; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py site", description=__doc__)
    address.add_option(parser, "where it will be: for link cards and a sitemap")
    pyodide.add_option(parser)
    parts.add_option(parser)
    options = parser.parse_args(arguments)
    url = options.url and f"{options.url}/"
    site = Site(folders, parts.chosen(options.without), url)

    def run() -> int:
        build(site, url, options.pyodide)
        return 0

    return stop.ended("course.py site", run)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
