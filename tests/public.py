"""Everything public in the package, found by looking: its functions, its methods, their parameters.

Tests that promise something of every function walk through these, so that none can be forgotten.
"""

import importlib
import inspect
import pkgutil
import typing

import bce_lessons

# What the losses are made of: called with arrays that have been checked.
MACHINERY = {
    f"bce_lessons.{name}"
    for name in ("blocks", "chunks", "focal", "lessons", "samples", "scoring", "sums")
}
PACKAGES = {
    f"bce_lessons.{name}" for name in ("answers", "explore", "figure", "lessons", "practice")
}


def modules():
    """Yield the package, its public modules, and its packages' façades."""
    yield bce_lessons
    for found in pkgutil.iter_modules(bce_lessons.__path__, "bce_lessons."):
        if not found.name.split(".")[-1].startswith("_") and found.name not in MACHINERY:
            yield importlib.import_module(found.name)


def public(module):
    """Yield the functions and classes that a module offers, each with its name."""
    own = [name for name in vars(module) if not name.startswith("_")]
    for name in getattr(module, "__all__", own):
        thing = getattr(module, name)
        here = hasattr(module, "__all__") or getattr(thing, "__module__", "") == module.__name__
        if here and (inspect.isfunction(thing) or inspect.isclass(thing)):
            yield name, thing


def functions():
    """Return all public functions and methods, by the name that a reader calls them.

    Of two functions with one name, such as a figure and what it draws, the second has its module's.
    """
    found = {}
    for module in modules():
        for name, thing in public(module):
            if inspect.isfunction(thing):
                function = inspect.unwrap(thing)
                taken = found.setdefault(name, function) is not function
                if taken:
                    found[f"{module.__name__.split('.')[-1]}.{name}"] = function
                continue
            for method, function in inspect.getmembers(thing, inspect.isfunction):
                ours = function.__module__.startswith("bce_lessons.")  # it may be inherited
                if ours and not method.startswith("_"):
                    found[f"{name}.{method}"] = inspect.unwrap(function)
    return found


def parameters(function):
    """Return the annotation of each of a function's parameters, but `self`."""
    hints = typing.get_type_hints(function)
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    return {name: hints.get(name) for name in names}
