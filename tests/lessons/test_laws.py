"""The laws that every step of every lesson obeys, whatever its settings."""

import copy
import inspect
import json

import numpy as np
import pytest

from lessons.catalogue import LESSON_IDS, load
from lessons.kit.player import Player
from lessons.kit.wire import Packer
from lessons.kit.words import LANGUAGES
from lessons.models.carried import Carried, word_of
from lessons.session import Session
from nnviz_core.data import fit_scaling
from nnviz_core.network import Network

STEPS = [(lesson_id, step.id) for lesson_id in LESSON_IDS for step in load(lesson_id).steps]
everywhere = pytest.mark.parametrize(("lesson_id", "step_id"), STEPS)


def opened(lesson_id, step_id, t=0, **settings):
    answer, buffer = Session().handle(
        {"do": "open", "lesson": lesson_id, "step": step_id, "settings": settings, "t": t}
    )
    assert answer["ok"], answer
    return answer["frame"], buffer


@everywhere
def test_a_frame_is_json_with_finite_numbers(lesson_id, step_id):
    frame, buffer = opened(lesson_id, step_id, t=7)
    again = json.loads(json.dumps(frame, allow_nan=False))
    assert again["step"] == step_id and again["figures"]
    assert not np.isinf(buffer).any()


@everywhere
def test_the_same_address_gives_the_same_bytes(lesson_id, step_id):
    first, second = opened(lesson_id, step_id, t=9), opened(lesson_id, step_id, t=9)
    assert json.dumps(first[0]) == json.dumps(second[0])
    assert first[1].tobytes() == second[1].tobytes()


@everywhere
def test_forward_and_back_restores_the_frame(lesson_id, step_id):
    player = Player(load(lesson_id), step_id)
    player.seek(min(3, player.step.length))
    before = Packer().pack(player)
    player.advance(11)
    player.seek(min(3, player.step.length))
    after = Packer().pack(player)
    assert json.dumps(before[0]) == json.dumps(after[0])
    assert before[1].tobytes() == after[1].tobytes()


@everywhere
def test_advance_leaves_its_argument_as_it_was(lesson_id, step_id):
    lesson = load(lesson_id)
    step = lesson.step(step_id)
    settings = lesson.settings(step, {})
    state = step.begin(settings)
    kept = copy.deepcopy(state)
    step.advance(state, settings)
    assert repr(state) == repr(kept)


@everywhere
def test_every_figure_has_a_title_a_summary_and_tables(lesson_id, step_id):
    session = Session()
    answer, _ = session.handle({"do": "open", "lesson": lesson_id, "step": step_id, "t": 2})
    frame = answer["frame"]
    assert len(frame["summaries"]) == len(frame["figures"])
    for figure in frame["figures"]:
        assert figure["title"]
        tables, _ = session.handle({"do": "table", "figure": figure["id"]})
        assert tables["ok"] and tables["tables"] and all(table["rows"] for table in tables["tables"])
        json.dumps(tables, allow_nan=False)


LOOKS = ("type", "role", "symbol", "hollow", "dash", "width", "dim", "head", "opacity", "scale")
"""What the symbol of a mark in a legend looks like."""
RAMPS = ("raster", "regions", "mesh", "contour", "tiles", "matrix")


@everywhere
def test_marks_of_a_figure_are_told_apart_in_its_legend(lesson_id, step_id):
    frame, _ = opened(lesson_id, step_id, t=min(2, load(lesson_id).step(step_id).length))
    for figure in frame["figures"]:
        named = [mark for mark in figure["marks"] if mark.get("label") and mark.get("on", True)]
        looks = [[mark.get(one) for one in LOOKS] for mark in named if mark["type"] not in RAMPS]
        assert all(look not in looks[:i] for i, look in enumerate(looks)), figure["id"]


@everywhere
def test_shown_readouts_controls_and_defaults_exist(lesson_id, step_id):
    lesson = load(lesson_id)
    step = lesson.step(step_id)
    frame, _ = opened(lesson_id, step_id)
    assert set(frame["shown"]) <= set(frame["readouts"])
    assert set(frame["disabled"]) <= set(step.controls)
    for name in (*step.controls, *step.defaults):
        lesson.control(name)
    lesson.validate(step.defaults)
    grouped = [name for names in step.groups.values() for name in names]
    assert len(set(grouped)) == len(grouped) and set(grouped) <= set(step.controls)
    if step.spoken:
        assert step.spoken in step.controls
        assert [lesson.control(step.spoken).validate(language) for language in LANGUAGES] == list(LANGUAGES)


@everywhere
def test_handles_and_places_name_gestures_that_exist(lesson_id, step_id):
    gestures = load(lesson_id).gestures
    frame, _ = opened(lesson_id, step_id)
    for figure in frame["figures"]:
        assert figure["place"] is None or figure["place"] in gestures
        for mark in figure["marks"]:
            assert mark.get("handle") is None or mark["handle"] in gestures


@everywhere
def test_shown_code_is_the_source_itself(lesson_id, step_id):
    frame, _ = opened(lesson_id, step_id)
    code = frame["code"]
    if code is None:
        return
    module = __import__(code["file"].removesuffix(".py").replace("/", "."), fromlist=["_"])
    source = inspect.getsource(module)
    body = [line.strip() for line in code["text"].splitlines() if line.strip()]
    assert body and all(line in source for line in body)
    assert all(0 <= line < len(code["text"].splitlines()) for line in code["lines"])


@everywhere
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_random_valid_settings_never_break_a_step(lesson_id, step_id, seed):
    lesson = load(lesson_id)
    rng = np.random.default_rng(seed)
    changes = {control.name: random_value(control, rng) for control in lesson.controls if control.kind != "action"}
    frame, buffer = opened(lesson_id, step_id, t=int(rng.integers(0, 60)), **changes)
    json.dumps(frame, allow_nan=False)
    assert not np.isinf(buffer).any()


def random_value(control, rng):
    """A value that the control accepts."""
    described = control.describe()
    if control.kind == "slider":
        return float(rng.uniform(described["low"], described["high"]))
    if control.kind in ("integer", "seed"):
        return int(rng.integers(described["low"], described["high"], endpoint=True))
    if control.kind == "choice":
        options = [option["value"] for option in described["options"]]
        return str(rng.choice([one for one in options if one != described.get("marked")]))  # nobody brought a table
    if control.kind == "packed":
        return carried_word()
    if control.kind == "text":
        return ""
    if control.kind == "pairs":
        count = int(rng.integers(max(1, described["least"]), min(8, described["most"]), endpoint=True))
        low, high = max(-4, described["low"]), min(4, described["high"])
        return rng.uniform(low, high, (count, 2)).round(1).tolist()
    if control.kind == "edits":
        t, place = rng.integers(0, 60, 5), rng.choice([0, 1, 10, 90, 100, 190], 5)
        return [[int(t[i]), i, int(place[i]), float(rng.uniform(-3, 3))] for i in range(5)]
    return bool(rng.integers(2))


def carried_word():
    """A small network of the plane, as hidden-layers carries it over."""
    points = np.random.default_rng(0).uniform(-1, 1, (20, 2))
    network = Network.dense([2, 3, 1], rng=np.random.default_rng(1), output="sigmoid")
    y = (points[:, 0] > 0).astype(int)
    return word_of(Carried(network, ("x1", "x2"), fit_scaling(points), points, y, n_train=16, n_classes=2))
