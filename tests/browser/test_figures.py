"""What a reader can do to a figure, without engine or lesson.

The page is a bare document of the same origin; modules are imported from it as the shell does.
"""

import pytest
from playwright.sync_api import Page

SCALE = {"type": "linear", "label": ""}
PLANE = {
    "id": "plane",
    "kind": "plane",
    "title": "Points",
    "x": {**SCALE, "domain": [0, 10], "label": "x"},
    "y": {**SCALE, "domain": [0, 10], "label": "y"},
    "place": "add",
    "readout": "value",
    "marks": [
        {"id": "dots", "type": "points", "role": "data", "label": "dots", "link": "sample", "handle": "move"},
        {"id": "bars", "type": "arrows", "role": "residual", "head": False, "link": "sample"},
    ],
}
PLANE_ARRAYS = [{"x": [2, 5], "y": [3, 8]}, {"x1": [2, 5], "y1": [0, 0], "x2": [2, 5], "y2": [3, 8]}]
BOWL = {
    "id": "bowl",
    "kind": "space",
    "title": "Bowl",
    "x": {**SCALE, "domain": [-2, 2], "label": "w"},
    "y": {**SCALE, "domain": [-2, 2], "label": "b"},
    "z": {**SCALE, "domain": [0, 8], "label": "L"},
    "readout": "value",
    "camera": {"azimuth": -60, "elevation": 35},
    "marks": [
        {"id": "mesh", "type": "mesh", "role": "loss", "extent": [-2, 2, -2, 2], "domain": [0, 8], "scale": "sqrt"},
        {"id": "dot", "type": "points", "role": "path", "handle": "parameters", "label": "the line"},
    ],
}
STEPS = [-2 + k / 10 for k in range(41)]
BOWL_ARRAYS = [{"values": [[x * x + y * y for x in STEPS] for y in STEPS]}, {"x": [1.0], "y": [0.5]}]

BARE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/css/figures.css"><div id="here" style="width: 600px"></div>"""

SHOW = """
async ([structure, arrays]) => {
  const [{ createFigure }, { createHighlight }, { installRoles }] = await Promise.all(
    ["figures/figure", "figures/highlight", "words/roles"].map((name) => import(`/static/js/${name}.js`)));
  const roles = await fetch("/lessons/kit/roles.json").then((answer) => answer.json());
  installRoles(roles);
  const shape = (a) => (Array.isArray(a[0]) ? [a.length, a[0].length] : [a.length]);
  const channel = (a) => ({ data: Float32Array.from(a.flat()), shape: shape(a) });
  const channels = arrays.map((mark) => Object.fromEntries(Object.entries(mark).map(([k, a]) => [k, channel(a)])));
  window.sent = [];
  window.lamp = createHighlight();
  const text = (t) => (typeof t === "string" ? t : t.key);
  const send = (g) => sent.push(g);
  window.view = createFigure(document.getElementById("here"), { structure, text, roles, highlight: lamp, send });
  view.update(structure, channels);
  window.channels = channels;
}
"""


@pytest.fixture
def bare(page: Page, base_url: str) -> Page:
    """A document of the page's origin that runs nothing by itself."""
    page.route("**/bare.html", lambda route: route.fulfill(content_type="text/html", body=BARE))
    page.goto(f"{base_url}bare.html")
    return page


def show(page: Page, structure: dict, arrays: list) -> None:
    page.evaluate(SHOW, [structure, arrays])


def centre(page: Page, selector: str, index: int = 0) -> tuple[float, float]:
    box = page.locator(selector).nth(index).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def gestures(page: Page) -> list[dict]:
    page.evaluate("new Promise(requestAnimationFrame)")
    return page.evaluate("sent.splice(0)")


def test_dragging_a_point_sends_where_it_goes_and_ends_once(bare: Page):
    show(bare, PLANE, PLANE_ARRAYS)
    x, y = centre(bare, ".figure-target", 1)
    bare.mouse.move(x, y)
    bare.mouse.down()
    bare.mouse.move(x + 40, y + 30, steps=4)
    bare.evaluate("new Promise(requestAnimationFrame)")
    bare.mouse.up()
    sent = gestures(bare)
    assert {(g["name"], g["index"]) for g in sent} == {("move", 1)}
    assert [g["phase"] for g in sent].count("end") == 1
    assert sent[-1]["phase"] == "end"
    assert sent[-1]["x"] > 5
    assert sent[-1]["y"] < 8


