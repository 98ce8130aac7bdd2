"""Start kernels in a fraction of the time: fork each from a process that has imported much already.

Importing scikit-learn, matplotlib and ipywidgets takes a kernel longer than most lessons run. A
forked kernel has a memory, a folder and an environment of its own like any other, and nothing of
the course is imported in it before its first cell. Where processes cannot be forked, kernels start
as they always do.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PATIENCE = 1800.0  # seconds that a kernel may be silent: only what hangs takes as long
NUDGE = 10.0  # seconds of silence after which a kernel is asked how it is
LAUNCHER = ["-m", "ipykernel_launcher"]


class Forked:
    """A kernel in a forked process: what jupyter_client asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(
        self, fork: Any, arguments: Sequence[str], folder: str | Path, env: Mapping[str, str]
    ):
        ready = fork.Event()
        self.process = fork.Process(
            target=run_kernel, args=(arguments, folder, dict(env), ready), daemon=True
        )
        self.process.start()
        ready.wait()
        self.pid = self.process.pid

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        return self._code()

    def _code(self) -> int | None:
        return None if self.process.exitcode is None else int(self.process.exitcode)

    def wait(self) -> int | None:
        """Wait for the kernel's end; return the exit code."""
        self.process.join()
        return self._code()

    def send_signal(self, number: int) -> None:
        """Send a signal to a kernel that still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.process.kill()


def run_kernel(
    arguments: Sequence[str], folder: str | Path, env: Mapping[str, str], ready: Any
) -> None:
    """Become a kernel, in a process that was just forked."""
    from tools.notebooks import preloaded

    if sys.platform != "win32":  # where nothing forks
        os.setsid()  # who kills a kernel kills its whole group
    ready.set()
    # A kernel ends when its parent does.
    os.environ.clear()
    os.environ.update(env, JPY_PARENT_PID=str(os.getppid()))
    os.chdir(folder)
    sys.path[:] = preloaded.PATH
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(list(arguments))


def warm_kernels() -> None:
    """Let all Python kernels that this process starts be forked, where processes can be."""
    from jupyter_client.provisioning import local_provisioner as found

    local_provisioner: Any = found

    possible = "forkserver" in multiprocessing.get_all_start_methods()
    if not possible or local_provisioner.launch_kernel.__module__ == __name__:
        return
    fork = multiprocessing.get_context("forkserver")
    fork.set_forkserver_preload(["tools.notebooks.preloaded"])
    start_anew = local_provisioner.launch_kernel

    def launch(cmd: list[str], **options: Any) -> Any:
        python, arguments = cmd[0], cmd[3:]
        if cmd[1:3] != LAUNCHER or os.path.realpath(python) != os.path.realpath(sys.executable):
            return start_anew(cmd, **options)
        folder, env = options.get("cwd") or Path.cwd(), options.get("env") or os.environ
        return Forked(fork, arguments, folder, env)

    local_provisioner.launch_kernel = launch
