"""Start JupyterLab, without two things that take it seconds and that no lesson uses."""

from __future__ import annotations

from tools import lean  # noqa: F401


def spare() -> None:
    """Leave out a grammar of web addresses, and the settings of Yarn.

    A second each: jsonschema reads the grammar; JupyterLab starts Node, where there is one, to
    learn where extensions would be built from.
    """
    from jupyterlab import commands

    commands._yarn_config = lambda logger: {"yarn config": {}, "npm config": {}}


if __name__ == "__main__":
    spare()
    from jupyterlab.labapp import main

    raise SystemExit(main())