def test_a_press_before_the_picture_of_the_last_hover_drags_nothing(bare: Page):
    show(bare, PLANE, PLANE_ARRAYS)
    x, y = centre(bare, ".figure-target", 1)
    bare.evaluate(
        """async ([x, y]) => {
          const target = document.elementFromPoint(x, y);
          const mouse = {clientX: x, clientY: y, bubbles: true, pointerId: 1, pointerType: "mouse", isPrimary: true};
          target.dispatchEvent(new PointerEvent("pointermove", mouse));
          Element.prototype.setPointerCapture = () => {}; // there is no such pointer to capture
          target.dispatchEvent(new PointerEvent("pointerdown", {...mouse, button: 0, buttons: 1}));
          await new Promise(requestAnimationFrame);
          target.dispatchEvent(new PointerEvent("pointerup", {...mouse, button: 0}));
        }""",
        [x, y],
    )
    assert gestures(bare) == []
    assert bare.evaluate("lamp.current()") == "sample:1"


def test_a_click_without_movement_drags_nothing(bare: Page):
    show(bare, PLANE, PLANE_ARRAYS)
    bare.mouse.click(*centre(bare, ".figure-target", 1))
    assert gestures(bare) == []
    assert bare.evaluate("lamp.current()") == "sample:1"


def test_a_point_dragged_out_of_the_figure_stays_in_its_domain(bare: Page):
    show(bare, PLANE, PLANE_ARRAYS)
    x, y = centre(bare, ".figure-target")
    bare.mouse.move(x, y)
    bare.mouse.down()
    bare.mouse.move(x - 900, y, steps=3)
    bare.mouse.up()
    assert gestures(bare)[-1]["x"] == 0


def test_arrow_keys_move_a_handle_and_quick_presses_add_up(bare: Page):
    show(bare, PLANE, PLANE_ARRAYS)
    handle = bare.get_by_role("slider").first
    assert handle.get_attribute("aria-label") == "dots 1"
    handle.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        bare.keyboard.press(key)
    sent = gestures(bare)
    assert [g["x"] for g in sent] == pytest.approx([2.1, 2.2, 2.2])
    assert sent[-1]["y"] == pytest.approx(3.01)


def test_the_keyboard_s_crosshair_places_and_escape_clears(bare: Page):
    show(bare, PLANE, PLANE_ARRAYS)
    bare.locator(".figure-stage").focus()
    bare.keyboard.press("ArrowRight")
    bare.keyboard.press("Enter")
    [sent] = gestures(bare)
    assert (sent["name"], sent["index"], sent["phase"]) == ("add", 0, "end")
    assert sent["x"] == pytest.approx(5.2)
    bare.keyboard.press("Escape")
    assert bare.locator(".figure-readout[data-shown]").count() == 0


def test_pointing_at_an_item_lights_it_and_leaving_puts_it_out(bare: Page):
    show(bare, PLANE, PLANE_ARRAYS)
    bare.mouse.move(*centre(bare, ".figure-target", 1))
    bare.wait_for_function("lamp.current() === 'sample:1'")
    bare.mouse.move(700, 700)
    bare.wait_for_function("lamp.current() === null")


