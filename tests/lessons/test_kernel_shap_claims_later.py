"""What the words of steps 5 and 6 on Kernel SHAP claim: error bars that hold what they say, sums that prove nothing."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.kernel_shap.adding import KINDS, LETTERS, add_up
from lessons.kernel_shap.inquiry import pairs_at
from lessons.kernel_shap.problem import inquire
from nnviz_core.explain import exact_shapley, kernel_shap
from tests.lessons.kernel_shap import (
    all_asked,
    change,
    channel,
    frame,
    gesture,
    message,
    numbers,
    session_at,
    task_of,
)

pytestmark = pytest.mark.lesson("kernel-shap")


def exact_of(task):
    return exact_shapley(task.model.predict, task.x, task.background).values[:, task.output]


# 5: how sure


def test_with_the_last_pair_the_estimate_is_exact_and_its_error_zero():
    task, own = task_of("walk"), all_asked("walk")
    assert_allclose(own.values(own.n_pairs), exact_of(task), atol=1e-9)
    end = numbers("walk", t=99)
    assert end["n_asked"] == end["n_wanted"] == 8190
    assert end["worst"] < 1e-9 and end["error"] == 0
    assert message("walk", t=99) == "message.exact_now"


def test_on_the_way_the_bars_are_what_kernel_shap_gives_for_as_many_coalitions():
    own = all_asked("walk")
    task, n = task_of("walk"), pairs_at(61, own.n_pairs, 100)
    record = kernel_shap(task.model.predict, task.x, task.background, n_samples=8190, rng=np.random.default_rng(0))
    part = own.estimate(n)
    assert_allclose(part.values.sum(axis=0), record.values.sum(axis=0))
    assert_allclose(numbers("walk", t=60)["value"], part.values[np.argmax(np.abs(exact_of(task))), task.output])


def test_pairs_come_one_by_one_at_first_then_by_a_growing_factor_and_all_at_the_end():
    asked = [pairs_at(t, 4095, 100) for t in range(101)]
    assert asked[:5] == [0, 1, 2, 3, 4] and asked[-1] == 4095
    assert (np.diff(asked) >= 0).all() and np.diff(asked)[-1] > 100
    assert [pairs_at(t, 7, 100) for t in (3, 7, 100)] == [3, 7, 7]
    assert pairs_at(50, 0, 100) == 0


def test_about_95_of_100_exact_values_lie_within_the_whiskers():
    exact, inside, count = exact_of(task_of("walk")), 0, 0
    for seed in range(24):
        own = all_asked("walk", seed=seed)
        for n in (60, 150, 400):
            inside += int(np.sum(np.abs(own.values(n) - exact) <= 2 * own.errors(n)))
            count += len(exact)
    assert 0.91 < inside / count < 0.99


def test_whiskers_half_as_long_would_not_hold_them():
    exact, inside, count = exact_of(task_of("walk")), 0, 0
    for seed in range(8):
        own = all_asked("walk", seed=seed)
        inside += int(np.sum(np.abs(own.values(150) - exact) <= own.errors(150)))
        count += len(exact)
    assert inside / count < 0.85


def shorter(seed, table, few):
    """How many times as short whiskers become when four times as many coalitions are asked."""
    own = inquire(task_of("walk", table=table), 8190, seed)
    return np.sqrt(np.mean(own.errors(few) ** 2) / np.mean(own.errors(4 * few) ** 2))


def test_with_many_features_four_times_as_many_coalitions_halve_the_whiskers():
    assert 1.8 < np.mean([shorter(seed, "breast-cancer", 400) for seed in range(3)]) < 2.3


def test_with_thirteen_they_shorten_faster():
    assert np.mean([shorter(seed, "wine", 100) for seed in range(6)]) > 2.4


def test_at_the_end_the_error_falls_faster():
    own = all_asked("walk")
    early = np.sqrt(np.mean(own.errors(200) ** 2) / np.mean(own.errors(400) ** 2))
    late = np.sqrt(np.mean(own.errors(2000) ** 2) / np.mean(own.errors(4000) ** 2))
    assert late > 2 * early


def test_with_too_few_pairs_no_whiskers_are_drawn():
    assert message("walk", t=10) == "message.too_early" and numbers("walk", t=10)["error"] is None
    assert message("walk", t=60) == "message.inside" and numbers("walk", t=60)["error"] > 0


def test_another_seed_gives_other_bars_until_all_are_asked():
    there, here = numbers("walk", t=50, seed=1), numbers("walk", t=50)
    assert abs(there["value"] - here["value"]) > 1e-4
    assert_allclose(numbers("walk", t=99, seed=1)["value"], numbers("walk", t=99)["value"])


def test_a_tap_follows_another_feature():
    session = session_at("walk", t=60)
    exact = exact_of(task_of("walk"))
    third = int(np.argsort(-np.abs(exact))[2])
    followed = gesture(session, "watch", index=third)
    assert followed["settings"]["watched"] == 2
    assert_allclose(followed["readouts"]["exact"], exact[third])


def test_with_thirty_features_nobody_knows_the_exact_values_and_the_words_say_so():
    at = frame("walk", t=70, table="breast-cancer")
    assert at["readouts"]["exact"] is None and at["readouts"]["error"] > 0
    assert at["message"]["text"] == "message.no_truth"
    assert message("walk", t=99, table="breast-cancer") == "message.budget_spent"


# 6: adding up


def rounds():
    return [(row, number) for row in (0, 3) for number in range(4)]


def test_all_four_add_up_to_the_gain_to_the_last_digit():
    for row, number in rounds():
        at = numbers("add-up", row=row, round=number)
        assert at["worst_sum"] < 1e-12 * max(1, abs(at["gain"]))
    assert_allclose(add_up(np.array([5.0, -2.0, 0.1]), 0.3).sum(), 0.3)


def told(row, number, guess):
    return frame("add-up", row=row, round=number, guess=guess)


def kinds_of(row, number):
    """The kind of each letter, as the message tells it."""
    values = told(row, number, "A")["message"]["text"]["values"]
    return [values[letter].removeprefix("label.") for letter in LETTERS]


def test_each_round_has_one_of_each_kind_in_an_order_that_changes():
    orders = {tuple(kinds_of(row, number)) for row, number in rounds()}
    assert all(sorted(order) == sorted(KINDS) for order in orders) and len(orders) > 2


def test_the_one_from_all_coalitions_has_the_smallest_error_of_all():
    for row, number in rounds():
        own = all_asked("add-up", row=row)
        misfits = channel("add-up", "sums", "sums", "values", row=row, round=number, guess="A")[-1]
        right = kinds_of(row, number).index("computed")
        assert np.argmin(misfits) == right
        assert_allclose(misfits[right], own.misfit(own.values(own.n_pairs)), rtol=1e-5)


@pytest.mark.parametrize("table, is_whole", [("iris", True), ("breast-cancer", False)])
def test_the_careful_one_is_nearest_also_where_there_are_too_many_coalitions_to_ask_all(table, is_whole):
    """So the words may call it careful everywhere, and made from all coalitions only sometimes."""
    for row in (0, 9):
        misfits = channel("add-up", "sums", "sums", "values", table=table, row=row, guess="A")[-1]
        said = frame("add-up", table=table, row=row, guess="A")["message"]["text"]["values"]
        assert said["right"] == LETTERS[int(misfits.argmin())]
        assert all_asked("add-up", table=table, row=row).is_whole == is_whole


def test_the_charts_tell_nothing_before_a_letter_is_chosen():
    shown = frame("add-up")
    assert [label for _, label in shown["figures"][0]["x"]["ticks"]] == list(LETTERS)
    assert len(channel("add-up", "sums", "sums", "values")) == 15  # 13 bars, their sum and the gain: no error
    of_thirty = channel("add-up", "sums", "sums", "values", table="breast-cancer")
    assert len(of_thirty) == 16  # and the other 17 together
    assert_allclose(of_thirty[:14].sum(axis=0), of_thirty[14], rtol=1e-5)
    assert "another" in shown["disabled"] and message("add-up") == "message.choose"


def test_the_first_letter_of_a_round_counts_and_only_once():
    session = session_at("add-up")
    right = LETTERS[kinds_of(0, 0).index("computed")]
    wrong = next(letter for letter in LETTERS if letter != right)
    first = change(session, guess=wrong)
    assert first["readouts"]["n_played"] == 1 and first["readouts"]["n_right"] == 0
    again = change(session, guess=right)
    assert again["readouts"]["n_played"] == 1 and again["readouts"]["n_right"] == 0
    assert gesture(session, "another")["settings"]["round"] == 1
    right = LETTERS[kinds_of(0, 1).index("computed")]
    second = change(session, guess=right)
    assert second["readouts"]["n_played"] == 2 and second["readouts"]["n_right"] == 1
    assert second["message"]["tone"] == "good"


def test_another_row_begins_the_score_anew():
    session = session_at("add-up")
    change(session, guess="A")
    fresh = change(session, row=2)
    assert fresh["readouts"]["n_played"] == 0 and fresh["settings"]["guess"] == "none"


def test_hurried_bars_come_from_hardly_more_than_a_pair_a_feature():
    task, own = task_of("add-up"), all_asked("add-up")
    hurried = channel("add-up", "sums", "sums", "values", guess="A")[:13, kinds_of(0, 0).index("hurried")]
    record = kernel_shap(task.model.predict, task.x, task.background, n_samples=26, rng=np.random.default_rng(0))
    assert_allclose(hurried, record.values[:, task.output], atol=1e-5)
    assert len(record.coalitions) == 26 and own.n_players == 13
