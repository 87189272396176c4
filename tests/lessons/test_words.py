"""Both languages say the same (steps, strings, slots, live numbers, asides), and nothing that a frame names is missing.

The keys are collected from frames themselves (every step, at its start and its end, under settings that bring out every
message) and from the sources, so a key that only an error uses is looked for, too.
"""

import json
import re
from pathlib import Path

import pytest

from lessons.catalogue import LESSON_IDS, load
from lessons.kit.controls import Action
from lessons.kit.words import LANGUAGES, read_strings, read_words
from lessons.session import Session

LESSONS = Path(__file__).parents[2] / "lessons"
KIT = {language: json.loads((LESSONS / "kit" / f"{language}.json").read_text("utf-8")) for language in LANGUAGES}
ROLES = json.loads((LESSONS / "kit" / "roles.json").read_text("utf-8"))["roles"]
FAMILIES = (
    "axis control error failure figure goal label message name operation option readout refusal role summary symbol "
    "table"
).split()
KEY = re.compile(rf"(?:{'|'.join(FAMILIES)})\.[A-Za-z_0-9-]+")
LITERAL = re.compile(rf'"({KEY.pattern})"')
SLOT = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
LIVE = re.compile(r"\\live(?:\[[^\]]*\])?\{(\w+)\}|\{\{(\w+)(?::[^}]*)?\}\}")
FENCE = re.compile(r"^~~~(\w+)(?: (\w+))?$", re.MULTILINE)
COLOUR = re.compile(r'class="role-([\w-]+)"|\\role\{([\w-]+)\}')
VARIANTS: dict[str, tuple[dict, ...]] = {
    "gradient-descent": (
        {"learning_rate": 0.9},
        {"learning_rate": 0.1},
        {"broken": True, "revealed": True, "reveal": True, "answer": "n_by_n"},
        {"answer": "n", "w0": 0.7, "b0": -0.3},
        {"target": "mended", "surface_drawn": "loss", "standardise": True},
        {"guess_w": 0.44, "guess_b": 0.08, "reveal": True},
    ),
    "one-neuron": (
        {"w1": 0.0, "w2": 0.0, "score": 4.0, "proof": True, "threshold": 0.12},
        {"w1": 1.8, "w2": 2.0, "b": 0.8, "species": "setosa_versicolor", "features": "sepals", "score": 0.0},
        {"w1": 5.0, "w2": 5.0, "learning_rate": 20.0, "features": "widths", "truth": "0", "loss": "squared_error"},
        {"corners": ((-1, -1), (-1, 1), (1, 1), (1, -1)), "w1": 2.0, "w2": 0.0, "proof": True, "features": "lengths"},
        {"corners": ((-1, -1), (-1, 1), (1, 1), (1, -1)), "w1": -2.0, "w2": 0.0, "proof": True},
        {"w1": -6.0, "w2": -6.0, "learning_rate": 20.0},
    ),
    "backpropagation": (
        {"granularity": "beat", "learning_rate": 0.5, "number": "g_x2_h1", "broken": True, "reply": 9.87},
        {"granularity": "update", "activation": "relu", "learning_rate": 5.0, "broken": True, "answer": "activation"},
        {"granularity": "layer", "loss_kind": "cross_entropy", "y1": -1.0, "broken": True, "answer": "bias"},
        {"granularity": "unit", "n_outputs": 1, "hidden_2": 0, "number": "w_b_h1", "solution": True},
    ),
    "gradient-flow": (
        {"activation": "relu", "start": "large", "chain_w": -1.0, "depth": 10, "seed": 1, "code": "skip"},
        {"activation": "relu", "chain_w": 6.0, "patient": "exploding", "quantity": "gradients", "learning_rate": 3.0},
        {"activation": "tanh", "start": "zero", "depth": 2, "quantity": "activations", "clip": True},
        {"activation": "tanh", "start": "small", "depth": 8, "middle": 0.2, "way": 0.3, "skip": False},
        {"activation": "tanh", "start": "large", "depth": 6, "optimizer": "adam", "case": "saturated"},
        {
            "activation": "tanh",
            "start": "glorot",
            "learning_rate": 0.1,
            "starts": ((0.0, 0.0), (3.0, 3.0)),
            "guesses": ((1, -3.0),),
        },
    ),
    "lime": (
        {"x1": 0.0, "x2": 0.0, "width": 0.1, "ten_seeds": True, "share": 0.1, "hidden": 5, "guess": 1},
        {"shape": "moons", "width": 0.1, "representation": "quartiles", "language": "zh", "sentence": "cake"},
        {"model": "linear", "table": "wine", "n_kept": 3, "around": "background", "patches": "squares_2", "guess": 6},
        {"table": "diabetes", "n_samples": 3000, "stand_in": "mean", "explained": "runner_up", "sentence": "own"},
    ),
    "kernel-shap": (
        {"n_samples": 8190, "known": [(0, 0), (5, 0)], "answer": True, "background_kind": "other_rows", "row": 3},
        {"known": [(j, 0) for j in range(13)], "x1": -0.35, "x2": 0.2, "guess": "A", "background_kind": "random_rows"},
        {"table": "breast-cancer", "guess": "B", "most_bars": 15, "n_samples": 64},
        {"table": "diabetes", "output": "second", "guess": "C", "row": 7, "known_here": "both"},
        {"table": "iris", "background_size": 1, "n_samples": 2, "guess": "D"},
    ),
    "trust": (
        {
            "row": 1,
            "belief": 0.9,
            "lens": "shap",
            "reveal": True,
            "correlation": 0.5,
            "n_samples": 400.0,
            "access": "closed",
        },
        {"table": "iris", "belief": 0.1, "lens": "lime", "reveal": True, "question": "what_if", "data": "image"},
        {"table": "diabetes", "model": "linear", "belief": 0.9, "question": "row", "reader": "concerned"},
        {"table": "wine", "n_samples": 16.0, "lens": "gradient", "question": "training", "budget": "thousand"},
    ),
}
"""Settings that bring out every message of a lesson, beside its defaults."""

