"""The pure parts of the renderer of figures: scales, linked views, and the rasteriser of surfaces."""

from typing import Any

import pytest
from playwright.sync_api import Page


def run(page: Page, modules: str, body: str) -> Any:
    """The value of a JavaScript body in which some modules are in reach, each under its name."""
    names = [name.strip() for name in modules.split(",")]
    imports = ", ".join(f'import("/static/js/figures/{name}.js")' for name in names)
    return page.evaluate(f"async () => {{ const [{', '.join(names)}] = await Promise.all([{imports}]); {body} }}")


@pytest.mark.parametrize("kind", ["linear", "sqrt", "log"])
def test_a_scale_and_its_inverse_undo_each_other(bare: Page, kind: str):
    back = run(
        bare,
        "scales",
        f"""const scale = {{domain: [0.5, 20], type: "{kind}", label: ""}};
        const to = scales.pixelMap(scale, [10, 410]), from = scales.valueMap(scale, [10, 410]);
        return [0.5, 1, 7.25, 20].map((v) => from(to(v)));""",
    )
    assert back == pytest.approx([0.5, 1, 7.25, 20])


def test_a_logarithm_has_no_place_for_zero_but_its_colour_is_the_lowest(bare: Page):
    found = run(
        bare,
        "scales",
        """const scale = {domain: [0.01, 10], type: "log", label: ""};
        return [Number.isNaN(scales.pixelMap(scale, [0, 1])(0)), scales.unitMap([0.01, 10], "log")(0)];""",
    )
    assert found == [True, 0]


def test_log_ticks_name_powers_of_ten_without_crowding(bare: Page):
    labels = run(
        bare,
        "scales",
        """return scales.ticks({domain: [1e-9, 10], type: "log", label: ""}, 5).map((t) => t.label).filter(Boolean);""",
    )
    assert 3 <= len(labels) <= 6
    assert labels[0] == "10⁻⁹"


def test_an_axis_has_two_numbers_at_least_and_its_zero(bare: Page):
    body = """return [[-3.2, 3.2], [-4.9, 4.9], [-0.02, 0.045], [0.1, 0.9], [7, 7 + 1e-15], [0, 10]].map((domain) =>
        scales.ticks({domain, type: "linear", label: ""}, 2).map((t) => t.label));"""
    read = run(bare, "scales", body)
    assert read[:3] == [["−2", "0", "2"], ["−4", "0", "4"], ["0.00", "0.04"]]
    assert len(read[3]) >= 2 and read[5] == ["0", "5", "10"]


def test_numbers_have_four_digits_a_true_minus_and_a_dash_for_nothing(bare: Page):
    written = run(bare, "scales", "return [-1.23456, 0, 123456, NaN, Infinity].map(scales.formatNumber);")
    assert written == ["−1.235", "0", "1.235·10⁵", "–", "∞"]


def test_a_read_out_that_is_whole_but_for_rounding_is_written_whole(bare: Page):
    written = bare.evaluate(
        """async () => [1.0000000000000002, -1, -0.9999999999999998, 1e-13, 1.00001, NaN]
        .map((await import("/static/js/page/readouts.js")).readout)"""
    )
    assert written == ["1", "−1", "−1", "1.000·10⁻¹³", "1.0000", "–"]


def test_a_number_that_is_not_known_is_a_dash_in_words_and_a_question_mark_in_a_formula(bare: Page):
    shown = bare.evaluate(
        """async () => {
          const { createLive } = await import("/static/js/words/live.js");
          document.body.innerHTML = '<p><b data-live="a"></b><span class="katex"><i data-live="a"></i></span></p>';
          const live = createLive(document.body);
          const texts = () => [...document.querySelectorAll("[data-live]")].map((e) => e.textContent);
          live.collect(); const seen = [texts()];
          for (const a of [2, null]) { live.update({ readouts: { a } }); seen.push(texts()); }
          return seen; }"""
    )
    assert shown == [["–", "?"], ["2", "2"], ["–", "?"]]


def test_pointing_falls_back_to_what_was_pinned(bare: Page):
    seen = run(
        bare,
        "highlight",
        """const h = highlight.createHighlight(), seen = [];
        h.subscribe((thing) => seen.push(thing));
        h.set("sample:0"); h.pin("sample:1"); h.set("sample:2"); h.set(null); h.pin("sample:1");
        return seen;""",
    )
    assert seen == ["sample:0", "sample:1", "sample:2", "sample:1", None]


SQUARE = """
const screen = new Float32Array([2,2,D,0.5,0.5,0.5, 12,2,D,0.5,0.5,0.5, 12,12,D,0.5,0.5,0.5, 2,12,D,0.5,0.5,0.5]);
const raster = new rasteriser.Rasteriser(); raster.clear(16, 16);
const table = new Uint32Array(4 * 64 * 256).fill(7);
"""


def test_two_triangles_fill_each_pixel_of_their_square_once_and_no_other(bare: Page):
    filled = run(
        bare,
        "rasteriser",
        SQUARE.replace("D", "1")
        + """raster.fill({ screen, triangles: new Uint32Array([0,1,2, 0,2,3]) }, table, 1);
        return raster.pixels.reduce((n, p) => n + (p !== 0), 0);""",
    )
    assert filled == 100


