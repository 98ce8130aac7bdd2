"""Chromium and JupyterLab, for the browser tests and the slider bench."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=AutofillServerCommunication",
    "--disable-quic",
    "--disable-sync",
    "--font-render-hinting=none",
    # Nothing is asked of any other host: all names and addresses but this machine's lead nowhere.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
TOKEN = "bce-lessons"
PATIENCE = 300  # seconds; only what hangs takes as long, on the busiest machine


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Yield a headless Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for make in ("new_page", "new_context"):
            setattr(browser, make, _patient(getattr(browser, make)))
        yield browser
        browser.close()


def _patient(make: Callable[..., Any]) -> Callable[..., Any]:
    """Let pages wait for what they are asked for much longer than Playwright's 30 seconds."""

    def patient(**options: Any) -> Any:
        made = make(**options)
        made.set_default_timeout(1000 * PATIENCE)
        return made

    return patient


@contextlib.contextmanager
def jupyterlab(
    notebooks: Path, scratch: Path, start: Sequence[str] = ("-m", "jupyterlab")
) -> Iterator[str]:
    """Serve a folder of notebooks from a JupyterLab of its own; yield its address.

    `start` is what Python is given to start it; it may name a folder itself, and what to open.
    """
    # Its settings too, or a test that changes the theme would change the learner's.
    folders = {f"JUPYTER_{kind}_DIR": kind for kind in ("CONFIG", "DATA", "RUNTIME")}
    folders["JUPYTERLAB_SETTINGS_DIR"] = "CONFIG/lab/user-settings"
    folders["JUPYTERLAB_WORKSPACES_DIR"] = "CONFIG/lab/workspaces"
    env = os.environ | {name: str(scratch / folder) for name, folder in folders.items()}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, *start, "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={notebooks}", "--allow-root", "--expose-app-in-browser"]
    command += ["--LabApp.extension_manager=readonly"]
    log = scratch / "jupyterlab.log"
    with log.open("w") as file:
        server = subprocess.Popen(command, env=env, stdout=file, stderr=file)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api/status?token={TOKEN}", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=PATIENCE)
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.1)


def open_notebook(browser: Any, address: str, name: str, height: int = 1200) -> Any:
    """Open a notebook in a JupyterLab page and a workspace of its own."""
    page = browser.new_page(viewport={"width": 1300, "height": height})
    workspace = f"{Path(name).stem}-{time.monotonic_ns()}"
    page.goto(f"{address}/lab/workspaces/{workspace}/tree/{name}?reset&token={TOKEN}")
    wait_for_kernel(page)
    return page


def open_another(page: Any, name: str) -> None:
    """Open a notebook in a JupyterLab page that is open, as its list of files does."""
    page.evaluate(
        "async path => { await jupyterapp.commands.execute('docmanager:open', {path}) }", name
    )
    wait_for_kernel(page)


def leave_notebooks(page: Any) -> None:
    """Close all that a JupyterLab page has open, nothing saved, and stop the kernels."""
    page.evaluate(
        """async () => {
          for (const widget of [...jupyterapp.shell.widgets('main')]) {
            await widget.sessionContext?.shutdown();
            if (widget.context) widget.context.model.dirty = false;
            widget.dispose();
          }
        }"""
    )


def wait_for_kernel(page: Any) -> None:
    """Wait until the notebook that was opened has a kernel, and all its cells are drawn."""
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.sessionContext")
    page.evaluate(
        """async () => {
          const context = jupyterapp.shell.currentWidget.sessionContext;
          await context.ready; await context.session.kernel.info;
        }"""
    )
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.content.widgets.every(c => !c.isPlaceholder())"
    )


def run_all(page: Any) -> None:
    """Run all cells, and wait until the kernel has nothing left to do."""
    page.evaluate("async () => { await jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.wait_for_function(
        """() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'
          && [...document.querySelectorAll('.jp-Notebook .jp-InputArea-prompt')]
             .every(e => !e.textContent.includes('*'))""",
    )


def theme(page: Any, name: str) -> None:
    """Switch JupyterLab to its "Light" or "Dark" theme."""
    page.evaluate(
        "async theme => jupyterapp.commands.execute('apputils:change-theme', {theme})",
        f"JupyterLab {name}",
    )
    dark = "false" if name == "Dark" else "true"
    page.wait_for_selector(f"body[data-jp-theme-light={dark}]", state="attached")
