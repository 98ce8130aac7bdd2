"""A forked kernel is like one that was started, and ends like one."""

import os
import signal
import sys

import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import local_provisioner

from tools.notebooks import warm

FACTS = """
import os, sys
facts = {
    "path": sorted(sys.path),
    "folder": os.getcwd(),
    "environment": {k: v for k, v in os.environ.items() if k != "JPY_PARENT_PID"},
    "name": __name__,
    "group": os.getpgid(0) == os.getpid() == os.getsid(0),
    "parent": os.environ["JPY_PARENT_PID"] == str(os.getppid()),
    "course": sorted(name for name in sys.modules if name.startswith(("bce_lessons", "tests"))),
}
from matplotlib import pyplot
facts["backend"] = pyplot.get_backend()
"""


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Start kernels, warm ones or as always; end them after the test."""
    monkeypatch.setattr(local_provisioner, "launch_kernel", local_provisioner.launch_kernel)
    started = []

    def kernel(is_warm):
        if is_warm:
            warm.warm_kernels()
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(cwd=str(tmp_path), env={**os.environ, "BCE_WARM": "½"})
        client = manager.client()
        client.start_channels()
        client.wait_for_ready()
        started.append((manager, client))
        return manager, client

    yield kernel
    for manager, client in started:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def evaluate(client, code):
    """Run code in a kernel; return what `facts` is then, or the error's name."""
    reply = client.execute_interactive(
        code, user_expressions={"facts": "facts"}, output_hook=lambda message: None
    )["content"]
    return reply.get("ename") or eval(reply["user_expressions"]["facts"]["data"]["text/plain"])


can_fork = pytest.mark.skipif(sys.platform == "win32", reason="Windows forks no processes")


@can_fork
def test_a_forked_kernel_is_like_any_other(start):
    (_, cold), (manager, forked) = start(is_warm=False), start(is_warm=True)
    assert isinstance(manager.provisioner.process, warm.Forked)
    found = evaluate(forked, FACTS)
    assert found == evaluate(cold, FACTS)
    assert found["environment"]["BCE_WARM"] == "½"
    assert found["course"] == []
    assert found["backend"] == "module://matplotlib_inline.backend_inline"


@can_fork
def test_it_is_interrupted_and_killed_like_any_other(start):
    manager, client = start(is_warm=True)
    _, other = start(is_warm=True)
    asked = client.execute("print('on', flush=True)\nwhile True: pass")
    while client.get_iopub_msg()["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    reply = client.get_shell_msg()
    while reply["parent_header"]["msg_id"] != asked:  # a slow kernel was asked twice how it is
        reply = client.get_shell_msg()
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    process = manager.provisioner.process
    assert process.poll() is None
    manager.shutdown_kernel(now=True)
    assert process.wait() == -signal.SIGKILL
    assert evaluate(other, "facts = 6 * 7") == 42


@can_fork
def test_what_is_no_kernel_of_this_python_is_started_as_always(monkeypatch):
    monkeypatch.setattr(local_provisioner, "launch_kernel", lambda command, **options: command)
    warm.warm_kernels()
    for command in (["python3.0", *warm.LAUNCHER, "-f", "x"], [sys.executable, "-m", "else"]):
        assert local_provisioner.launch_kernel(command, cwd=None) == command
