"""Install what locks pin into .venv: uv does it and, where uv cannot, pip.

Both ask the index, and by the way, that the user has set for pip, in its variables or its
configuration; what would lead an installation elsewhere is not passed on. Standard library only,
and old syntax: course.py needs this before anything is installed.
"""

import ast
import contextlib
import errno
import math
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from tools.setup import owned
from tools.stop import Stop

# Of the user's settings these are about the network, and kept; uv's variables for pip's options.
FOR_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "keyring-provider": "UV_KEYRING_PROVIDER",
    "client-cert": "SSL_CLIENT_CERT",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "retries": "UV_HTTP_RETRIES",
}
FOR_PIP = {*FOR_UV, "cert", "proxy", "use-feature"}
KEPT = {"PIP_" + name.upper().replace("-", "_") for name in FOR_PIP}
KEPT |= {"PIP_CONFIG_FILE", "PIP_CACHE_DIR", "UV_CACHE_DIR", *FOR_UV.values()}
KEPT |= {"UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX_STRATEGY", "UV_NATIVE_TLS"}
KEPT |= {"UV_SYSTEM_CERTS"}
LOGIN = re.compile("UV_INDEX_.+_(USERNAME|PASSWORD)$")
OF_OTHERS = {"VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__"}

FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", None))
NO_SPACE = "No space left|not enough space|Disk quota exceeded"
NO_NETWORK = "Connection|Retrying|timed out|Temporary failure|ProxyError|SSLError"


def cleaned(environ: "Mapping[str, str]") -> "dict[str, str]":
    """Return an environment without what would lead Python, pip or uv elsewhere."""
    return {name: value for name, value in environ.items() if harmless(name.upper())}


def harmless(name: str) -> bool:
    """Tell whether a variable leaves an installation where it belongs."""
    if name.startswith(("PIP_", "UV_")):
        return name in KEPT or bool(LOGIN.match(name))
    return not name.startswith("PYTHON") and name not in OF_OTHERS


class Installer:
    """What installs into one .venv, a step at a time, with a line that says what goes on."""

    def __init__(
        self,
        root: Path,
        venv: Path,
        python: Path,
        env: "Mapping[str, str]",
        inherited: "IO[str] | None" = None,
    ) -> None:
        self.root, self.venv, self.python = root, venv, python
        self.log, self.cache = venv / "course.log", venv / "cache"
        self.inherited = inherited  # the lock: it is held until a child ends, too
        self.env = dict(env)
        self.env.setdefault("UV_CACHE_DIR", str(self.cache / "uv"))
        self.env.setdefault("PIP_CACHE_DIR", str(self.cache / "pip"))
        self.for_uv: dict[str, str] | None = None

    def step(self, what: str, *command: object, **more: str) -> int:
        """Run a command, its output in the log, and say what goes on; return its exit code."""
        options: dict[str, Any] = {"cwd": str(self.root), "env": dict(self.env, **more)}
        if self.inherited and os.name != "nt":
            options["pass_fds"] = [self.inherited.fileno()]
        owned.remove(self.log)  # it might be a link
        with self.log.open("wb") as log:
            try:
                child: subprocess.Popen[bytes] = subprocess.Popen(
                    [str(part) for part in command],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **options
                )  # fmt: skip
            except OSError as error:
                log.write(str(error).encode("utf-8", "replace"))
                return 1
            try:
                watch(child, what, self.said)
            finally:
                if child.poll() is None:
                    child.kill()
                    child.wait()
        return child.returncode

    def said(self) -> str:
        """Return what the last step has said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace").strip()

    def settings(self) -> "dict[str, str]":
        """Return the settings of pip that are about the network, by the names of its options."""
        found = {}
        bare = {name: value for name, value in self.env.items() if not name.startswith("PIP_")}
        if "PIP_CONFIG_FILE" in self.env:
            bare["PIP_CONFIG_FILE"] = self.env["PIP_CONFIG_FILE"]
        command = [str(self.python), "-m", "pip", "-v", "config", "list"]
        read = subprocess.run(
            command, env=bare, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        said = read.stdout.decode("utf-8", "replace")
        if read.returncode:
            raise Stop("pip cannot read its own configuration:\n" + said.strip())
        for section in ("global", "install"):
            for name, value in re.findall(rf"(?m)^{section}\.([\w-]+)=(.+?)\r?$", said):
                found[name] = " ".join(str(ast.literal_eval(value)).split())
        for name in FOR_PIP:
            variable = "PIP_" + name.upper().replace("-", "_")
            if variable in self.env:
                found[name] = self.env[variable]
        return {name: value for name, value in found.items() if name in FOR_PIP and value}

    def prepare(self, uv: str) -> None:
        """Learn the user's settings, and fetch uv; without it, pip does all."""
        settings = self.settings()
        self.for_pip = {"PIP_" + k.upper().replace("-", "_"): v for k, v in settings.items()}
        self.for_pip["PIP_CONFIG_FILE"] = os.devnull
        self.for_uv = in_words_of_uv(settings)
        own = {name: value for name, value in self.env.items() if name.startswith("UV_")}
        self.for_uv.update(own)  # who sets uv's variables means uv
        if self.step("Fetching uv, which installs the rest", *self.pip_install(uv), **self.for_pip):
            self.stop_if_hopeless(NO_SPACE + "|" + NO_NETWORK)
            self.fall_back("could not be fetched")

    def fall_back(self, why: str) -> None:
        """Let pip install the packages, and say so."""
        print(
            f"uv {why} ({reason(self.said())}): pip installs the packages, more slowly.", flush=True
        )
        self.for_uv = None

    def pip_install(self, *arguments: str) -> "list[object]":
        """Return a command of pip that installs wheels."""
        command = [self.python, "-m", "pip", "install", "--no-input", "--no-compile"]
        command += ["--disable-pip-version-check", "--no-warn-script-location", "--retries=2"]
        return [*command, "--only-binary=:all:", *arguments]

    def uv_install(self, *arguments: str) -> "list[object]":
        """Return a command of uv that installs wheels."""
        command = [self.python, "-m", "uv", "pip", "install", "--no-config", "--no-progress"]
        command += ["--no-python-downloads", "--python", self.python]
        return [*command, "--only-binary=:all:", *arguments]

    def install(self, what: str, *arguments: str) -> None:
        """Install by uv, else by pip; stop with what to do about it when both fail."""
        if self.for_uv is not None:
            if not self.step(what, *self.uv_install(*arguments), **self.for_uv):
                return
            self.stop_if_hopeless(NO_SPACE)
            self.fall_back("failed")
        if self.step(what, *self.pip_install(*arguments), **self.for_pip):
            self.stop_if_hopeless(NO_SPACE + "|" + NO_NETWORK)
            said = self.said()
            errors = [line for line in said.splitlines() if line.startswith("ERROR")]
            told = "\n".join(errors or [said[-1000:]])
            raise Stop(f"pip failed (all that it said: {self.log}):\n{told}")

    def disk_is_full(self) -> bool:
        """Tell whether nothing more can be written; then what a step says may be lost as well."""
        probe = self.venv / "probe"
        try:
            owned.remove(probe)
            probe.write_bytes(bytes(10**6))
        except OSError as error:
            return error.errno in FULL
        finally:
            owned.remove(probe)
        return shutil.disk_usage(str(self.venv)).free < 50e6

    def stop_if_hopeless(self, pattern: str) -> None:
        """Stop if what a step said shows that another way would fail as well."""
        again = "then run the same command again: what was fetched is kept."
        if re.search(NO_SPACE, self.said()) or self.disk_is_full():
            raise Stop("the disk is full: free about 1 GB, " + again)
        if not re.search(pattern, self.said()):
            return
        raise Stop(
            "no packages could be fetched: is there a network? Connect (behind a proxy: set "
            f"HTTPS_PROXY), {again}\nAll that pip said is in {self.log}"
        )

    def compile(self) -> "subprocess.Popen[bytes] | None":
        """Begin to compile what is imported, while the task begins: later starts are quicker."""
        tests = r"[/\\]tests?[/\\]"  # they are never run here
        command = [self.python, "-m", "compileall", "-q", "-x", tests]
        command += sorted(self.venv.glob("[Ll]ib"))
        silent: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        if self.inherited and os.name != "nt":  # who would change .venv waits for it
            silent["pass_fds"] = [self.inherited.fileno()]
        with contextlib.suppress(OSError):  # Python compiles what it imports, one by one
            return subprocess.Popen(
                [str(part) for part in command], env=self.env, start_new_session=True, **silent
            )  # and no Ctrl-C ends it
        return None


