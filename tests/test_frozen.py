"""Results cannot be changed: not as they are made, copied, pickled, or replaced in part."""

import copy
import dataclasses
import importlib
import pickle
import pkgutil

import numpy as np
import pytest

import bce_lessons
from bce_lessons._frozen import Frozen
from bce_lessons.calibration import ReliabilityCurve, reliability_curve
from bce_lessons.datasets import Dataset, circles
from bce_lessons.lessons.debug_a_training_run.model import Run, run
from bce_lessons.networks import NetworkRun
from bce_lessons.practice.scores import Forecasts, my_forecasts
from bce_lessons.recalibration import IsotonicMap, fit_isotonic
from bce_lessons.training import Descent, fit_logistic, train_network

TRAIN = circles().take(slice(0, 40))
MADE = {
    Dataset: lambda: TRAIN,
    Descent: lambda: fit_logistic(TRAIN.X, TRAIN.y, steps=2),
    NetworkRun: lambda: train_network(TRAIN, TRAIN, epochs=1, hidden=2),
    IsotonicMap: lambda: fit_isotonic(TRAIN.y, TRAIN.y / 2),
    ReliabilityCurve: lambda: reliability_curve(TRAIN.y, TRAIN.y / 2),
    Forecasts: my_forecasts,
    Run: run,
}
COPIES = {
    "as it is": lambda made: made,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "replace": dataclasses.replace,
    "copy of a deepcopy": lambda made: copy.copy(copy.deepcopy(made)),
    **{
        f"pickle {protocol}": lambda made, protocol=protocol: pickle.loads(
            pickle.dumps(made, protocol)
        )
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}
results = pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.__name__)


def arrays(made):
    return {name: value for name, value in vars(made).items() if isinstance(value, np.ndarray)}


@results
@pytest.mark.parametrize("way", COPIES)
def test_arrays_stay_read_only(kind, way):
    made = MADE[kind]()
    again = COPIES[way](made)
    assert type(again) is kind
    assert arrays(again).keys() == arrays(made).keys() != set()
    for name, array in arrays(again).items():
        assert np.array_equal(array, getattr(made, name))
        assert array.dtype == getattr(made, name).dtype
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(again, next(iter(arrays(again))), 0)
    assert repr(again) == repr(made)


def test_a_view_that_others_can_change_is_copied():
    mine = np.zeros(3)
    view = mine.view()
    view.setflags(write=False)
    made = Descent(np.zeros((3, 1)), view, view, view)
    mine[:] = 7
    assert made.loss.tolist() == made.biases.tolist() == [0, 0, 0]


@results
def test_a_result_is_equal_to_itself_alone_and_can_be_a_key(kind):
    made = MADE[kind]()
    again = copy.deepcopy(made)
    assert made == made  # without an array whose truth is ambiguous
    assert made != again
    assert len({made, again}) == 2


@pytest.mark.parametrize("kind", [Descent, ReliabilityCurve, Forecasts])
def test_the_arrays_that_a_result_is_made_of_stay_the_callers(kind):
    mine = {name: array.copy() for name, array in arrays(MADE[kind]()).items()}
    made = dataclasses.replace(MADE[kind](), **mine)
    for name, array in mine.items():
        before = array.copy()
        array[...] = 0
        assert np.array_equal(getattr(made, name), before)


def test_every_dataclass_with_arrays_is_frozen():
    """Explorers' tables are their own business: they never leave the explorer."""
    found = set()
    for module in pkgutil.walk_packages(bce_lessons.__path__, "bce_lessons."):
        if "explore" in module.name:
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if dataclasses.is_dataclass(thing) and isinstance(thing, type):
                hints = " ".join(str(field.type) for field in dataclasses.fields(thing))
                if any(word in hints for word in ("Array", "ndarray", "Floats")):
                    found.add(thing)
    assert found == set(MADE)
    assert all(issubclass(kind, Frozen) for kind in found)
