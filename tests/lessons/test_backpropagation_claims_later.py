"""What the words of steps 9 to 11 claim: the gradient check, one's own network, the blanks."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.backpropagation.blanks import APART, NEAR, question
from lessons.backpropagation.check import compare
from lessons.backpropagation.layout import RADIUS
from lessons.backpropagation.lesson import LESSON
from lessons.backpropagation.mistakes import BLANKS, mistakes
from lessons.backpropagation.nets import first_params, network_at, samples
from lessons.backpropagation.suspects import LINES, RIGHT, SUSPECTS, suspect
from lessons.kit.errors import Refusal
from lessons.kit.player import Player
from lessons.kit.words import LANGUAGES, read_strings
from tests.lessons.backpropagation import at, last, mark, message

pytestmark = pytest.mark.lesson("backpropagation")
SEEDS = {one.mistake: next(s for s in range(200) if suspect(True, s) == one) for one in SUSPECTS}
REDS = {
    "no_slope": {"W0", "b0", "W1", "b1"},
    "transposed": {"W0", "b0", "W1", "b1"},
    "slope_of_sums": {"W0", "b0", "W1", "b1"},
    "no_mean": {"W0", "b0", "W1", "b1", "W2", "b2"},
    "sign": {"W0", "b0", "W1", "b1", "W2", "b2"},
    "bias_from_activations": {"b0", "b1", "b2"},
    "mean_for_sum": {"b0", "b1", "b2"},
    "sums_for_activations": {"W1", "W2"},
}


# 9: is the gradient right?


def test_18_derivatives_agree_and_differ_by_rounding_only():
    shown = at("check")
    assert shown.readouts["n_params"] == 18 and shown.readouts["n_wrong"] == 0
    assert shown.readouts["difference"] < 1e-9 and message(shown) == "message.all_agree"


def test_the_right_program_finds_the_gradient_of_the_core():
    chosen = LESSON.settings(LESSON.step("check"), {})
    player = Player(LESSON, "check")
    params = player.moment().state.params
    _, analytic, _ = compare(chosen, params)
    assert_allclose(analytic, network_at(chosen, params).gradients(*samples(chosen)).vector, rtol=1e-12)


@pytest.mark.parametrize("mistake", REDS)
def test_every_mistake_shows_and_only_where_it_spreads(mistake):
    shown = at("check", broken=True, seed=SEEDS[mistake])
    table = mark(shown, "check", "derivatives")
    rows = table.channels["wrong"].any(axis=1)
    blocks = np.repeat(["W0", "b0", "W1", "b1", "W2", "b2"], [4, 2] * 3)  # of a 2-2-2-2 network
    assert table.role == "broken" and set(blocks[rows]) == REDS[mistake]
    assert message(shown) == "message.disagree" and shown.code.lines == ()


@pytest.mark.parametrize("mistake", REDS)
def test_the_faulty_line_is_marked_when_it_is_named_and_not_before(mistake):
    seed = SEEDS[mistake]
    line = suspect(True, seed).line
    for answer in LINES:
        shown = at("check", broken=True, seed=seed, answer=answer)
        assert (message(shown) == "message.found") == (answer == line)
        assert bool(shown.code.lines) == (answer == line)


def test_another_program_is_not_judged_by_the_line_named_in_the_one_before():
    player = Player(LESSON, "check", {"broken": True, "seed": SEEDS["sign"]})
    player.set({"answer": "error"})
    assert message(player.frame()) == "message.found"
    player.set({"seed": SEEDS["no_mean"]})  # the same line is wrong there
    assert message(player.frame()) == "message.disagree"
    player.set({"answer": "error"})
    player.set({"broken": False})
    assert player.settings["answer"] == "none"


def test_the_loss_often_falls_in_spite_of_a_mistake():
    chosen = LESSON.settings(LESSON.step("check"), {})
    network, (X, y) = network_at(chosen, first_params(chosen)), samples(chosen)
    fell = 0
    for one in SUSPECTS:
        params = network.params.copy()
        for _ in range(30):
            blocks = one.program(network.with_params(params), X, y)
            params -= 0.05 * np.concatenate([np.concatenate([w.ravel(), b.ravel()]) for w, b in blocks])
        fell += network.with_params(params).loss(X, y) < network.loss(X, y)
    assert fell >= 5


def test_there_are_eight_mistakes_and_a_factor_of_8_is_the_forgotten_mean():
    assert len(SUSPECTS) == len(REDS) == 8 and RIGHT not in SUSPECTS
    chosen = LESSON.settings(LESSON.step("check"), {"broken": True, "seed": SEEDS["no_mean"]})
    _, analytic, numeric = compare(chosen, Player(LESSON, "check").moment().state.params)
    assert_allclose(analytic / numeric, 8, rtol=1e-5)


# 10: your own network


def test_a_3_4_4_2_network_has_46_numbers_and_183_lines_and_26_without_the_second_layer():
    numbers = at("your-network").readouts
    assert (numbers["n_params"], numbers["operations"]) == (46, 183)
    assert at("your-network", hidden_2=0).readouts["n_params"] == 26


def test_with_cross_entropy_the_first_delta_is_prediction_minus_target():
    live = last("your-network", loss_kind="cross_entropy", n_outputs=1, y1=1.0).live
    assert_allclose(live["d_y"], live["a_y"] - 1, rtol=1e-12)


def test_with_two_outputs_it_is_half_of_that_since_the_loss_is_their_mean():
    live = last("your-network", loss_kind="cross_entropy", y1=1.0, y2=0.0).live
    assert_allclose([live["d_y1"], live["d_y2"]], [(live["a_y1"] - 1) / 2, live["a_y2"] / 2], rtol=1e-12)


def test_a_target_that_is_no_probability_is_taken_as_the_nearest_one_and_said():
    shown = last("your-network", loss_kind="cross_entropy", y1=-2.0)
    assert message(shown) == "message.clipped" and shown.live["target_1"] == 0


def test_controls_without_an_effect_are_absent():
    assert at("your-network", n_inputs=1, n_outputs=1).absent == ("x2", "x3", "y2")


@pytest.mark.parametrize("change", [{"hidden_1": 9}, {"hidden_1": 2.5}, {"x1": "one"}, {"learning_rate": 1e9}])
def test_what_does_not_fit_is_refused_and_the_network_stays(change):
    player = Player(LESSON, "your-network", {"hidden_1": 3})
    player.seek(4, 7)
    before = repr(player.frame())
    with pytest.raises(Refusal):
        player.set(change)
    assert repr(player.frame()) == before


def test_a_branch_into_another_network_starts_it_anew_there():
    player = Player(LESSON, "your-network")
    player.seek(5)
    player.set({"hidden_2": 0}, branch=True)
    player.seek(7, 3)
    assert player.frame().readouts["n_params"] == 26


@pytest.mark.parametrize("granularity", ["multiply_add", "layer", "update"])
def test_where_units_are_many_no_number_of_a_unit_lies_on_the_next_unit(granularity):
    player = Player(LESSON, "your-network", {"granularity": granularity})
    for beat in range(0, player.beats_at(0), 3):
        player.seek(0, beat)
        graph = next(figure for figure in player.frame().figures if figure.id == "graph")
        assert not graph.equal  # columns spread as far as there is room
        for kind in ("z", "d", "b"):
            offset = next(mark for mark in graph.marks if mark.id == kind).options
            assert abs(offset["dy"]) <= 18 and offset["dx"] > RADIUS  # beside: the next ring begins 50 below


# 11: fill in the blank

EVERY = [(blank, seed) for blank in BLANKS for seed in range(12)]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("seed", range(5))
def test_two_digits_are_enough_and_each_usual_mistake_gets_its_own_hint(blank, seed):
    view = question(blank, seed)
    right = view.value_of(BLANKS[blank])
    assert message(at("blanks", blank=blank, seed=seed, reply=round(right, 2))) == "message.right"
    for name, value in mistakes(view, blank).items():
        if abs(value) <= 10:
            shown = at("blanks", blank=blank, seed=seed, reply=round(value, 2))
            assert message(shown) == f"message.slip_{blank}_{name}" and not shown.goal.reached


@pytest.mark.parametrize(("blank", "seed"), EVERY)
def test_no_mistake_comes_near_the_answer_and_two_mistakes_stay_apart(blank, seed):
    view = question(blank, seed)
    values = np.array([view.value_of(BLANKS[blank]), 0.0, *mistakes(view, blank).values()])
    gaps = np.abs(values[:, None] - values[None]) + np.eye(len(values))
    assert gaps.min() > APART > 2 * NEAR


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_has_a_sentence(language):
    strings = read_strings(Path(LESSON.folder), language)
    for blank in BLANKS:
        names = [f"message.slip_{blank}", *(f"message.slip_{blank}_{m}" for m in mistakes(question(blank, 0), blank))]
        assert [name for name in names if name not in strings] == []
    faults = [f"message.fault_{one.mistake}" for one in SUSPECTS] + [f"message.innocent_{line}" for line in LINES]
    assert [name for name in faults if name not in strings] == []


@pytest.mark.parametrize("blank", BLANKS)
def test_the_missing_number_is_nowhere_until_it_is_found(blank):
    number = BLANKS[blank]
    hidden = at("blanks", blank=blank)
    value = question(blank, 0).value_of(number)
    assert np.isnan(hidden.live[number])
    assert np.isnan(mark(hidden, "sums", "sums").channels["values"]).all()
    assert f"{value:.6f}" not in json.dumps([hidden.live, hidden.readouts, hidden.formulas])
    shown = at("blanks", blank=blank, solution=True)
    assert_allclose(shown.live[number], value, rtol=1e-12)


def test_a_number_near_the_answer_is_told_to_keep_one_more_digit():
    right = question("loss", 0).value_of("loss")
    assert message(at("blanks", blank="loss", reply=right + 0.02)) in ("message.rounding",)
    assert at("blanks").message is None


def test_another_blank_or_other_numbers_wait_for_an_answer_of_their_own():
    for change in ({"blank": "d_out"}, {"seed": 5}):
        player = Player(LESSON, "blanks", {"blank": "loss"})
        player.set({"reply": 1.0})
        player.set({"solution": True})
        assert player.frame().message is not None
        player.set(change)
        shown = player.frame()
        assert shown.message is None and shown.goal is not None and not shown.goal.reached
        assert (player.settings["reply"], player.settings["solution"]) == (0.0, False)
    player.set({"reply": 1.0})
    player.set({"learning_rate": 0.3})
    assert player.settings["reply"] == 1.0  # what is no part of the question leaves the answer


def test_a_typed_0_is_an_answer():
    player = Player(LESSON, "blanks")
    player.set({"reply": 0.0})
    assert message(player.frame()).startswith("message.slip_")
