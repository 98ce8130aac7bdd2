"""What the browser is sent: every number, and the code that draws it."""

import json

import numpy as np
from ipywidgets.embed import embed_data
from small import GRID, panel, received, small


def test_the_browser_gets_every_number_to_a_fraction_of_a_pixel():
    ex = small()
    z = np.outer(GRID, GRID)
    ax = panel(ex).line(GRID, lambda y, p: p * GRID + y).text(0, 0, lambda y: "yes" * y)
    ax.field(lambda p: z * p).dot(half := lambda p: p, half, color=lambda y: ["zero", "one"][y])
    spec, read = received(ex)
    json.dumps(spec)
    marks = spec["panels"][0]["marks"]
    for y in (0, 1):
        for p in (0.1, 0.5, 0.9):
            ex.position = {"y": y, "p": p}
            line, text, field, dot = (m["channels"] for m in marks)
            np.testing.assert_allclose(read(line["y"]), p * GRID + y, atol=2e-5)
            np.testing.assert_allclose(read(field["z"]), z * p, atol=2e-3)
            assert read(text["text"]) == "yes" * y
            assert spec["colors"][int(read(dot["color"]))]["marker"] == "so"[y]
            assert read(spec["say"]) == repr(ex)


def test_the_front_end_is_in_a_page_that_drops_defaults():
    ex = small()
    panel(ex).dot(0, 0)
    state = embed_data(views=[ex.widget], drop_defaults=True)["manager_state"]["state"]
    live = state[ex.widget.children[-1].model_id]["state"]
    assert "export default" in live["_esm"]
    assert ".explorer" in live["_css"]
    assert live["controls"] == [f"anywidget:{c.slider.model_id}" for c in ex.controls.values()]
