"""What Sphinx made, as readers get it: few files, all small, and nothing that nobody needs."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
import shutil
from pathlib import Path

from tools.site import bundle, code, fonts, heads, icons, images
from tools.stop import Stop

ICONS = "_static/scripts/fontawesome.js"
UNWANTED = (".buildinfo", ".doctrees", "_sources", "*-macros.html", "*.map", "*.LICENSE.txt")
# What the search page needs, and no other: Sphinx's own, on each page, and between them ours.
SEARCH = ("searchtools.js", "language_data.js", "words.js", "search.js", "../searchindex.js")
SEARCH_PAGE = "search.html"
FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE = re.compile(r"src:\s*([^;}]*)")
FAMILY = re.compile(r"font-family:\s*([^;}]*)")
MATHS = re.compile(r'<span class="katex-html".*?</annotation>|class="katex-html"[^\n]*')
NAME = re.compile(r"""["'`(/]([\w.-]{1,90}\.[a-z]\w+)["'`)?]""")  # of a file, where one is loaded
LISTED = ("_static/widgets/", "_static/explorers/", "_static/stills/")  # loaded by a script
PRELOADED = {
    "Inter": "<body",
    "KaTeX_Main-Regular": "katex-html",
    "KaTeX_Math-Italic": "mathnormal",
}


class Finish:
    """The pages of a folder, put in order in another; what takes long is kept in a third."""

    def __init__(self, made: Path, done: Path, kept: Path) -> None:
        self.made, self.done, self.kept = made, done, kept
        self.search = [bundle.target(name, "_static/x") for name in SEARCH]
        names = (path.relative_to(made).as_posix() for path in made.rglob("*.html"))
        found = sorted(name for name in names if not name.endswith("-macros.html"))
        self.pages = {name: (made / name).read_text(encoding="utf-8") for name in found}

    def read(self, place: str) -> str:
        """Return a text that Sphinx made."""
        return (self.made / place).read_text(encoding="utf-8")

    def run(self) -> None:
        """Do all, one after the other."""
        shutil.rmtree(self.done, ignore_errors=True)
        shutil.copytree(self.made, self.done, ignore=shutil.ignore_patterns(*UNWANTED))
        known = icons.drawn(self.read(ICONS))
        for name, page in self.pages.items():
            self.pages[name] = self.simple(name, icons.put(page, known))
        self.put_bundles()
        self.put_search()
        for name, page in self.pages.items():
            page = images.roomy(code.lines(heads.tidy(page)), (self.made / name).parent)
            self.put(name, page)
        self.drop_what_nothing_names()

    def simple(self, name: str, page: str) -> str:
        """Return a page without the scripts of icons and of search."""

        def needed(match: re.Match[str]) -> str:
            place = bundle.target(match["to"], name)
            return "" if place in (ICONS, *self.search) else match[0]

        return bundle.SCRIPT.sub(needed, page)

    def put_search(self) -> None:
        """Let the search page load its scripts as one, after those of every page."""
        text = bundle.script(self.read, self.search)
        place, page = bundle.hashed("search.js", text), self.pages[SEARCH_PAGE]
        self.put(place, text)
        at = page.index("</head>")
        self.pages[SEARCH_PAGE] = f'{page[:at]}<script defer src="{place}"></script>\n{page[at:]}'
        self.bundled.update(self.search)

    def put(self, place: str, content: str | bytes) -> None:
        """Write a file."""
        data = content.encode() if isinstance(content, str) else content
        (self.done / place).parent.mkdir(parents=True, exist_ok=True)
        (self.done / place).write_bytes(data)

    def put_bundles(self) -> None:
        """Let all pages load one style sheet and one script."""
        found = {}
        for kind, pattern in ((".css", bundle.SHEET), (".js", bundle.SCRIPT)):
            lists = [bundle.found(page, name, pattern) for name, page in self.pages.items()]
            found[kind] = bundle.common([one for one in lists if one])
        scripts = bundle.script(self.read, found[".js"])
        every = [self.read(path.relative_to(self.made).as_posix()) for path in self.scripts()]
        used = bundle.words([*self.pages.values(), *every])
        style = bundle.style(self.read, found[".css"], used, self.kept / "styles")
        style = self.with_fonts(style, every)
        places = {
            bundle.hashed("page.css", style): style,
            bundle.hashed("page.js", scripts): scripts,
        }
        for place, text in places.items():
            self.put(place, text)
        vendor = (self.done / "_static" / "vendor").rglob("*.*")  # the theme's fonts of icons
        self.bundled = {path.relative_to(self.done).as_posix() for path in vendor}
        self.bundled |= {*found[".css"], *found[".js"], ICONS}
        bundles = dict(zip(places, (found[".css"], found[".js"]), strict=True))
        for name, page in self.pages.items():
            if bundle.found(page, name, bundle.SHEET):
                page = bundle.loading(page, name, bundles)
                self.pages[name] = self.preloading(name, page)

    def scripts(self) -> list[Path]:
        """List the scripts that pages may load, but for the icons' and the widgets'."""
        found = sorted(self.made.rglob("*.js"))
        others = [path for path in found if "widgets" not in path.parts]
        return [path for path in others if path != self.made / ICONS]

    def with_fonts(self, style: str, scripts: list[str]) -> str:
        """Return a style sheet whose fonts have only the letters that are read."""
        text = fonts.letters(*self.pages.values(), *scripts)
        maths = fonts.letters(*(m for page in self.pages.values() for m in MATHS.findall(page)))
        self.preload: dict[str, str] = {}
        rules = FACE.sub("", style)
        drawn = icons.letters(rules)

        def cut(face: re.Match[str]) -> str:
            source, family = SOURCE.search(face[0]), FAMILY.search(face[0])
            if family and family[1].replace("\\", "").strip("\"' ") not in rules:
                return ""
            to = bundle.URL.search(source[1]) if source else None
            if not source or not to or to["to"].startswith("data:"):
                return face[0]
            path = self.made / bundle.target(to["to"], "_static/x")
            is_icons, is_maths = "Awesome" in face[0], "KaTeX" in face[0]
            if is_icons and (not drawn or "-solid-" not in path.name):
                return ""  # the theme puts no others by style sheets
            wanted = drawn if is_icons else maths if is_maths else text
            data = fonts.subset(path.read_bytes(), wanted, self.kept / "fonts")
            if is_icons:  # a dozen: in the style sheet itself
                link = f"data:font/woff2;base64,{base64.b64encode(data).decode()}"
            else:
                name = f"fonts/{path.stem}.{hashlib.sha256(data).hexdigest()[:10]}.woff2"
                self.put(f"_static/{name}", data)
                self.preload[path.stem] = link = name
            return face[0].replace(source[0], f'src: url({link}) format("woff2")')

        return FACE.sub(cut, style)

    def preloading(self, name: str, page: str) -> str:
        """Return a page that asks at once for the fonts of its first screen."""
        root = posixpath.relpath("_static", posixpath.dirname(name) or ".")
        wanted = [
            place
            for stem, place in sorted(self.preload.items())
            for start, sign in PRELOADED.items()
            if stem.startswith(start) and sign in page
        ]
        links = "".join(
            f'<link rel="preload" as="font" type="font/woff2" href="{root}/{place}" crossorigin>\n'
            for place in wanted
        )
        return page.replace('<link rel="stylesheet"', links + '<link rel="stylesheet"', 1)

    def drop_what_nothing_names(self) -> None:
        """Delete of _static what no page, style sheet or script is left to load."""
        for place in self.bundled:
            (self.done / place).unlink()
        files = [path for path in (self.done / "_static").rglob("*") if path.is_file()]
        reached, new = set[Path](), set(self.done.rglob("*.html"))
        while new:
            reached |= new
            read = (path for path in new if path.suffix in (".html", ".css", ".js"))
            said = {
                name for path in read for name in NAME.findall(path.read_text(encoding="utf-8"))
            }
            new = {path for path in files if path not in reached and path.name in said}
        for path in files:
            place = path.relative_to(self.done).as_posix()
            if path not in reached and not place.startswith(LISTED):
                path.unlink()
        for path in sorted((self.done / "_static").rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def checked(folder: Path) -> None:
    """Stop if a page or a style sheet names a file of the site that is not there."""
    for path in folder.rglob("*.css"):
        for match in bundle.URL.finditer(path.read_text(encoding="utf-8")):
            to = match["to"].partition("#")[0].partition("?")[0]
            if to and ":" not in to and not (path.parent / to).is_file():
                raise Stop(f"{path.name} names {to}, which is not there")
