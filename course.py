#!/usr/bin/env python3
"""Set the course up, once, and run its tasks: `python3 course.py` lists them.

Standard library only, and written so that an old Python can read it far enough to say so.
"""

import hashlib
import importlib.util
import json
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "course.json"  # written last: what this .venv was made by and from
LOG = VENV / "course.log"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
START = "py course.py" if WINDOWS else "python3 course.py"
FIRST_LESSON = "01_score_one_prediction.ipynb"

# Files of the set-up, by their place in .venv.
SETTINGS = {
    "share/jupyter/lab/settings/overrides.json": {
        # A learner's own saved notebook reopens with its sliders alive.
        "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
        "@jupyterlab/apputils-extension:notification": {
            "checkForUpdates": False,
            "doNotDisturbMode": False,
            "fetchNews": "false",
        },
    },
    # Without it every kernel warns, in the terminal, that it talks unencrypted.
    "jupyter/config/jupyter_config.json": {"KernelManager": {"transport_encryption": "auto"}},
    # Looking for language servers starts npm and others, which leave files in the user's home.
    "jupyter/config/jupyter_server_config.json": {"LanguageServerManager": {"autodetect": False}},
}
# Nothing is read from or written to the user's own configuration.
FOLDERS = {
    "JUPYTER_CONFIG_DIR": "jupyter/config",
    "JUPYTER_DATA_DIR": "jupyter/data",
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    "JUPYTERLAB_SETTINGS_DIR": "jupyter/config/lab/user-settings",
    "JUPYTERLAB_WORKSPACES_DIR": "jupyter/config/lab/workspaces",
    "IPYTHONDIR": "ipython",
    "MPLCONFIGDIR": "matplotlib",
}
FOREIGN = ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTERLAB_DIR", "MATPLOTLIBRC", "MPLBACKEND")


def fail(message):
    """Stop with one message that says what to do."""
    raise SystemExit("course.py: " + message)


def environment():
    """Return the environment of every task: the course's own folders, no one else's settings."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") and k not in FOREIGN}
    env.update({name: str(VENV / folder) for name, folder in FOLDERS.items()})
    env.update(PYTHONNOUSERSITE="1", PYTHONUTF8="1", PIP_USER="0")
    env["BCE_LESSONS_CALLED_FROM"] = str(Path.cwd())  # where a path of the command line begins
    return env


def run(*command, **options):
    """Run a command in the course's folder and environment; return its exit code."""
    sys.stdout.flush()
    options = {"env": environment(), **options}
    return subprocess.run([str(part) for part in command], cwd=str(ROOT), **options).returncode


# --- Setting up ---------------------------------------------------------------------------


def check_python():
    """Stop if this Python cannot run the course."""
    version = sys.version_info[:2]
    if version < OLDEST:
        fail(
            f"this is Python {platform.python_version()}, the course needs 3.11 or newer. Get it "
            "from python.org or your system's packages, then start it by its name, for example: "
            "python3.12 course.py lab"
        )
    if version > NEWEST and not STAMP.exists():
        print("Note: the course was tested up to Python 3.14; this one is newer.")


def wanted():
    """Return what a finished .venv has in its stamp: who made it, and from what."""
    made_from = hashlib.sha256(json.dumps(SETTINGS).encode())
    for name in ("requirements.txt", "pyproject.toml"):
        made_from.update((ROOT / name).read_bytes())
    made_by = f"Python {platform.python_version()} in {ROOT}"
    return {"made_by": made_by, "made_from": made_from.hexdigest()}


def lacking(stamp):
    """Say why .venv is not ready (None if it is), and whether it must be made from scratch."""
    if not os.path.lexists(str(VENV)):
        return "This is the first start", True
    if not VENV.is_dir():
        fail(".venv is a file: rename or delete it, then run the same command again.")
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
        made_by = found["made_by"]
    except (OSError, ValueError, KeyError, TypeError):
        return "The last set-up was not finished", True
    if made_by != stamp["made_by"]:
        return f".venv was made by {made_by}", True
    if not PYTHON.exists():
        return "The Python that .venv was made with is gone", True
    if found != stamp:
        return "The list of packages has changed", False
    return None, False


