"""Where the course lives: links that open it on GitHub, Binder, Colab and any JupyterHub.

On GitHub Actions the address is that of the repository being built, so that the site of a fork
leads to the fork. Binder and Colab open repositories of GitHub.
"""

from __future__ import annotations

from urllib.parse import urlencode

from tools.address import of_repository as address
from tools.learner import branch
from tools.learner.copy import NAME as COPY

__all__ = ["address", "lent", "links"]

MAIN = "main"
PLACE = "00_start_here.ipynb"


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