@pytest.mark.parametrize("order", ["near, far", "far, near"])
def test_the_nearer_triangle_hides_the_farther_in_any_order(bare: Page, order: str):
    depth = run(
        bare,
        "rasteriser",
        SQUARE.replace("D", "1")
        + f"""const near = {{ screen, triangles: new Uint32Array([0,1,2]) }};
        const far = {{ screen: screen.map((v, i) => (i % 6 === 2 ? -1 : v)), triangles: new Uint32Array([0,1,2]) }};
        for (const surface of [{order}]) raster.fill(surface, table, 1);
        return raster.depths[4 * 16 + 8];""",
    )
    assert depth == 1


def test_a_surface_is_cut_at_the_top_of_its_box(bare: Page):
    heights = run(
        bare,
        "surface",
        """const values = Float32Array.from({ length: 25 }, (_, k) => (k % 5 - 2) ** 2 + (Math.floor(k / 5) - 2) ** 2);
        const item = { mark: { extent: [0, 4, 0, 4], domain: [0, 8] }, data: () => values, shape: () => [5, 5] };
        const box = { x: (v) => v, y: (v) => v, z: (v) => v, top: 3 };
        const s = surface.buildSurface(item, box);
        return Array.from(s.triangles, (i) => s.vertices[8 * i + 2]);""",
    )
    assert heights
    assert max(heights) == pytest.approx(3)
    assert min(heights) == 0


def test_a_shape_is_written_as_numpy_writes_it(bare: Page):
    assert run(bare, "arrays", "return [[5], [5, 1]].map(arrays.shapeWords);") == ["(5,)", "(5, 1)"]


WORDS = """
    const host = document.body.appendChild(document.createElement("div"));
    host.style.width = "400px";
    const roles = await (await fetch("/lessons/kit/roles.json")).json();
    const scale = {domain: [0, 10], type: "linear", label: ""};
    const marks = [{id: "words", type: "text", role: "data", texts: ["first", "second", "third"], dx: 0, dy: 0}];
    const structure = {id: "f", kind: "plane", title: "t", x: scale, y: scale, marks};
    const written = [], write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (...what) { written.push(what); write.apply(this, what); };
    const lit = highlight.createHighlight(), of = (numbers) => ({data: new Float32Array(numbers), shape: [3]});
    const view = figure.createFigure(host, {structure, text: String, roles, highlight: lit, send() {}});
    view.update(structure, [{x: of(XS), y: of([5, 5, 5])}]);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    CanvasRenderingContext2D.prototype.fillText = write;
    return written.slice(-3);
"""


def test_words_that_would_lie_on_others_move_by_a_line_and_words_beside_them_do_not(bare: Page):
    beside = run(bare, "figure, highlight", WORDS.replace("XS", "[1, 4, 7]"))
    assert len({y for _, _, y in beside}) == 1
    on_top = run(bare, "figure, highlight", WORDS.replace("XS", "[4, 4, 4]"))
    heights = sorted(y for _, _, y in on_top)
    assert [words for words, _, _ in on_top] == ["first", "second", "third"]
    assert all(9 <= below - above <= 20 for above, below in zip(heights, heights[1:], strict=False))
    assert on_top[0][2] == beside[0][2]  # who came first stays
    low = (
        WORDS.replace("XS", "[4, 4, 4]").replace("[5, 5, 5]", "[0, 0, 0]").replace("plane", 'plane", bare: true, id: "')
    )
    first, second, third = (y for _, _, y in run(bare, "figure, highlight", low))
    assert second < first - 8 and third == first  # nobody is moved beyond the edge; without room words stay


NAMED_BOX = """
    const host = document.body.appendChild(document.createElement("div"));
    host.style.width = "290px";
    host.style.setProperty("--figure-max-height", "170px");
    const roles = await (await fetch("/lessons/kit/roles.json")).json();
    const scale = (low, high, label) => ({domain: [low, high], type: "linear", label});
    const structure = {id: "f", kind: "space", title: "t", marks: [], camera: {azimuth: AZIMUTH, elevation: 30},
        x: scale(-3, 3, "petal length, in spreads"), y: scale(-3, 3, "petal width, in spreads"), z: scale(0, 1, "p")};
    const written = [], write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (words, x, y) {
        written.push([words, x, y, this.measureText(words).width]);
    };
    const lit = highlight.createHighlight();
    figure.createFigure(host, {structure, text: String, roles, highlight: lit, send() {}}).update(structure, []);
    CanvasRenderingContext2D.prototype.fillText = write;
    return written;
"""


@pytest.mark.parametrize("azimuth", [-60, -30, 40, 140])
def test_in_a_small_box_the_name_of_an_axis_lies_on_no_number(bare: Page, azimuth: int):
    written = run(bare, "figure, highlight", NAMED_BOX.replace("AZIMUTH", str(azimuth)))
    names = [one for one in written if one[0].startswith("petal")]
    numbers = [one for one in written if one[0][-1].isdigit()]
    assert len(names) >= 2 and len(numbers) >= 6
    for _, x, y, width in names:
        assert all(abs(y - top) >= 9 or x + width <= left or left + wide <= x for _, left, top, wide in numbers)