def set_up():
    """Make .venv ready; return at once if it is."""
    check_python()
    if not os.access(str(ROOT), os.W_OK):
        fail(f"{ROOT} cannot be written to: copy the course to a folder of your own.")
    stamp = wanted()
    reason, from_scratch = lacking(stamp)
    if not reason:
        return
    start = time.time()
    if from_scratch:
        print(f"{reason}: making .venv, once (1 to 3 minutes, 900 MB on disk).", flush=True)
        make_venv()
    else:
        print(f"{reason}: updating .venv (up to a minute).", flush=True)
    print("Installing the packages ...", flush=True)
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pip("--only-binary=:all:", *[pin for pin in lock if pin.startswith("flit-core==")])
    # With the back end at hand, the lock's last line, this package, needs no second download.
    pip("--only-binary=:all:", "--no-build-isolation", "-r", "requirements.txt")
    for name, content in SETTINGS.items():
        (VENV / name).parent.mkdir(parents=True, exist_ok=True)
        (VENV / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    run(PYTHON, "-c", "import matplotlib.font_manager", stderr=subprocess.DEVNULL)  # its cache
    STAMP.write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")
    print(f"Set up in {time.time() - start:.0f} s. Delete .venv to undo it.", flush=True)


def make_venv():
    """Create an empty .venv, in place of one that is broken."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            package = "python{}.{}-venv".format(*sys.version_info)
            fail(
                f"this Python lacks its module {module}. On Debian or Ubuntu: "
                f"sudo apt install {package}; then run the same command again."
            )
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if made.returncode:
        said = made.stdout.decode("utf-8", "replace").strip()
        fail("making .venv failed; delete the folder .venv and try again.\n" + said)


def pip(*arguments):
    """Install with pip; stop with what to do about it when that fails."""
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    with LOG.open("wb") as log:
        failed = run(*command, "--retries=2", *arguments, stdout=log, stderr=subprocess.STDOUT)
    if not failed:
        return
    said = LOG.read_text(encoding="utf-8", errors="replace")
    again = "then run the same command again: it continues where this one stopped."
    if re.search("No space left", said):
        fail("the disk is full: free about 1 GB, " + again)
    if re.search("Connection|Retrying|timed out|Temporary failure|ProxyError|SSLError", said):
        fail(
            "no packages could be fetched: is there a network? Connect (behind a proxy: set "
            f"HTTPS_PROXY), {again}\nAll that pip said is in {LOG}"
        )
    errors = [line for line in said.splitlines() if line.startswith("ERROR")] or [said[-1000:]]
    fail("pip failed (its log: {}):\n{}".format(LOG, "\n".join(errors)))


# --- Tasks: each gets the rest of the command line and returns an exit code ---------------


def lab(arguments):
    """Open lesson 1 in JupyterLab (options pass through: --no-browser, --port 9999)."""
    command = [str(PYTHON), "-m", "jupyterlab"]
    command += ["--ServerApp.root_dir=" + str(ROOT / "notebooks")]
    command += ["--LabApp.default_url=/lab/tree/" + FIRST_LESSON, *arguments]
    print("Opening JupyterLab; to stop it, press Ctrl-C here twice.", flush=True)
    if WINDOWS:
        return run(*command)
    os.chdir(str(ROOT))
    return os.execve(command[0], command, environment())


def tool(name):
    """Make a task of a module in tools/."""
    return lambda arguments: run(PYTHON, "-m", "tools." + name, *arguments)


TASKS = {
    "lab": (lab, "open lesson 1 in JupyterLab (options go there: --no-browser, --port 9999)"),
    "test": (tool("check"), "check all (--all: also in a browser; -k NAME: only some unit tests)"),
    "refresh": (tool("refresh"), "execute notebooks anew, all or the named: refresh 03 04"),
    "site": (tool("site"), "build the web site into _site/ (--url ADDRESS: where it will be)"),
    "lite": (tool("lite"), "build the course that runs in the browser, into _site/lite/"),
    "slides": (tool("slides"), "build a deck of slides for each lesson into _site/slides/"),
    "pdf": (tool("book"), "build the course as one PDF, _site/bce_lessons.pdf (04: one lesson)"),
    "figures": (tool("figures"), "rebuild figures/"),
    "bench": (tool("bench"), "race the losses against other libraries (--sliders: time keys)"),
    "lock": (tool("lock"), "remake requirements.txt from pyproject.toml (newest: --upgrade)"),
}


def main(arguments):
    """Run the task that the command line names, or list all."""
    task, rest = (arguments or ["--help"])[0], arguments[1:]
    if task not in TASKS:
        if task not in ("-h", "--help", "help"):
            print(f"course.py: there is no task {task}.\n")
        print("The bce_lessons course. Its tasks:\n")
        for name, (_, what) in TASKS.items():
            print(f"  {START} {name:9}{what}")
        return 0 if task in ("-h", "--help", "help") else 2
    set_up()
    return TASKS[task][0](rest)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit("\nStopped. To go on, run the same command again.") from None