def test_dragging_a_point_on_a_surface_keeps_it_under_the_pointer(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    x, y = centre(bare, ".figure-target")
    bare.mouse.move(x, y)
    bare.mouse.down()
    bare.mouse.move(x - 50, y + 20, steps=5)
    bare.mouse.up()
    last = gestures(bare)[-1]
    bare.evaluate(
        """([x, y]) => {
          channels[1].x.data[0] = x;
          channels[1].y.data[0] = y;
          view.update(null, channels, [[1, "x"], [1, "y"]]);
        }""",
        [last["x"], last["y"]],
    )
    assert centre(bare, ".figure-target") == pytest.approx((x - 50, y + 20), abs=6)


def test_turning_moves_the_camera_and_not_the_point(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    box = bare.locator(".figure-stage").bounding_box()
    assert box
    bare.mouse.move(box["x"] + 20, box["y"] + 20)
    bare.mouse.down()
    bare.mouse.move(box["x"] + 120, box["y"] + 20, steps=4)
    bare.mouse.up()
    assert gestures(bare) == []
    assert bare.evaluate("view.camera().azimuth") == pytest.approx(-100)


def test_the_read_out_of_a_surface_is_a_value_of_its_array(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    x, y = centre(bare, ".figure-stage")
    bare.mouse.move(x, y)
    bare.wait_for_selector(".figure-readout[data-shown]")
    w, b, loss = bare.eval_on_selector_all(
        ".figure-readout span:last-child", "cells => cells.map((c) => Number(c.textContent.replace('−', '-')))"
    )
    assert loss == pytest.approx(w * w + b * b, abs=1e-3)


def test_a_structure_that_comes_again_redraws_nothing_static(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    bare.wait_for_timeout(200)
    drawn = bare.evaluate(
        """(structure) => {
          const put = CanvasRenderingContext2D.prototype.putImageData;
          let count = 0;
          CanvasRenderingContext2D.prototype.putImageData = function (...a) { count += 1; return put.apply(this, a); };
          view.update(structure, channels);
          const same = count;
          channels[0].values.data[0] += 1;
          view.update(structure, channels);
          return [same, count];
        }""",
        BOWL,
    )
    assert drawn == [0, 1]


def test_a_handle_whose_point_has_left_waits_at_the_edge_of_the_frame(bare: Page):
    show(bare, PLANE, [{"x": [2, 5], "y": [3, 400]}, PLANE_ARRAYS[1]])
    stage = bare.locator(".figure-stage").bounding_box()
    assert stage
    x, y = centre(bare, ".figure-target", 1)
    assert stage["y"] <= y <= stage["y"] + stage["height"] / 3
    bare.mouse.move(x, y)
    bare.mouse.down()
    bare.mouse.move(x, y + 60, steps=3)
    bare.mouse.up()
    assert gestures(bare)[-1]["y"] < 10


MAP_OF_CLASSES = {
    "id": "map",
    "type": "raster",
    "role": "class",
    "extent": [0, 10, 0, 10],
    "domain": [0, 1],
    "roles": ["data", "loss"],
}
MAP = {
    "id": "map",
    "kind": "plane",
    "title": "Map",
    "x": {**SCALE, "domain": [0, 10], "label": "x"},
    "y": {**SCALE, "domain": [0, 10], "label": "y"},
    "marks": [MAP_OF_CLASSES, {"id": "dots", "type": "points", "role": "data"}],
}
MAP_ARRAYS = [{"values": [[0, 0], [1, 1]]}, {"x": [2, 5], "y": [3, 8]}]
WHAT_IS_DRAWN_ANEW = """
([mark, channel]) => {
  const cleared = new Set();
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    cleared.add(this.canvas);
    clearRect.apply(this, box);
  };
  const { data, shape } = channels[mark][channel];
  channels[mark][channel] = { data: data.map((v) => v + 0.5), shape };
  view.update(null, channels, [[mark, channel]]);
  CanvasRenderingContext2D.prototype.clearRect = clearRect;
  return [...document.querySelectorAll("canvas")].map((canvas) => cleared.has(canvas));
}
"""


@pytest.mark.parametrize(("changed", "layers"), [((0, "values"), [True, False]), ((1, "x"), [False, True])])
def test_a_tick_draws_only_the_layer_that_it_changes(bare: Page, changed: tuple, layers: list[bool]):
    show(bare, MAP, MAP_ARRAYS)
    assert bare.evaluate(WHAT_IS_DRAWN_ANEW, list(changed)) == layers


def test_what_stands_behind_a_surface_is_drawn_anew_with_it(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    assert bare.evaluate(WHAT_IS_DRAWN_ANEW, [0, "values"])[-1] is True


def test_a_map_with_a_hole_keeps_no_pixel_of_the_map_before(bare: Page):
    """One sheet serves every map of a size, so what is not painted must be wiped."""
    pixel = """(values) => {
        channels[0].values = { data: Float32Array.from(values, (v) => v ?? NaN), shape: [2, 2] };
        view.update(null, channels, [[0, "values"]]);
        const { width, height } = document.querySelector("canvas");
        return document.querySelector("canvas").getContext("2d").getImageData(width / 2, height / 2, 1, 1).data[3];
    }"""
    for kind in ("raster", "regions"):
        show(
            bare,
            {**MAP, "marks": [{**MAP_OF_CLASSES, "type": kind}]},
            [{"values": [[0, 0], [1, 1]], "strength": [[1, 1], [1, 1]]}],
        )
        assert bare.evaluate(pixel, [0, 0, 1, 1]) == 255
        assert bare.evaluate(pixel, [None, None, None, None]) == 0
        bare.evaluate("view.destroy()")
