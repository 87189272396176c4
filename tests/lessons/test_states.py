"""A state travels as plain data, for every step of every lesson, and comes back to the last bit; nothing else does."""

import json
import zlib
from base64 import urlsafe_b64encode

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lessons.catalogue import LESSON_IDS, load
from lessons.kit import states
from lessons.kit.errors import Refusal
from lessons.kit.player import Branch, Player
from lessons.kit.replay import numbers
from lessons.session import Session

STEPS = [(lesson_id, step.id) for lesson_id in LESSON_IDS for step in load(lesson_id).steps]
RUN = ("gradient-descent", "run")


def player_at(lesson_id, step_id, t, changes=None, branches=()):
    player = Player(load(lesson_id), step_id, changes, branches)
    with np.errstate(all="ignore"):
        player.seek(min(t, player.step.length))
    return player


def bits(player):
    return np.array(numbers(player.moment().state)).tobytes()


def refused(act, *arguments):
    with pytest.raises(Refusal) as caught:
        act(*arguments)
    text = caught.value.text
    return text if isinstance(text, str) else text["key"]


@pytest.mark.parametrize(("lesson_id", "step_id"), STEPS)
def test_a_state_comes_back_from_a_link_and_goes_on_as_if_it_had_never_left(lesson_id, step_id):
    player = player_at(lesson_id, step_id, 6)
    packed = states.pack(json.loads(json.dumps(states.document(player), allow_nan=False)))
    again = Player(load(lesson_id), step_id)
    again.continue_from(states.given(again, states.unpack(packed)))
    for t in (6, 15):
        for one in (player, again):
            one.seek(min(t, one.step.length))
        assert bits(player) == bits(again)


@pytest.mark.parametrize("step_id", ["sample", "walk", "many"])
def test_a_run_that_is_over_because_all_is_done_travels_too(step_id):
    player = player_at("kernel-shap", step_id, 99, {"table": "iris"})
    assert player.moment().state.failure
    again = Player(load("kernel-shap"), step_id, {"table": "iris"})
    again.continue_from(states.given(again, states.unpack(states.pack(states.document(player)))))
    again.seek(player.t)
    assert again.moment().state.failure == player.moment().state.failure and bits(again) == bits(player)


def test_a_number_that_may_be_none_travels_also_where_the_first_state_knows_it():
    player = player_at("trust", "seeds", 5)
    known, now = (player.run.state(t).errors for t in (0, 5))
    assert np.isfinite(known).all() and not np.isfinite(now).all()
    again = Player(load("trust"), "seeds")
    again.continue_from(states.given(again, states.document(player)))
    again.seek(5)
    assert bits(player) == bits(again)


def moved(document, by=1e-9):
    """The document with its first parameter a hair away, as another machine might have computed it."""
    changed = json.loads(json.dumps(document))
    changed["state"]["params"][0] += by
    return changed


def test_what_comes_after_a_given_state_is_computed_from_it_and_what_comes_before_from_the_settings():
    plain = player_at(*RUN, 20)
    player = Player(load("gradient-descent"), "run")
    player.continue_from(states.given(player, moved(states.document(player_at(*RUN, 10)))))
    for t, same in ((9, True), (10, False), (20, False)):
        plain.seek(t)
        player.seek(t)
        assert (bits(plain) == bits(player)) is same, t


def test_a_given_state_stays_through_a_branch_after_it_and_goes_when_the_run_begins_anew():
    player = Player(load("gradient-descent"), "run")
    player.continue_from(states.given(player, moved(states.document(player_at(*RUN, 10)))))
    player.seek(15)
    player.set({"learning_rate": 0.05}, branch=True)
    assert player.run.given is not None and player.run.given.t == 10
    player.set({"log_scale": False})
    assert player.run.given is not None
    player.set({"w0": 0.5})
    assert player.run.given is None


def test_branches_before_a_given_state_keep_their_memory():
    branches = (Branch(4, {"optimizer": "adam"}),)
    player = player_at(*RUN, 9, branches=branches)
    again = Player(load("gradient-descent"), "run", branches=branches)
    again.continue_from(states.given(again, states.document(player)))
    for one in (player, again):
        one.seek(30)
    assert bits(player) == bits(again)


def test_a_run_that_has_ended_is_not_given_away():
    ended = player_at("gradient-descent", "too-large", 1000, {"learning_rate": 1.0})
    assert ended.moment().state.failure is not None
    assert refused(states.document, ended) == "refusal.state_has_ended"


def test_where_one_of_several_runs_has_ended_the_refusal_says_so():
    ended = player_at("gradient-flow", "cures", 40, {"patient": "exploding"})
    assert ended.moment().state.failure is None  # the others go on
    assert refused(states.document, ended) == "refusal.state_not_kept"


