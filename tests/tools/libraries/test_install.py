"""The other libraries are installed in an environment of their own, in the page's versions."""

import pytest

from tools.folders import HERE
from tools.libraries import install, table
from tools.stop import Stop

TABLE = table.read()
KEPT = table.found()["libraries"]


def test_versions_are_those_of_the_page_or_todays(monkeypatch):
    torch = TABLE.library("PyTorch")
    version = KEPT["PyTorch"]["versions"]["torch"]
    monkeypatch.setattr(install.sys, "platform", "linux")
    assert install.wants(torch, newest=False) == [f"torch=={version}+cpu"]
    monkeypatch.setattr(install.sys, "platform", "darwin")
    assert install.wants(torch, newest=False) == [f"torch=={version}"]
    assert install.wants(TABLE.library("Keras"), newest=True) == ["keras", "tensorflow"]
    new = table.Library("new", "a-package", "a_module", "", ())
    assert install.wants(new, newest=False) == ["a-package"]


def test_nothing_is_installed_where_all_is_there(monkeypatch):
    wanted = {line for one in TABLE.libraries for line in install.wants(one, newest=False)}
    monkeypatch.setattr(install, "installed", lambda: wanted)
    monkeypatch.setattr(install, "fill", lambda *lacking: pytest.fail(str(lacking)))
    assert install.ready() == install.PYTHON
    assert install.FOLDER.parent == HERE.root / "build"


def test_without_a_network_it_says_so_and_one_library_that_fails_does_not_stop_the_rest(
    monkeypatch, tmp_path, capsys
):
    asked = []

    class Fake:
        def __init__(self, *places):
            pass

        def step(self, *command):
            return 0

        def prepare(self, uv):
            assert uv.startswith("uv==")

        def install(self, what, *packages):
            asked.append(what)
            if "PyTorch" in what:
                raise Stop("no such version")

    monkeypatch.setattr(install, "ENV", tmp_path / "env")
    monkeypatch.setattr(install, "FOLDER", tmp_path)
    monkeypatch.setattr(install, "installed", set)
    monkeypatch.setattr(install, "Installer", Fake)
    monkeypatch.setattr(install.owned, "claim", lambda *places: None)
    install.ready()
    assert asked == [f"Installing {one.name}" for one in TABLE.libraries]
    assert "PyTorch could not be installed: no such version" in capsys.readouterr().err

    def no_network(self, uv):
        raise Stop("no packages could be fetched: is there a network?")

    monkeypatch.setattr(Fake, "prepare", no_network)
    with pytest.raises(Stop, match="the libraries are not installed: no packages could be fetched"):
        install.ready()
