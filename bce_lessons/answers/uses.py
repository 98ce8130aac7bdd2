"""Which of some functions a learner's function uses: by what its code names, and not by running it.

Names are looked up where Python would: a function of the learner's own may be called like one of
the package's. Helpers that stand beside it are read, too. A call can be hidden from it.
"""

from __future__ import annotations

import functools
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

__all__ = ["used"]

_MOST = 100  # functions that are read
_HOLDING = (list, tuple, dict)  # what may hold functions
_BY_TEXT = {"getattr", "attrgetter", "methodcaller", "vars", "globals", "__dict__", "import_module"}


def used(function: Any, banned: Iterable[Callable[..., Any]]) -> str:
    """Return the name of the first of the `banned` functions that a function uses, or nothing."""
    unwanted = {id(one): one.__name__ for one in banned}
    left, seen = [function], set[int]()
    while unwanted and left and len(seen) < _MOST:
        one = left.pop()
        if id(one) in unwanted:
            return unwanted[id(one)]
        if id(one) not in seen:
            seen.add(id(one))
            left += _parts(one, function)
    return ""


def _parts(one: Any, of: Any) -> Iterator[Any]:
    """Yield what a callable is made of, if it is the learner's."""
    if isinstance(one, functools.partial):
        yield from (one.func, *one.args, *one.keywords.values())
    elif isinstance(one, MethodType):
        yield one.__func__
    elif type(one) in _HOLDING:
        yield from _held(one)
    elif isinstance(one, FunctionType):
        if not isinstance(of, FunctionType) or one.__globals__ is of.__globals__:
            yield from _named(one)
    elif not isinstance(one, type) and callable(own := vars(type(one)).get("__call__")):
        yield own


def _held(holder: Any) -> Iterator[Any]:
    """Yield what may be a function among the first of what is held, or hold some itself."""
    held = holder.values() if type(holder) is dict else holder
    first = list(itertools.islice(held, _MOST))
    yield from (one for one in first if callable(one) or type(one) in _HOLDING)


def _named(function: FunctionType) -> Iterator[Any]:
    """Yield what the names in a function stand for."""
    names = set(_names(function.__code__))
    closed = [cell.cell_contents for cell in function.__closure__ or () if _is_full(cell)]
    known = [function.__globals__[name] for name in names if name in function.__globals__]
    known += [sys.modules[name] for name in names if name in sys.modules]  # `import` in it
    found = [*closed, *known, *(function.__defaults__ or ())]
    found += (function.__kwdefaults__ or {}).values()
    yield from found
    for module in found:
        if isinstance(module, ModuleType):
            yield from (vars(module)[name] for name in names if name in vars(module))


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names in a piece of code, and in what is defined in it; of `getattr`, as text."""
    yield from code.co_names
    by_text = not _BY_TEXT.isdisjoint(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
        elif by_text and isinstance(constant, str):
            yield constant


def _is_full(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:  # what it is to hold is not defined yet
        return False
    return True
