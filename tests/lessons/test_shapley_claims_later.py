"""What the words of the lesson on Shapley values claim of a model, a row and its background."""

import sys

import numpy as np
import pytest

from lessons.kit.errors import PackagesNeeded, Refusal
from lessons.kit.lesson import Gesture
from lessons.models.carried import word_of
from lessons.models.models import model
from lessons.shapley.backgrounds import turning
from lessons.shapley.explained import explained
from lessons.shapley.missing import known_of, number_of
from nnviz_core.explain import contributions_of_game, exact_shapley
from nnviz_core.explain.players import all_coalitions
from tests.lessons.shapley import figure, frame, mark, player
from tests.models.test_models import small

pytestmark = pytest.mark.lesson("shapley")
MODELS = ("network", "linear", "forest", "boosting", "svm")


def settings(step="explained", **changed):
    return player(step, **changed).settings


# missing


def own_numbers(shown):
    """Where the table shows the row's own numbers: (player, column); the row itself is column 0."""
    cells = mark(shown, "rows", "own").channels
    return {(int(-y), int(x)) for x, y in zip(cells["x"], cells["y"], strict=True)}


def test_the_step_shows_the_mean_answer_over_mixed_rows():
    opened = player("missing")
    for feature in (2, 0):
        opened.gesture("toggle", Gesture(feature, 0.0, 0.0, True))
    own, shown = explained(opened.settings), opened.frame()
    rows = own.background.copy()
    rows[:, [0, 2]] = own.x[[0, 2]]
    assert shown.readouts["v_now"] == pytest.approx(own.model.predict(rows)[:, own.output].mean())
    assert shown.readouts["v_now"] == pytest.approx(shown.live["mean_said"])
    assert own_numbers(shown) == {(k, column) for k in (0, 2) for column in range(4)} | {(k, 0) for k in range(4)}
    borrowed = mark(shown, "rows", "borrowed").channels
    assert borrowed["value"][0] == own.background[0, 1]
    opened.gesture("toggle", Gesture(2, 0.0, 0.0, True))
    assert opened.frame().readouts["n_known"] == 1


def test_nothing_known_is_the_base_and_everything_known_the_prediction():
    nothing, everything = frame("missing"), frame("missing", known=[[k, 0] for k in range(4)])
    assert nothing.readouts["v_now"] == nothing.readouts["base"]
    assert everything.readouts["v_now"] == pytest.approx(everything.readouts["prediction"])
    assert (nothing.message.text, everything.message.text) == ("message.none_known", "message.all_known")


def test_an_iris_has_four_measurements_sixteen_coalitions_and_the_goal_is_within_reach():
    first = frame("missing")
    assert first.live["n_players"] == 4 and first.live["n_coalitions"] == 16 and not first.goal.reached
    pairs = [frame("missing", known=[[i, 0], [j, 0]]).goal.reached for i in range(4) for j in range(i)]
    assert any(pairs) and not all(pairs)


@pytest.mark.parametrize("table", ["wine", "breast-cancer", "diabetes"])
def test_the_goal_is_within_reach_of_other_rows_and_no_easier_than_it_must_be(table):
    for row in range(4):
        own = explained(settings("missing", table=table, row=row))
        most = frame("missing", table=table, row=row).live["most"]
        ways = (own.means - own.base) / (own.prediction - own.base)
        enough = all_coalitions(own.n_players)[ways >= 0.5].sum(axis=1)
        assert enough.min() <= most and (most == 2 or enough.min() == most)


def test_what_a_measurement_adds_here_is_not_what_it_adds_elsewhere():
    alone = mark(frame("missing"), "rows", "adds").channels["value"]
    later = mark(frame("missing", known=[[3, 0]]), "rows", "adds").channels["value"]
    assert abs(alone[2] - later[2]) > 0.05


def test_a_known_feature_that_a_smaller_table_does_not_have_is_passed_over():
    own = explained(settings("missing", table="iris"))
    known = known_of({"known": ((1, 0), (12, 0))}, own)
    assert known.tolist() == [False, True, False, False] and number_of(known) == 2


# explained


