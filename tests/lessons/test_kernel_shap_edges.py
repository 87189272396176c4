"""Kernel SHAP where there is little to ask: one feature, two features, a background that is the row itself."""

import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.catalogue import load
from lessons.kernel_shap.inquiry import Inquiry
from lessons.kernel_shap.lines import lines_of, shortest_way
from lessons.models import tables
from lessons.session import Session
from nnviz_core.data import fit_scaling
from tests.lessons.kernel_shap import (
    LESSON,
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
STEPS = [step.id for step in load(LESSON).steps]


@pytest.fixture
def own_table():
    """A function that makes a learner's own table of some features, forgotten after the test."""

    def make(n_features, *, constant=False):
        rng = np.random.default_rng(0)
        X = rng.normal(size=(40, n_features))
        if constant:
            X[:, 1:] = 1.0
        y = (X[:, 0] > 0).astype(int)
        names = tuple(f"column {j}" for j in range(n_features))
        name = f"own:{n_features}{constant}"
        tables.keep_own(tables.Table(name, X[:30], X[30:], y[:30], y[30:], names, ("",) * n_features, ("no", "yes"),
                                     fit_scaling(X[:30]), "drawn for a test"))  # fmt: skip
        return name

    yield make
    tables.forget_own()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("n_features", [1, 2, 3, 16])
def test_a_table_of_any_number_of_features_can_be_explained(step, n_features, own_table):
    name = own_table(n_features)
    if (step, n_features) == ("compute", 1):
        answer, _ = Session().handle({"do": "open", "lesson": LESSON, "step": step, "settings": {"table": name}})
        assert answer["error"] == "refusal.one_feature"
        return
    for t in (0, 3, 60):
        shown = frame(step, t, table=name, known=[(0, 0)], guess="A")
        json.dumps(shown, allow_nan=False)


@pytest.mark.parametrize("step", STEPS)
def test_features_that_never_differ_are_worth_nothing(step, own_table):
    name = own_table(4, constant=True)
    json.dumps(frame(step, 5, table=name), allow_nan=False)
    if step == "walk":
        at = numbers(step, 5, table=name)
        assert at["sum"] == pytest.approx(at["gain"]) and at["value"] == pytest.approx(at["gain"])
    if step == "sample":
        assert message(step, 0, table=name) == "message.nothing_to_ask"


@pytest.mark.parametrize("step", STEPS)
def test_a_single_background_row_is_enough(step):
    for kind in ("random_rows", "mean_row", "other_rows"):
        json.dumps(frame(step, 5, background_size=1, background_kind=kind, table="iris"), allow_nan=False)


def test_a_row_that_the_table_does_not_have_is_its_last():
    assert numbers("draw", row=141)["prediction"] == numbers("draw", row=43)["prediction"]


def test_a_coalition_may_name_features_that_the_table_does_not_have():
    assert numbers("predict", table="iris", known=[(1, 0), (12, 0)])["n_known"] == 1


def test_with_two_features_the_answer_is_where_the_line_crosses_that_of_all_sums(own_table):
    name = own_table(2)
    at = numbers("compute", table=name)
    assert message("compute", table=name) == "message.two_players"
    unit = max(abs(at["gain"]), abs(at["best_a"]), abs(at["best_b"]))
    answer = frame("compute", table=name, hand_a=at["best_a"] / unit)
    assert answer["goal"]["reached"] and answer["readouts"]["sum"] == pytest.approx(at["gain"])
    a, b = (channel("compute", "plane", "pair-0", axis, table=name) for axis in "xy")
    along = np.interp(at["best_a"], a, b)
    assert along == pytest.approx(at["best_b"], abs=1e-5)
    assert not frame("compute", table=name, hand_a=at["best_a"] / unit - 0.1)["goal"]["reached"]


def test_a_short_list_of_coalitions_ends_when_all_are_drawn():
    shown = frame("sample", 23, table="iris")
    assert shown["ended"] and shown["t"] < 23 and shown["readouts"]["n_coalitions"] == 14
    assert frame("sample", 23)["readouts"]["n_coalitions"] == 48


def test_an_estimate_has_the_same_bits_on_whatever_way_one_comes_to_it():
    task = task_of("walk")
    at_once, in_steps = (Inquiry(task.model.predict, task.x, task.background, 0, n_samples=2000, seed=3)
                         for _ in range(2))  # fmt: skip
    at_once.values(at_once.n_pairs)
    for n in (1, 2, 5, 17, 100, 333, 1000):
        assert in_steps.values(n).tobytes() == at_once.values(n).tobytes()


def branched(session, **changes):
    return session.handle({"do": "set", "changes": changes, "branch": True})[0]


@pytest.mark.parametrize("step", ["walk", "many"])
def test_a_branch_may_change_the_seed_and_nothing_else(step):
    session = session_at(step, t=20)
    answer = branched(session, seed=5)
    assert answer["ok"] and answer["frame"]["t"] == 20
    for changes in ({"table": "iris"}, {"model": "linear"}, {"output": "second"}, {"background_kind": "mean_row"}):
        refused = branched(session_at(step, t=20), **changes)
        assert refused["error"] == "refusal.branch_of_another_subject"


def test_the_run_before_a_branch_stays_in_sight():
    session = session_at("walk", t=20)
    branched(session, seed=5)
    later = session.handle({"do": "advance", "n": 10})[0]["frame"]
    course = next(f for f in later["figures"] if f["id"] == "course")
    assert next(m for m in course["marks"] if m["id"] == "ghost")["on"]
    assert later["readouts"]["value"] == numbers("walk", 30, seed=5)["value"] != numbers("walk", 30)["value"]


def test_of_two_players_the_hurried_answer_is_right_too(own_table):
    name = own_table(2)
    columns = channel("add-up", "sums", "sums", "values", table=name).T  # (4, n_rows): one explanation each
    alike = [letter for letter, one in zip("ABCD", columns, strict=True) if (columns == one).all(axis=1).sum() == 2]
    assert len(alike) == 2
    for letter in "ABCD":
        expected = "message.right" if letter in alike else "message.not_right"
        assert message("add-up", table=name, guess=letter) == expected


def test_of_two_players_there_is_one_value_to_set(own_table):
    assert "hand_b" in frame("compute", table=own_table(2))["absent"]
    assert "hand_b" not in frame("compute")["absent"]


def test_of_thirty_features_those_that_move_most_have_a_line_each_and_the_others_share_a_dot():
    task, own = task_of("predict", table="breast-cancer"), all_asked("predict", table="breast-cancer")
    alone = np.abs(own.game.values(np.eye(30, dtype=bool))[:, own.output] - own.base)
    lines = lines_of(own)
    assert len(lines.named) == 10 and sorted([*lines.named, *lines.rest]) == list(range(30))
    reach = [j for j in lines.named if j not in shortest_way(own)]
    assert set(shortest_way(own)) <= set(lines.named) and alone[lines.rest].max() <= alone[reach].min()
    assert message("predict", table="breast-cancer") == "message.none_known_of_many"
    session = session_at("predict", table="breast-cancer")
    for index, known in ((10, lines.rest), (0, [*lines.rest, lines.named[0]]), (10, lines.named[:1])):
        shown = gesture(session, "toggle_feature", index=index)
        rows = np.where(np.isin(np.arange(30), known), task.x, task.background)
        assert_allclose(shown["readouts"]["v_now"], task.explained(rows).mean())


def test_what_is_known_of_another_row_too_has_a_dot_that_says_so():
    session = session_at("predict", table="breast-cancer", known=((1.0, 0.0), (12.0, 0.0)), row=3)
    shown = change(session, row=0)
    lines = lines_of(all_asked("predict", table="breast-cancer"))
    assert 1 in lines.named and 12 in lines.rest
    assert shown["readouts"]["n_known"] == 1 and shown["settings"]["known"][0][0] == 1


def test_the_thin_lines_hold_the_numbers_of_the_others():
    task, lines = task_of("predict", table="breast-cancer"), lines_of(all_asked("predict", table="breast-cancer"))
    tiles = channel("predict", "rows", "rows-rest", "values", table="breast-cancer")
    assert_allclose(tiles[:, ::-1, 0], task.standardised(task.background[:20])[:, lines.rest])
    with pytest.raises(StopIteration):
        channel("predict", "rows", "rows-rest", "values")  # of thirteen features each has a line of its own
