"""What a function uses is found where its code names it, however it is called there."""

import functools
import types

import numpy as np
import pytest

import bce_lessons
from bce_lessons import binary_cross_entropy
from bce_lessons import binary_cross_entropy as another_name
from bce_lessons.answers.uses import used

BANNED = (binary_cross_entropy,)
WITHIN = [binary_cross_entropy]


def direct(y, p):
    return binary_cross_entropy(y, p)


def renamed(y, p):
    return another_name(y, p)


def by_module(y, p):
    return bce_lessons.binary_cross_entropy(y, p)


def imported(y, p):
    from bce_lessons.losses import binary_cross_entropy as loss

    return loss(y, p)


def in_a_helper(y, p):
    return direct(y, p)


def in_a_lambda(y, p):
    return [(lambda a, b: binary_cross_entropy([a], [b]))(*pair) for pair in zip(y, p, strict=True)]


def by_default(y, p, loss=binary_cross_entropy):
    return loss(y, p)


def by_keyword(y, p, *, loss=binary_cross_entropy):
    return loss(y, p)


def by_text(y, p):
    return getattr(bce_lessons, "binary_cross_entropy")(y, p)  # noqa: B009


def in_a_list(y, p):
    return WITHIN[0](y, p)


def in_a_dict_of_lists():
    losses = {"loss": [0.5, (binary_cross_entropy,)]}
    return lambda y, p: losses["loss"][1][0](y, p)


def enclosing():
    loss = binary_cross_entropy
    return lambda y, p: loss(y, p)


class Called:
    """An object that is called."""

    def __call__(self, y, p):
        return binary_cross_entropy(y, p)

    def method(self, y, p):
        return binary_cross_entropy(y, p)


USING = [
    binary_cross_entropy, direct, renamed, by_module, imported, in_a_helper, in_a_lambda,
    by_default, by_keyword, by_text, enclosing(),
    in_a_list, in_a_dict_of_lists(), Called(), Called().method,
    functools.partial(binary_cross_entropy, reduction="mean"),
    functools.partial(direct, loss=1),
    functools.partial(max, key=binary_cross_entropy),
]  # fmt: skip


def by_hand(y, p):
    return np.mean(-np.log(np.where(y == 1, p, 1 - p)))


def with_a_docstring(y, p):
    """binary_cross_entropy"""
    return by_hand(y, p)


def with_text(y, p):
    print("binary_cross_entropy")
    return by_hand(y, p)


def with_lists(y, p, many=list(range(300))):  # noqa: B006
    return by_hand(y, p) + 0 * many[0]


def recursive(y, p):
    return recursive(y[1:], p[1:]) if len(y) else by_hand(y, p)


def own():
    def binary_cross_entropy(y, p):
        return by_hand(y, p)

    return binary_cross_entropy


def not_yet_defined():
    def function(y, p):
        return later(y, p)

    if function is None:
        later = by_hand
    return function


@pytest.mark.parametrize("function", USING)
def test_a_use_is_found(function):
    assert used(function, BANNED) == "binary_cross_entropy"


@pytest.mark.parametrize(
    "function",
    [
        by_hand,
        with_a_docstring,
        with_text,
        with_lists,
        recursive,
        own(),
        not_yet_defined(),
        np.mean,
        abs,
        float,
        object(),
    ],
)
def test_what_does_not_use_it_is_not_accused(function):
    assert used(function, BANNED) == ""


def test_nothing_is_read_where_nothing_is_banned():
    assert used(direct, ()) == ""


def test_functions_of_other_modules_are_not_read():
    elsewhere = types.ModuleType("elsewhere")
    source = "def helper(y, p):\n    return loss(y, p)"
    elsewhere.loss = binary_cross_entropy
    exec(source, vars(elsewhere))
    scope = {"helper": elsewhere.helper}
    exec("def answer(y, p):\n    return helper(y, p)", scope)
    assert used(scope["answer"], BANNED) == ""


def test_a_chain_of_helpers_without_end_is_left():
    scope = {"loss": binary_cross_entropy}
    for i in range(300):
        exec(f"def f{i}(): return f{i + 1}()", scope)
    scope["f300"] = binary_cross_entropy
    assert used(scope["f0"], BANNED) == ""