pytestmark = pytest.mark.lesson("gradient-descent")
every_lesson = pytest.mark.parametrize("lesson_id", LESSON_IDS)
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def words(lesson_id, language):
    return read_words(load(lesson_id).folder, language)


def texts_in(value):
    """Every text in plain data, as (key, names of its values)."""
    if isinstance(value, dict):
        if "key" in value and "values" in value:
            yield value["key"], frozenset(value["values"])
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, str) and KEY.fullmatch(value):
        yield value, frozenset()


def answers_of(lesson_id):
    """What the engine says in every step, at both ends, in every beat, under settings that bring out its messages."""
    session = Session()
    lesson = load(lesson_id)
    yield lesson.describe()
    for step in lesson.steps:
        for changes in ({}, *VARIANTS.get(lesson_id, ())):
            beats = step.beats_in(lesson.settings(step, changes))
            for t, beat in [(0, beat) for beat in range(beats)] + [(step.length, 0)]:
                answer, _ = session.handle(
                    {"do": "open", "lesson": lesson_id, "step": step.id, "settings": changes, "t": t, "beat": beat}
                )
                assert answer["ok"], answer
                yield answer
                for figure in answer["frame"]["figures"]:
                    yield session.handle({"do": "table", "figure": figure["id"]})[0]


@pytest.fixture(scope="module")
def said():
    """For each lesson every key that its frames name, with the values that come along."""
    collected: dict[str, dict[str, set[str]]] = {}
    for lesson_id in LESSON_IDS:
        keys = collected.setdefault(lesson_id, {})
        for answer in answers_of(lesson_id):
            for key, values in texts_in(answer):
                keys.setdefault(key, set()).update(values)
    return collected


@every_lesson
@in_each_language
def test_every_key_that_a_frame_names_has_a_sentence(said, lesson_id, language):
    strings = read_strings(load(lesson_id).folder, language)
    assert sorted(set(said[lesson_id]) - set(strings)) == []


@every_lesson
@in_each_language
def test_every_key_in_the_sources_has_a_sentence(lesson_id, language):
    folder = load(lesson_id).folder
    sources = [path for place in (LESSONS, LESSONS / "kit", folder) for path in place.glob("*.py")]
    named = {key for path in sources for key in LITERAL.findall(path.read_text("utf-8"))}
    assert sorted(named - set(read_strings(folder, language))) == []


@every_lesson
@in_each_language
def test_a_sentence_asks_for_no_value_that_does_not_come(said, lesson_id, language):
    strings = read_strings(load(lesson_id).folder, language)
    asked = {key: set(SLOT.findall(strings[key])) - values for key, values in said[lesson_id].items()}
    assert {key: names for key, names in asked.items() if names} == {}


@every_lesson
@in_each_language
def test_every_step_has_words_and_every_words_a_step(lesson_id, language):
    assert list(words(lesson_id, language).steps) == [step.id for step in load(lesson_id).steps]


@every_lesson
def test_both_languages_have_the_same_strings_with_the_same_slots(lesson_id):
    first, second = (words(lesson_id, language).strings for language in LANGUAGES)
    assert_alike(first, second)


def test_both_languages_of_the_kit_have_the_same_strings_with_the_same_slots():
    assert_alike(*KIT.values())


