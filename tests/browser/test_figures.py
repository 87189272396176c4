"""What a reader can do to a figure."""

import pytest
from playwright.sync_api import Page

from tests.browser.bare_figures import BOWL, BOWL_ARRAYS, PLANE, PLANE_ARRAYS, centre, gestures, show


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


def test_a_turned_surface_stays_turned_until_another_one_has_a_view_of_its_own(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    bare.evaluate("view.turn({azimuth: 10, elevation: 60, zoom: 2})")
    seen = "([structure, title]) => { view.update({...structure, title}, channels); return view.camera(); }"
    assert bare.evaluate(seen, [BOWL, "the same bowl"]) == {"azimuth": 10, "elevation": 60, "zoom": 2}
    board = {**BOWL, "camera": {"azimuth": 40, "elevation": 28}}
    assert bare.evaluate(seen, [board, "a board"]) == {"azimuth": 40, "elevation": 28, "zoom": 1}


def test_the_read_out_of_a_surface_is_a_value_of_its_array(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    x, y = centre(bare, ".figure-stage")
    bare.mouse.move(x, y)
    bare.wait_for_selector(".figure-readout[data-shown]")
    w, b, loss = bare.eval_on_selector_all(
        ".figure-readout span:last-child", "cells => cells.map((c) => Number(c.textContent.replace('−', '-')))"
    )
    assert loss == pytest.approx(w * w + b * b, abs=1e-3)


def test_a_resting_pointer_reads_the_arrays_of_the_moment(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    bare.mouse.move(*centre(bare, ".figure-stage"))
    bare.wait_for_selector(".figure-readout[data-shown]")
    w, b, loss = bare.evaluate(
        """() => {
          channels[0].values.data = channels[0].values.data.map((v) => v + 0.5);
          view.update(null, channels, [[0, "values"]]);
          const cells = [...document.querySelectorAll(".figure-readout span:last-child")];
          return cells.map((c) => Number(c.textContent.replace("−", "-")));
        }"""
    )
    assert loss == pytest.approx(w * w + b * b + 0.5, abs=1e-3)


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


def test_a_handle_beyond_a_space_leaves_no_ring_behind(bare: Page):
    show(bare, BOWL, BOWL_ARRAYS)
    assert bare.locator(".figure-handle").get_attribute("data-away") is None
    show(bare, BOWL, [BOWL_ARRAYS[0], {"x": [9.0], "y": [0.5]}])
    handle = bare.locator(".figure-handle").last
    assert handle.get_attribute("data-away") is not None
    assert handle.evaluate("(one) => getComputedStyle(one).opacity") == "0"


SPY = """
() => {
  const write = CanvasRenderingContext2D.prototype.fillText;
  window.written = [];
  CanvasRenderingContext2D.prototype.fillText = function (words, x, y) {
    window.written.push({ x, y, width: this.measureText(words).width });
    write.call(this, words, x, y);
  };
}
"""


def test_levels_written_beside_each_other_leave_room_between_them(bare: Page):
    levels = [0.1 + 0.00123 * k for k in range(600)]
    mark = {"id": "levels", "type": "contour", "role": "loss", "extent": [0, 10, 0, 10], "levels": levels}
    slope = [[(x + 1.3 * y) / 100 for x in range(101)] for y in range(101)]  # its lines leave through the bottom
    bare.evaluate(SPY)
    show(bare, {**PLANE, "marks": [mark]}, [{"values": slope}])
    bare.wait_for_function("written.length > 0")
    written = bare.evaluate("written")
    assert len(written) > 5
    for i, one in enumerate(written):
        for other in written[:i]:
            apart = abs(one["x"] - other["x"]) - (one["width"] + other["width"]) / 2
            assert apart > 6 or abs(one["y"] - other["y"]) > 10, written