@pytest.fixture(scope="module")
def document():
    return json.loads(json.dumps(states.document(player_at(*RUN, 10))))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d["state"]["params"].append(1.0), "refusal.state_misfit"),
        (lambda d: d["state"].update(params=[[0.0, 1.0]]), "refusal.state_misfit"),
        (lambda d: d["state"].update(params=["0", "1"]), "refusal.state_misfit"),
        (lambda d: d["state"].update(params=[None, 1.0]), "refusal.state_misfit"),
        (lambda d: d["state"].update(params=["inf", 1.0]), "refusal.state_misfit"),
        (lambda d: d["state"].update(params=[10**400, 1.0]), "refusal.state_misfit"),
        (lambda d: d["state"].update(params=[True, 1.0]), "refusal.state_misfit"),
        (lambda d: d["state"].pop("loss"), "refusal.state_misfit"),
        (lambda d: d["state"].update(extra=1), "refusal.state_misfit"),
        (lambda d: d["state"].update(failure="<b>hello</b>"), "refusal.state_misfit"),
        (lambda d: d["state"]["memory"][0].update(t=-1), "refusal.state_misfit"),
        (lambda d: d["state"]["memory"][0].update(t=2.5), "refusal.state_misfit"),
        (lambda d: d.update(state=None), "refusal.state_misfit"),
        (lambda d: d.update(step="race"), "refusal.state_of_another_step"),
        (lambda d: d.update(t=10**9), "refusal.no_such_time"),
        (lambda d: d.update(t=True), "refusal.no_such_time"),
    ],
)
def test_a_state_that_does_not_fit_is_refused(document, change, reason):
    broken = json.loads(json.dumps(document))
    change(broken)
    assert refused(states.given, Player(load("gradient-descent"), "run"), broken) == reason


def deflated(data: bytes) -> str:
    return urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "refusal.state_damaged"),
        ("<script>alert(1)</script>", "refusal.state_damaged"),
        ("AAAA", "refusal.state_damaged"),
        (deflated(b"[1, 2]"), "refusal.state_foreign"),
        (deflated(b'{"format": "nnviz-state", "version": 99}'), "refusal.state_version"),
        (deflated(b"[" * 100_000), "refusal.state_damaged"),
        (deflated(b'["' + b"]" * 500 + b'",' + b"[" * 500 + b"]" * 501), "refusal.state_damaged"),
        (deflated(b"\xff\xfe"), "refusal.state_damaged"),
        (deflated(b" " * 50_000_000), "refusal.state_too_large"),
        ("A" * (states.LONGEST_TEXT + 1), "refusal.state_too_large"),
    ],
)
def test_a_link_that_is_damaged_foreign_or_a_bomb_is_refused(text, reason):
    assert refused(states.unpack, text) == reason


def test_a_link_that_was_cut_short_or_changed_is_refused(document):
    packed = states.pack(document)
    assert states.unpack(packed)["t"] == 10
    assert refused(states.unpack, packed[:-5]) == "refusal.state_damaged"
    flipped = packed[:60] + ("A" if packed[60] != "A" else "B") + packed[61:]
    assert refused(states.unpack, flipped) == "refusal.state_damaged"


@pytest.mark.parametrize("value", [-1.0, 1e200])
def test_a_state_that_no_run_comes_to_is_refused_and_the_one_before_stays(document, value):
    session = Session()
    assert session.handle({"do": "open", "lesson": RUN[0], "step": RUN[1], "t": 4})[0]["ok"]
    document = json.loads(json.dumps(document))
    document["state"]["optimizers"][0]["learning_rate"] = value
    asked = {"do": "open", "lesson": RUN[0], "step": RUN[1], "t": 10, "given": states.pack(document)}
    answer, _ = session.handle(asked)
    assert answer["error"] in (
        "refusal.state_damaged",
        {"key": "refusal.state_misfit", "values": {"wanted": "state.number"}},
    )
    assert session.player.t == 4


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=200)
    | st.binary(max_size=200).map(deflated)
    | json_values.map(lambda v: deflated(json.dumps(v).encode()))
)
@example("\x00")
def test_whatever_a_link_holds_is_read_or_refused_with_a_sentence(text):
    try:
        assert states.unpack(text)["format"] == states.FORMAT
    except Refusal:
        pass


@settings(max_examples=60, deadline=None)
@given(field=st.sampled_from(["params", "loss", "gradient", "memory", "optimizers", "failure"]), value=json_values)
def test_whatever_stands_in_a_field_is_taken_whole_or_refused(document, field, value):
    broken = {**document, "state": {**document["state"], field: value}}
    player = Player(load("gradient-descent"), "run")
    try:
        found = states.given(player, broken)
    except Refusal:
        return
    assert states.encode(found.state)[field] == pytest.approx(value) if field != "failure" else value is None