@every_lesson
@in_each_language
def test_no_lesson_says_otherwise_what_the_page_says_with_the_same_key(lesson_id, language):
    """Else the button that opens the table of each figure would be called by the title of one of them."""
    assert sorted(set(words(lesson_id, language).strings) & set(KIT[language])) == []


def assert_alike(first, second):
    assert sorted(set(first) ^ set(second)) == []
    assert {key: SLOT.findall(text) for key, text in first.items() if slots(text) != slots(second[key])} == {}


def slots(text):
    return sorted(set(SLOT.findall(text)))


@every_lesson
def test_both_languages_show_the_same_live_numbers_asides_and_colours(lesson_id):
    first, second = (words(lesson_id, language).steps for language in LANGUAGES)
    for step_id, step in first.items():
        assert shape_of(step.markdown) == shape_of(second[step_id].markdown), step_id


def shape_of(markdown):
    """What a step shows beside its words: live numbers, fences in their order, and coloured words."""
    return {
        "live": sorted("".join(name) for name in LIVE.findall(markdown)),
        "fences": FENCE.findall(markdown),
        "colours": sorted("".join(name) for name in COLOUR.findall(markdown)),
        "display formulas": markdown.count("$$"),
    }


@every_lesson
@in_each_language
def test_live_numbers_formulas_and_roles_of_the_words_exist(lesson_id, language):
    for step_id, step in words(lesson_id, language).steps.items():
        answer, _ = Session().handle({"do": "open", "lesson": lesson_id, "step": step_id})
        frame = answer["frame"]
        shape = shape_of(step.markdown)
        formulas = {name for kind, name in shape["fences"] if kind == "formula"}
        assert set(shape["live"]) <= set(frame["readouts"]) | set(frame["live"]), step_id
        assert formulas == set(frame["formulas"]), step_id
        assert set(shape["colours"]) <= set(ROLES), step_id
        assert {kind for kind, _ in shape["fences"]} <= {"goal", "predict", "try", "note", "hint", "formula"}


@every_lesson
@in_each_language
def test_bold_words_are_the_name_of_a_control_that_the_step_has(lesson_id, language):
    """But for those that begin the item of a list."""
    lesson = load(lesson_id)
    strings = read_strings(lesson.folder, language)
    for step in lesson.steps:
        names = {f"control.{name}" for name in step.controls} | {f"group.{name}" for name in step.groups or {}}
        labels = {strings[key].lower() for key in names | {"transport.branch"} if key in strings}
        bold = re.findall(r"(?<!\d\. )(?<!- )\*\*(.+?)\*\*", words(lesson_id, language).steps[step.id].markdown)
        assert {name.lower() for name in bold} <= labels, step.id


@every_lesson
def test_what_is_pressed_begins_with_a_capital_letter(lesson_id):
    lesson = load(lesson_id)
    strings = words(lesson_id, "en").strings
    names = [strings[f"control.{control.name}"] for control in lesson.controls if isinstance(control, Action)]
    assert [name for name in names if name[0].islower()] == []


@in_each_language
def test_another_lesson_is_named_by_its_title(language):
    strings = words("trust", language).strings
    named = {key.removeprefix("message.lesson_"): text for key, text in strings.items() if ".lesson_" in key}
    titles = {
        lesson_id: re.split("[:：]", words(lesson_id, language).title)[0] for lesson_id in named if lesson_id != "trust"
    }
    assert {lesson_id for lesson_id, title in titles.items() if title not in named[lesson_id]} == set()


@every_lesson
def test_what_is_said_at_any_time_reads_well_at_update_one_too(lesson_id):
    """The end of a run has many updates; elsewhere a number of them may be one."""
    strings = words(lesson_id, "en").strings
    counted = {key for key, text in strings.items() if re.search(r"\{t\} (?:updates|epochs)", text)}
    assert counted <= {"message.done"}


@every_lesson
@in_each_language
def test_no_fence_or_formula_is_left_open(lesson_id, language):
    for step_id, step in words(lesson_id, language).steps.items():
        fences = [line for line in step.markdown.splitlines() if line.startswith("~~~")]
        assert all(line == "~~~" for line in fences[1::2]) and len(fences) % 2 == 0, step_id
        assert step.markdown.count("$") % 2 == 0, step_id
        assert step.markdown.count("{") == step.markdown.count("}"), step_id


def test_a_missing_key_is_noticed(said):
    """The twin: a string taken away must show."""
    strings = read_strings(load(LESSON_IDS[0]).folder, "en")
    del strings["summary.plane"]
    assert "summary.plane" in set(said[LESSON_IDS[0]]) - set(strings)


def test_a_live_number_that_only_one_language_shows_is_noticed():
    assert shape_of(r"$\live{w}$ and {{b:.2f}}") != shape_of(r"$\live[.3f]{w}$")
