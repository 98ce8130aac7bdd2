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
from tools.learner import branch
from tools.learner.copy import NAME as COPY

MAIN = "main"
PLACE = "00_start_here.ipynb"


def address(env: Mapping[str, str] = os.environ) -> str:
    """Return the repository's address, without an ending such as .git or a slash."""
    if "GITHUB_REPOSITORY" in env:
        return f"{env.get('GITHUB_SERVER_URL', 'https://github.com')}/{env['GITHUB_REPOSITORY']}"
    project = tomllib.loads((HERE.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["urls"]["Repository"])


def lent() -> str:
    """Return the branch that lends notebooks without outputs, or, where there is none yet, `main`.

    The workflow that builds the site on GitHub makes it, in a fork too; until then all links work.
    """
    return branch.NAME if branch.is_known() else MAIN


def links(repository: str, branch: str = branch.NAME) -> dict[str, str]:
    """Return the links to a repository that pages hold, by name; `pull` follows a hub's address.

    Binder makes the learner's copy itself, from the main branch; Colab and hubs take what a branch
    has.
    """
    name, start = "/".join(repository.split("/")[-2:]), f"notebooks/{PLACE}"
    pulled = {"repo": repository, "branch": branch}
    pulled["urlpath"] = f"lab/tree/{repository.rpartition('/')[2]}/{start}"
    copy = urlencode({"labpath": f"{COPY}/{PLACE}"})
    return {
        "repository": repository,
        "binder": f"https://mybinder.org/v2/gh/{name}/{MAIN}?{copy}",
        "colab": f"https://colab.research.google.com/github/{name}/blob/{branch}/{start}",
        "pull": f"hub/user-redirect/git-pull?{urlencode(pulled)}",
    }
