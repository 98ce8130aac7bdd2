"""What lessons import and are not about, for a process that kernels are forked from: `warm.py`.

Not pyplot: when it is imported, it looks for a kernel to draw in.
"""

import contextlib
import importlib
import os
import sys

# As it is in a Python that has just started; a kernel adds its own folder.
PATH = [folder for folder in sys.path if folder]
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as kernels do
MODULES = [
    "anywidget",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipywidgets",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "matplotlib_inline.config",
    "sklearn.linear_model",
    "sklearn.neural_network",
]
for name in MODULES:
    with contextlib.suppress(ImportError):  # the lesson that needs it says so
        importlib.import_module(name)
