"""Guessing the first layer's gradient: what is hidden stays hidden, and points follow the stated rule."""

import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.gradient_flow import guess
from lessons.gradient_flow.problem import moons
from lessons.gradient_flow.running import Plan, begin
from lessons.kit.errors import Refusal
from lessons.kit.lesson import Gesture
from lessons.kit.player import Player
from nnviz_core.losses import find_loss
from nnviz_core.network import Network
from tests.lessons.gradient_flow import LESSON, frame, message

pytestmark = pytest.mark.lesson("gradient-flow")
PRESS = Gesture(-1, 0, 0, True)


def factor_by_differences(number: int) -> float:
    """The first layer's gradient over the last's from differences of the loss, without backpropagation."""
    plan, state = guess.drawn(number)
    X, y = moons()
    loss = find_loss("binary_cross_entropy")
    net = Network(plan.sizes, (*[plan.activation] * (plan.depth - 1), "sigmoid"), state.params)

    def slope(index: int) -> float:
        ahead, behind = state.params.copy(), state.params.copy()
        ahead[index] += 1e-5
        behind[index] -= 1e-5
        return (net.with_params(ahead).loss(X, y, loss) - net.with_params(behind).loss(X, y, loss)) / 2e-5

    n_first, n_last = net.layers[0].block.size, net.layers[-1].block.size
    first = [slope(index) for index in range(n_first)]
    last = [slope(index) for index in range(net.n_params - n_last, net.n_params)]
    return float(np.linalg.norm(first) / np.linalg.norm(last))


def revealed(number: int, power: float) -> dict:
    return frame("guess", round=number, guesses=[[number, power]])["readouts"]


def near_one() -> list[int]:
    """Rounds whose gradients differences can measure: those not too small."""
    return [number for number in range(1, 20) if abs(guess.truth(guess.drawn(number)[1])) < 3][:4]


@pytest.mark.parametrize("number", near_one())
def test_the_truth_is_what_differences_of_the_loss_say(number: int):
    assert_allclose(revealed(number, 0.0)["ratio"], factor_by_differences(number), rtol=1e-3)


def test_points_fall_by_fifty_for_each_power_of_ten_as_the_words_say():
    truth = np.log10(revealed(1, 0.0)["ratio"])
    for beside, expected in ((0.0, 100), (np.log10(2), 85), (-1.0, 50), (1.5, 25), (-2.0, 0), (6.0, 0)):
        power = float(np.clip(truth + beside, guess.LEAST, guess.MOST))
        expected = max(0.0, 100 - 50 * abs(power - truth)) if power != truth + beside else expected
        assert_allclose(revealed(1, power)["points"], expected, atol=0.06)


def test_nothing_of_the_answer_is_in_a_frame_before_it_is_shown():
    player = Player(LESSON, "guess", {"guess_power": -2.0})
    _, state = guess.drawn(1)
    norms = player.frame().figures[0].marks[0].channels["value"]
    assert np.isnan(norms[:-1]).all() and norms[-1] == state.norms[-1]
    sent = frame("guess", guess_power=-2.0)
    assert sent["readouts"]["ratio"] is None and sent["readouts"]["points"] is None
    assert [figure["id"] for figure in sent["figures"]] == ["norms", "network"]
    assert f"{state.norms[0]:.4g}"[:5] not in json.dumps(sent)
    # its twin: shown, all is there
    player.gesture("reveal_guess", PRESS)
    assert not np.isnan(player.frame().figures[0].marks[0].channels["value"]).any()


def is_reached(player: Player) -> bool:
    goal = player.frame().goal
    assert goal is not None
    return goal.reached


def test_a_game_goes_round_by_round_and_its_mean_reaches_the_goal():
    player = Player(LESSON, "guess")
    with pytest.raises(Refusal):
        player.set({"guess_power": 4.0})
    for number in range(1, 6):
        assert player.settings["round"] == number and not is_reached(player)
        player.set({"guess_power": round(4 * guess.truth(guess.drawn(number)[1])) / 4})
        player.gesture("reveal_guess", PRESS)
        assert player.frame().disabled == ("guess_power", "reveal_guess")
        with pytest.raises(Refusal):
            player.gesture("reveal_guess", PRESS)
        if number < 5:
            player.gesture("next_round", PRESS)
            assert "next_round" in player.frame().disabled
    assert is_reached(player) and player.frame().readouts["mean_points"] > 90
    player.gesture("new_game", PRESS)
    assert player.settings["round"] == 6 and player.frame().readouts["n_rounds"] == 0


def test_a_wild_guess_does_not_reach_the_goal():
    made = [[number, guess.MOST] for number in range(1, 6)]
    shown = frame("guess", round=5, guesses=made)
    assert not shown["goal"]["reached"] and shown["readouts"]["n_rounds"] == 5


def test_the_last_round_is_the_last_and_a_link_may_hold_nonsense():
    player = Player(LESSON, "guess", {"round": guess.LAST_ROUND, "guesses": [[guess.LAST_ROUND, 0.0], [-3.0, 1.0]]})
    assert player.frame().readouts["n_rounds"] == 1
    with pytest.raises(Refusal):
        player.gesture("next_round", PRESS)


def test_every_round_can_be_guessed_and_both_kinds_of_answer_come():
    truths = np.array([guess.truth(guess.drawn(number)[1]) for number in range(1, guess.LAST_ROUND + 1)])
    assert (truths > guess.LEAST).all() and (truths < guess.MOST).all()
    assert (truths < -2).sum() >= 15 and (abs(truths) < 1).sum() >= 15
    assert message("guess") == "message.round"


def median_power(activation: str, start: str, depth: int) -> float:
    states = [begin(Plan(depth, 8, activation, start, 0.1, "sgd", seed)) for seed in range(12)]
    return float(np.median([guess.truth(state) for state in states if state.norms[0] > 0]))


def test_what_the_hint_says_of_each_further_layer():
    for start, factor in (("glorot", 4), ("small", 10)):
        a_layer = 10 ** ((median_power("sigmoid", start, 7) - median_power("sigmoid", start, 12)) / 5)
        assert factor / 1.3 < a_layer < factor * 1.3, (start, a_layer)
    for activation in ("tanh", "relu"):
        for start in guess.STARTS:
            assert abs(median_power(activation, start, 10)) < 1
