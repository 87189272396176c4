"""What the words of steps 1 to 4 of the lesson on trust claim, each as an assertion about what it computes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.kit.words import read_strings
from lessons.models import tables
from lessons.trust import planted, race, shortcut
from lessons.trust.answers import asked
from lessons.trust.explainers import EXPLAINERS
from lessons.trust.lesson import LESSON
from lessons.trust.subjects import chosen
from nnviz_core.data import fit_scaling
from tests.lessons.trust import channel, frame, gesture, message, numbers, session_at

pytestmark = pytest.mark.lesson("trust")
CASES = range(1, len(planted.CASES) + 1)


def settings_of(step, **changes):
    return LESSON.settings(LESSON.step(step), changes)


# 1: one prediction, four answers


def test_shap_adds_up_to_the_prediction_less_the_mean_and_the_others_need_not():
    shown = frame("four-answers")
    gain = shown["readouts"]["prediction"] - shown["readouts"]["base_value"]
    assert_allclose(shown["live"]["gain"], gain, atol=1e-9)
    others = [asked(settings_of("four-answers"))[name].sum() for name in ("gradient", "permutation")]
    assert all(abs(total - gain) > 0.02 for total in others)


def test_the_gradient_is_the_slope_times_the_way_from_the_mean():
    subject = chosen(settings_of("four-answers"))
    step = 1e-5 * subject.background.std(axis=0)
    nudged = np.array([
        subject.outputs(np.array([subject.x + nudge, subject.x - nudge])) @ [1, -1] for nudge in np.diag(step)
    ])  # fmt: skip
    way = subject.x - subject.background.mean(axis=0)
    assert_allclose(asked(settings_of("four-answers"))["gradient"], nudged / (2 * step) * way, atol=1e-6)


def test_permutation_shuffles_one_column_of_this_row():
    subject = chosen(settings_of("four-answers"))
    rows = np.tile(subject.x, (len(subject.background), 1))
    rows[:, 3] = subject.background[:, 3]
    lost = subject.outputs(subject.x[np.newaxis])[0] - subject.outputs(rows).mean()
    assert_allclose(asked(settings_of("four-answers"))["permutation"][3], lost, atol=1e-12)


def test_agreement_is_that_of_the_ranks():
    ranks = {name: np.argsort(np.argsort(np.abs(one))) for name, one in asked(settings_of("four-answers")).items()}
    by_hand = np.corrcoef(list(ranks.values()))
    assert_allclose(channel("four-answers", "agreement", "correlation", "values"), by_hand, atol=1e-6)
    off = ~np.eye(4, dtype=bool)
    assert_allclose(numbers("four-answers")["agreement"], by_hand[off].mean())
    assert numbers("four-answers")["overlap"] < 1


def test_for_some_rows_all_put_the_same_three_first_and_for_many_not():
    for table in ("breast-cancer", "iris"):
        overlaps = [numbers("four-answers", table=table, row=row)["overlap"] for row in range(12)]
        assert 2 <= sum(overlap == 1 for overlap in overlaps) <= 6


@pytest.mark.cpython
def test_a_forest_has_no_gradient_and_says_so():
    pytest.importorskip("sklearn")
    shown = frame("four-answers", model="forest", table="wine")
    assert message("four-answers", model="forest", table="wine") == "message.no_gradient"
    assert shown["live"]["n_explainers"] == 3


# 2: a race


def test_deletion_goes_from_the_prediction_to_the_mean_and_insertion_back():
    at_end = numbers("race", 30)
    assert at_end["moved"] == 30
    live = frame("race")["live"]
    for kind, first, last in (("deletion", "prediction", "base_value"), ("insertion", "base_value", "prediction")):
        curve = channel("race", kind, "shap", "y", 30)
        assert_allclose([curve[0], curve[-1]], [live[first], live[last]], atol=1e-6)


def test_the_third_feature_taken_is_the_third_largest_and_the_score_is_the_area_between():
    subject = chosen(settings_of("race"))
    values = asked(settings_of("race"))["shap"]
    rows = np.tile(subject.x, (len(subject.background), 1))
    gone = np.argsort(-values)[:3]
    rows[:, gone] = subject.background[:, gone]
    curves = {kind: channel("race", kind, "shap", "y", 30).astype(float) for kind in ("deletion", "insertion")}
    assert_allclose(curves["deletion"][3], subject.outputs(rows).mean(), atol=1e-6)
    apart = curves["insertion"] - curves["deletion"]
    between = (apart[1:] + apart[:-1]).sum() / 2 / 30
    assert_allclose(numbers("race", 30)["gap_shap"], between, atol=1e-5)


def test_nothing_of_the_result_is_told_before_the_end_and_nobody_is_as_bad_as_chance():
    assert all(numbers("race", 29)[f"gap_{name}"] is None for name in race.RUNNERS)
    gaps = numbers("race", 30)
    assert all(gaps[f"gap_{name}"] > 5 * abs(gaps["gap_chance"]) for name in EXPLAINERS)
    assert message("race", 0) == "message.who_will_win" and message("race", 30) == "message.winner"


def test_all_that_do_not_beat_the_lot_are_named():
    said = frame("race", t=30, table="iris")["message"]["text"]
    at = numbers("race", t=30, table="iris")
    assert [one for one in EXPLAINERS if at[f"gap_{one}"] <= at["gap_chance"]] == ["lime", "gradient"]
    listed = {"key": "symbol.listed", "values": {"before": "label.lime", "name": "label.gradient"}}
    assert said == {"key": "message.no_better_than_chance", "values": {"names": listed}}


def test_an_order_by_lot_drawn_as_an_explanation_would_be_found_out():
    """The twin: random values do not win the race."""
    subject = chosen(settings_of("race"))
    runs = race.race(subject, {"shap": np.random.default_rng(5).standard_normal(30)}, 0)
    assert runs["shap"].gap < 0.5 * numbers("race", 30)["gap_shap"]


# 3: a season


def test_on_the_tumours_nobody_wins():
    end = frame("many-races", 23)
    means = [end["readouts"][f"mean_{name}"] for name in EXPLAINERS]
    assert end["readouts"]["n_rows"] == 24 and max(means) - min(means) < 0.01
    assert end["live"]["lead"] < 2 * end["live"]["lead_error"] and message("many-races", 23) == "message.too_close"


def test_on_iris_gradient_and_lime_fall_far_back_near_to_chance():
    end = numbers("many-races", 23, table="iris")
    assert max(end["mean_gradient"], end["mean_lime"]) < min(end["mean_shap"], end["mean_permutation"]) / 3


def test_with_32_samples_shap_loses_half_lime_a_quarter_and_the_others_nothing():
    many, few = numbers("many-races", 23), numbers("many-races", 23, n_samples=32)
    left = {name: few[f"mean_{name}"] / many[f"mean_{name}"] for name in EXPLAINERS}
    assert_allclose(left["shap"], 0.5, atol=0.08)
    assert_allclose(left["lime"], 0.75, atol=0.08)
    assert left["gradient"] == left["permutation"] == 1
    iris = [numbers("many-races", 23, table="iris", n_samples=n)["mean_shap"] for n in (256, 32)]
    assert iris[0] == iris[1]  # 14 coalitions are all there are


def test_the_error_of_a_lead_is_that_of_the_differences():
    rng = np.random.default_rng(0)
    hard = rng.normal(0, 10, 50)  # some rows are hard for everybody
    gaps = np.stack([hard + rng.normal(0, 0.1, 50), hard + 1 + rng.normal(0, 0.1, 50)], axis=1)
    lead, error = race.paired_lead(gaps)
    assert_allclose([lead, error], [1, 0.14 / np.sqrt(50)], rtol=0.3)


def test_a_few_rows_are_an_anecdote():
    assert message("many-races", 2) == "message.an_anecdote"


# 4: a planted shortcut


@pytest.mark.parametrize("case", CASES)
def test_on_the_test_both_are_good_but_the_stamp_alone_turns_one_of_them(case):
    own, hidden = planted.case(case), planted.truth(case)
    assert hidden.accuracy.min() > 0.96
    assert hidden.flips[own.cheat] > 0.08 and hidden.flips[1 - own.cheat] < 0.01
    assert hidden.swapped[own.cheat] < 0.92 and hidden.swapped[1 - own.cheat] > 0.96


@pytest.mark.parametrize("case", CASES)
def test_every_explainer_sees_the_stamp_in_the_network_that_cheats(case):
    own = planted.case(case)
    for name in EXPLAINERS:
        shares = shortcut.share_of_stamp(shortcut._maps(case, 1, name), own.block)
        assert shares[own.cheat] > 0.1 > 0.08 > shares[1 - own.cheat]


def test_the_truth_is_hidden_until_a_belief_is_given():
    shown = frame("shortcut")
    assert "reveal" in shown["disabled"] and "reveal" not in frame("shortcut", belief=0.9)["disabled"]
    assert np.isnan(channel("shortcut", "truth", "truth", "values")[1:]).all()
    session = session_at("shortcut")
    refused = session.handle({"do": "set", "changes": {"reveal": True}})[0]["frame"]
    assert refused["settings"]["reveal"] is False


def test_verdicts_are_kept_scored_and_cannot_be_bettered_afterwards():
    session = session_at("shortcut", belief=0.9)
    shown = session.handle({"do": "set", "changes": {"reveal": True}})[0]["frame"]
    assert shown["settings"]["verdicts"] == [[1, 0.9]] or shown["settings"]["verdicts"] == ((1, 0.9),)
    assert_allclose(shown["readouts"]["brier"], (0.9 - (1 - planted.case(1).cheat)) ** 2)
    session.handle({"do": "set", "changes": {"reveal": False}})
    session.handle({"do": "set", "changes": {"belief": 1.0}})
    again = session.handle({"do": "set", "changes": {"reveal": True}})[0]["frame"]
    assert again["readouts"]["n_verdicts"] == 1 and again["readouts"]["brier"] == shown["readouts"]["brier"]
    following = gesture(session, "next_case")
    assert (following["settings"]["case"], following["settings"]["belief"]) == (2, 0.5)
    assert not following["settings"]["reveal"] and following["settings"]["lens"] == "none"
    assert gesture(session, "forget_verdicts")["readouts"]["n_verdicts"] == 0


def test_four_good_verdicts_reach_the_goal_and_four_bad_ones_do_not():
    good = [(number, 0.9 if planted.case(number).cheat == 0 else 0.1) for number in (1, 2, 3, 4)]
    assert frame("shortcut", verdicts=good)["goal"]["reached"]
    assert not frame("shortcut", verdicts=good[:3])["goal"]["reached"]
    bad = [(number, 1 - belief) for number, belief in good]
    assert not frame("shortcut", verdicts=bad)["goal"]["reached"]
    assert_allclose(numbers("shortcut", verdicts=[(n, 0.5) for n in (1, 2)])["brier"], 0.25)


def test_verdicts_from_an_address_that_make_no_sense_are_left_out():
    assert numbers("shortcut", verdicts=[(0, 0.5), (3, 7.0), (2, 0.2)])["n_verdicts"] == 1


# a table of the learner's own


@pytest.fixture
def own_table():
    """120 rows of a number, a category of three and another number; the category decides half of the answer."""
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=120), rng.integers(3, size=120), rng.normal(size=120)])
    y = (X[:, 0] + 2 * (X[:, 1] == 2) - 1 > 0).astype(int)
    levels = ((), ("red", "green", "blue"), ())
    made = tables.Table("own:ab12", X[:90], X[90:], y[:90], y[90:], ("a", "b", "c"), ("",) * 3, ("no", "yes"),
                        fit_scaling(tables.one_hot(X[:90], levels)), "made here", levels)  # fmt: skip
    tables.keep_own(made)
    yield "own:ab12"
    tables.forget_own()


def test_categories_of_an_own_table_are_explained_and_every_step_opens(own_table):
    shown = frame("four-answers", table=own_table, n_samples=512)
    assert shown["live"]["n_explainers"] == 3 and shown["readouts"]["agreement"] > 0.3
    values = asked(settings_of("four-answers", table=own_table, n_samples=512))
    assert all(np.abs(one[2]) < np.abs(one).max() / 3 for one in values.values())  # c decides nothing
    subject = chosen(settings_of("four-answers", table=own_table))
    assert subject.categorical == (1,)
    for step in LESSON.steps:
        frame(step.id, 2, table=own_table)
    assert message("forgetting", 1, table=own_table) == "message.other_table_forgets"
    assert message("forgetting", 1, model="svm") == "message.only_networks_forget"


def test_equal_areas_share_the_first_place():
    end = numbers("race", 30, table="iris", row=37)
    gaps = sorted((gap for name, gap in end.items() if name.startswith("gap_") and name != "gap_chance"), reverse=True)
    assert_allclose(gaps[0], gaps[1], atol=1e-9)
    said = frame("race", 30, table="iris", row=37)["message"]["text"]
    assert said["key"] == "message.tie" and said["values"]["n"] == sum(abs(gap - gaps[0]) < 1e-9 for gap in gaps)


@pytest.mark.parametrize(("language", "sides"), [("en", "A at the left, B at the right"), ("zh", "左列是 A，右列是 B")])
def test_the_sentence_about_the_maps_says_where_they_stand(language, sides):
    a, b = shortcut.COLUMNS
    assert a < b and sides in read_strings(LESSON.folder, language)["summary.pictures"]