def reason(said: str) -> str:
    """Return the line of a log that says best why a program failed."""
    lines = [line.strip() for line in said.splitlines()] or [""]
    errors = [line for line in lines if line.lower().startswith("error")]
    cause = [lines[-1]] if lines[-1].startswith("Caused by") else []
    return "; ".join(errors[-1:] + cause) or lines[-1]


def in_words_of_uv(settings: "Mapping[str, str]") -> "dict[str, str]":
    """Return the variables of uv that say what pip's settings say."""
    env = {FOR_UV[name]: value for name, value in settings.items() if name in FOR_UV}
    with contextlib.suppress(KeyError, ValueError, OverflowError):
        seconds = float(env.pop("UV_HTTP_TIMEOUT"))  # to uv they are whole
        env["UV_HTTP_TIMEOUT"] = str(max(1, math.ceil(seconds)))
    env["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # all indexes are alike, as to pip
    if "find-links" in settings:
        env["UV_FIND_LINKS"] = ",".join(settings["find-links"].split())
    if "cert" in settings:
        kind = "DIR" if Path(settings["cert"]).is_dir() else "FILE"
        env["SSL_CERT_" + kind] = settings["cert"]
    if env.get("UV_KEYRING_PROVIDER") not in (None, "subprocess"):
        del env["UV_KEYRING_PROVIDER"]  # uv knows no other
    if "proxy" in settings:
        env.update(dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), settings["proxy"]))
    return env


def watch(child: "subprocess.Popen[bytes]", what: str, said: "Callable[[], str]") -> None:
    """Wait for a child; say at a terminal how long it takes and what it said last."""
    begun, live = time.time(), sys.stdout.isatty()
    if not live:
        print(what, "...", flush=True)
    while True:
        try:
            child.wait(0.2 if live else 30)
        except subprocess.TimeoutExpired:
            show(what, time.time() - begun, said(), live)
        else:
            break
    if live:
        show("", 0, "", live)


def show(what: str, seconds: float, said: str, live: bool) -> None:
    """Redraw the line of progress or, in a log, add one."""
    width = shutil.get_terminal_size().columns - 1
    lines = [part for part in said.splitlines() if not part.startswith("WARNING")]
    last = (lines or [""])[-1].strip()
    line = f"{what}, {seconds:.0f} s ... {last}" if what else ""
    line = "".join(c if " " <= c <= "~" else "?" for c in line)
    line = line[:width]
    print("\r" + line.ljust(width) + "\r" if live else line, end="" if live else "\n")
    sys.stdout.flush()
