"""Figures on a bare document, without engine or lesson; modules are imported as the shell does."""

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


def show(page: Page, structure: dict, arrays: list) -> None:
    page.evaluate(SHOW, [structure, arrays])


def centre(page: Page, selector: str, index: int = 0) -> tuple[float, float]:
    box = page.locator(selector).nth(index).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def gestures(page: Page) -> list[dict]:
    page.evaluate("new Promise(requestAnimationFrame)")
    return page.evaluate("sent.splice(0)")
