"""Keep a branch of Git with the course as a learner gets it: `python -m tools.learner.branch`.

Colab and JupyterHubs take notebooks from GitHub, not from a folder that was made here. The branch
has the files of the present commit, its notebooks without outputs, and no workflows. It only grows,
and goes on from the commits whose files it has: who has pulled it, or them, can pull it. The
workflow that builds the site pushes it. Its notebooks say how the package comes into Colab, which
opens one without the folder around it. Nothing else is changed: no file, no other branch, and not
what is staged.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import address
from tools.folders import HERE
from tools.learner import clean
from tools.stop import Stop, ended

NAME = "learn"
LEFT_OUT = (".github/",)  # a workflow may not push workflows, and none is to run there
KNOWN = f"refs/remotes/origin/{NAME}"
# Above the first code of a notebook.
FOR_COLAB = "# In Colab, uncomment the next line:\n# %pip install -q git+{}\n\n"
AUTHOR = {"NAME": "bce_lessons", "EMAIL": "bce_lessons@users.noreply.github.com"}


def git(root: Path, *arguments: str, given: str = "", index: str = "") -> str:
    """Run Git in a folder; return what it prints, or stop with what it says."""
    env = {**os.environ, **({"GIT_INDEX_FILE": index} if index else {})}
    for who in ("AUTHOR", "COMMITTER"):
        env.update({f"GIT_{who}_{name}": value for name, value in AUTHOR.items()})
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, input=given.encode(), capture_output=True, env=env)
    except OSError as error:
        raise Stop(f"Git cannot be started: {error.strerror}") from error
    if done.returncode:
        raise Stop(f"git {arguments[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout.decode().strip()


def is_known(root: Path = HERE.root) -> bool:
    """Say whether the repository that this one was cloned from has the branch, as far as known."""
    try:
        return bool(git(root, "for-each-ref", "--format=%(objectname)", KNOWN))
    except Stop:
        return False


def tree(root: Path, repository: str) -> str:
    """Write the files of the present commit, its notebooks without outputs; return their name."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder, "index"))
        git(root, "read-tree", "HEAD", index=index)
        left_out = git(root, "ls-files", "-z", *LEFT_OUT, index=index)
        git(root, "update-index", "-z", "--force-remove", "--stdin", given=left_out, index=index)
        listed = git(root, "ls-files", "-s", "-z", "notebooks/", index=index)
        for line in filter(None, listed.split("\0")):
            entry, _, name = line.partition("\t")
            mode, blob, _ = entry.split()
            if clean.is_notebook(Path(name)):
                text = without_outputs(git(root, "cat-file", "blob", blob), name, repository)
                blob = git(root, "hash-object", "-w", "--stdin", given=text)
                git(root, "update-index", "--cacheinfo", f"{mode},{blob},{name}", index=index)
        return git(root, "write-tree", index=index)


def without_outputs(text: str, name: str, repository: str) -> str:
    """Return a notebook as a learner gets it in Colab, or stop: it is damaged."""
    try:
        notebook = clean.cleaned(text)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                source = FOR_COLAB.format(repository) + "".join(cell["source"])
                cell["source"] = source.splitlines(keepends=True)
                break
        return clean.written(notebook)
    except clean.DAMAGED as error:
        raise Stop(f"{name} is damaged: {error}") from error


def renew(root: Path, repository: str) -> bool:
    """Let the branch have the files of the present commit; say whether that changed it.

    Colab installs the package from the address of the repository.
    """
    made, here = tree(root, repository), git(root, "for-each-ref", "--format=%(objectname)", KNOWN)
    if here and git(root, "rev-parse", f"{here}^{{tree}}") == made:
        git(root, "update-ref", f"refs/heads/{NAME}", here)
        return False
    message = f"The course as a learner gets it, of {git(root, 'rev-parse', '--short', 'HEAD')}"
    parents = [part for one in filter(None, (here, "HEAD")) for part in ("-p", one)]
    commit = git(root, "commit-tree", made, *parents, "-m", message)
    git(root, "update-ref", f"refs/heads/{NAME}", commit)
    return True


def main(root: Path = HERE.root) -> int:
    """Renew the branch, and say so; return the exit code."""
    said = "has new files" if renew(root, address.of_repository()) else "is up to date"
    print(f"The branch {NAME} {said}. To publish it: git push origin {NAME}")
    return 0


if __name__ == "__main__":
    sys.exit(ended("tools.learner.branch", main))