@pytest.mark.cpython
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("table", ["iris", "wine", "breast-cancer", "diabetes"])
def test_every_explanation_is_exact_and_adds_up(table, name):
    own = explained(settings(table=table, model=name))
    exact = exact_shapley(lambda rows: own.model.predict(rows)[:, own.output], own.x, own.background, groups=own.groups)
    np.testing.assert_allclose(own.values, exact.values, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(own.base + own.values.sum(), own.prediction, rtol=1e-12, atol=1e-12)
    assert sorted(feature for group in own.groups for feature in group) == list(range(own.x.size))


def test_wine_has_thirteen_players_and_8192_coalitions_asked_of_twenty_rows_each():
    live = frame("explained").live
    assert (live["n_players"], live["n_coalitions"], live["n_predictions"]) == (13, 8192, 8192 * 20)


def test_tumours_have_ten_players_of_three_columns_each():
    own = explained(settings(table="breast-cancer"))
    assert own.n_players == 10 and {len(group) for group in own.groups} == {3}
    assert own.names[0] == "feature.breast-cancer.radius"


@pytest.mark.cpython
def test_a_forest_is_asked_about_seven_features_and_the_rest_together_and_says_so():
    own = explained(settings(model="forest"))
    assert own.n_players == 8 and own.names[-1] == "feature.others" and len(own.groups[-1]) == 6
    assert frame("explained", model="forest").message.text == {"key": "message.the_rest", "values": {"n": 7}}


def test_the_bars_are_hidden_until_the_guess_and_then_told_apart():
    opened = player("explained")
    before = opened.frame()
    assert [one.id for one in before.figures] == ["bars"] and np.isnan(before.readouts["sum"])
    strongest = int(np.abs(explained(opened.settings).values).argmax())
    opened.gesture("guess_strongest", Gesture(strongest, 0.0, 0.0, True))
    after = opened.frame()
    assert after.goal.reached and after.live["rank"] == 1 and figure(after, "behind")
    opened.gesture("guess_again", Gesture(0, 0.0, 0.0, True))
    assert not opened.frame().goal.reached
    opened.gesture("guess_strongest", Gesture((strongest + 1) % 13, 0.0, 0.0, True))
    assert not opened.frame().goal.reached and opened.frame().message.tone == "warn"


def test_the_rest_is_rounding_and_the_mean_of_the_line_is_the_value():
    shown = frame("explained", reveal=True, watched=2)
    assert abs(shown.readouts["gap"]) < 1e-14
    line = mark(shown, "behind", "by-size").channels["y"]
    assert line.mean() == pytest.approx(shown.live["value"])
    assert mark(shown, "behind", "value").channels["y"][0] == pytest.approx(shown.live["value"])


def test_there_is_a_bar_whose_line_falls():
    own = explained(settings())
    found = contributions_of_game(own.means)
    means = np.array([[found.adds[j][found.sizes[j] == s].mean() for s in range(13)] for j in range(13)])
    falls = np.abs(means[:, -1]) < 0.5 * np.abs(means[:, 1])
    assert falls[np.abs(own.values) > 0.05].any()


def test_a_learner_s_own_network_is_explained_too():
    word = word_of(small())
    shown = frame("explained", model="carried", carried=word, reveal=True)
    assert shown.live["n_coalitions"] == 4 and abs(shown.readouts["gap"]) < 1e-12
    assert "table" in shown.absent and "model_seed" in shown.absent
    with pytest.raises(Refusal, match="nothing_carried"):
        frame("explained", model="carried")


def test_a_model_whose_library_is_missing_asks_for_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(PackagesNeeded):
        frame("explained", model="forest", model_seed=987)


# background


def test_the_prediction_is_the_same_and_the_bases_are_not():
    shown = frame("background")
    bases = [shown.readouts[f"base_{kind}"] for kind in ("random_rows", "mean_row", "other_rows")]
    assert len({round(base, 3) for base in bases}) == 3
    ends = mark(shown, "ways", "end").channels["x"]
    np.testing.assert_allclose(ends, shown.readouts["prediction"])


def test_the_mean_row_and_the_other_classes_are_what_they_are_called():
    made = model("network", "wine")
    own = explained(settings("background"), "mean_row")
    np.testing.assert_allclose(own.background, made.table.X_train.mean(axis=0)[None])
    said = made.predict(explained(settings("background"), "other_rows").background)
    assert (said.argmax(axis=1) != own.output).mean() > 0.9


def test_the_number_over_the_leftmost_base_has_room_beside_the_axis():
    shown = frame("background")
    low, high = figure(shown, "ways").x.domain
    assert (mark(shown, "ways", "base").channels["x"].min() - low) / (high - low) > 0.18


def test_a_feature_turns_only_when_it_clearly_does_both():
    values = np.array([[0.5, 0.1, 0.005], [0.4, -0.1, -0.005], [0.3, 0.2, 0.0]])
    assert turning(values).tolist() == [False, True, False]


def test_the_goal_is_open_at_first_and_reached_for_another_class():
    assert not frame("background").goal.reached
    assert any(frame("background", output="second", row=row).goal.reached for row in range(12))
