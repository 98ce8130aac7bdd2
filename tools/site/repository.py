"""Where the course lives: links that open it on GitHub, Binder, Colab and any JupyterHub.

The address is that of pyproject.toml, or, on GitHub Actions, that of the repository being built,
so that the site of a fork leads to the fork. Binder and Colab open repositories of GitHub.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from urllib.parse import urlencode

from tools.folders import HERE

BRANCH = "main"
START = "notebooks/00_start_here.ipynb"


def address(env: Mapping[str, str] = os.environ) -> str:
    """Return the repository's address, without an ending such as .git or a slash."""
    if "GITHUB_REPOSITORY" in env:
        return f"{env.get('GITHUB_SERVER_URL', 'https://github.com')}/{env['GITHUB_REPOSITORY']}"
    project = tomllib.loads((HERE.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["urls"]["Repository"])


def links(repository: str) -> dict[str, str]:
    """Return the links to a repository that pages hold, by name; `pull` follows a hub's address."""
    name = "/".join(repository.split("/")[-2:])
    pulled = {"repo": repository, "branch": BRANCH}
    pulled["urlpath"] = f"lab/tree/{repository.rpartition('/')[2]}/{START}"
    return {
        "repository": repository,
        "binder": f"https://mybinder.org/v2/gh/{name}/{BRANCH}?{urlencode({'labpath': START})}",
        "colab": f"https://colab.research.google.com/github/{name}/blob/{BRANCH}/{START}",
        "pull": f"hub/user-redirect/git-pull?{urlencode(pulled)}",
    }
