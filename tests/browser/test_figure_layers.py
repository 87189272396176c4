"""What of a figure is drawn anew when something in it changes."""

import pytest
from playwright.sync_api import Page

from tests.browser.bare_figures import BOWL, BOWL_ARRAYS, SCALE, show

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


def test_a_path_hides_no_number_of_the_contours_and_a_point_may(bare: Page):
    """What is drawn on the layer of the paths, in order: the path, the numbers above it, the point."""
    grid = [[float(x + y) for x in range(11)] for y in range(11)]
    marks = [
        {"id": "levels", "type": "contour", "role": "loss", "extent": [0, 10, 0, 10], "levels": [5, 15]},
        {"id": "path", "type": "line", "role": "path"},
        {"id": "here", "type": "points", "role": "model"},
    ]
    show(bare, {**MAP, "marks": marks}, [{"values": grid}, {"x": [0, 10], "y": [0, 10]}, {"x": [5], "y": [5]}])
    drawn = bare.evaluate(
        """() => {
          const order = [];
          const { prototype } = CanvasRenderingContext2D;
          const before = {};
          for (const name of ["lineTo", "fillText", "fill"]) {
            before[name] = prototype[name];
            prototype[name] = function (...values) {
              order.push(name === "fillText" ? values[0] : name);
              before[name].apply(this, values);
            };
          }
          view.update(null, channels, [[1, "x"]]);
          Object.assign(prototype, before);
          return order;
        }"""
    )
    assert drawn == ["lineTo", "15", "5", "fill"]
