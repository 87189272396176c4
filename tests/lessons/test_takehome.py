"""The program to take home: run in a Python of its own, it computes the state that was on screen, bit for bit."""

import base64
import json
import re
import subprocess
import sys
from typing import Any

import nbformat
import numpy as np
import pytest

from lessons import exports
from lessons.catalogue import LESSON_IDS, load
from lessons.kit import states, takehome
from lessons.kit.errors import Refusal
from lessons.kit.gather import gather
from lessons.kit.player import Branch, Player
from lessons.kit.replay import compared, numbers, replay
from lessons.kit.words import read_strings, read_words
from lessons.session import Session

RUNS = [
    (lesson_id, step.id) for lesson_id in LESSON_IDS for step in load(lesson_id).steps if step.start and step.length
]
SAME = "Every number is the page's own, to the last digit."


def player_at(lesson_id, step_id, t, changes=None, branches=()):
    player = Player(load(lesson_id), step_id, changes, branches)
    with np.errstate(all="ignore"):
        player.seek(min(t, player.step.length))
    return player


def written(player, form=takehome.script, language="en"):
    folder = player.lesson.folder
    return form(player, read_words(folder, language), read_strings(folder, language))


def run_alone(path):
    """What a Python says that knows NumPy and nothing of this project."""
    command = [sys.executable, "-I", "-W", "error", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=path.parent, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def one_of_each_kind():
    """A step for each way in which a lesson runs: the others differ in their settings only."""
    kinds: dict[Any, tuple[str, str]] = {}
    for lesson_id, step_id in RUNS:
        step = load(lesson_id).step(step_id)
        kinds.setdefault((step.start, step.advance), (lesson_id, step_id))
    return list(kinds.values())


@pytest.mark.parametrize(("lesson_id", "step_id"), one_of_each_kind())
def test_the_script_repeats_the_run_to_the_last_digit_in_a_python_of_its_own(lesson_id, step_id, tmp_path):
    player = player_at(lesson_id, step_id, 7)
    path = tmp_path / "run.py"
    path.write_text(written(player), "utf-8")
    said = run_alone(path).splitlines()
    assert said[-1] == SAME
    shown = {float(digits) for line in said[:-1] for digits in re.findall(r"-?\d+\.\d+(?:e[+-]?\d+)?", line)}
    assert len(said) > 1 and shown <= set(numbers(player.moment().state))


def test_a_number_that_is_a_hair_away_is_said_to_be_and_the_page_s_own_is_kept(tmp_path):
    """The twin: the verdict can fail."""
    source = written(player_at("gradient-descent", "run", 7))
    assert "'learning_rate': 0.01," in source
    path = tmp_path / "run.py"
    changed = source.replace("'learning_rate': 0.01,", "'learning_rate': 0.0100000001,")
    path.write_text(changed + "\nprint(numbers(page) == wanted)\n", "utf-8")
    *_, verdict, kept = run_alone(path).splitlines()
    assert "but for rounding: the largest difference" in verdict and kept == "True"


@pytest.mark.parametrize("change", [("'units_1': 4,", "'units_1': 5,"), ("'batch_size': 10,", "'batch_size': 1,")])
def test_a_learner_who_changes_the_settings_is_told_that_this_is_another_run(tmp_path, change):
    source = written(player_at("hidden-layers", "playground", 3))
    assert change[0] in source
    path = tmp_path / "run.py"
    path.write_text(source.replace(*change), "utf-8")
    assert "not the numbers that the page showed" in run_alone(path).splitlines()[-1]


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("found", "wanted", "verdict"),
    [
        ([], [], ("same", 0.0)),
        ([1.0, NAN, INF], [1.0, NAN, INF], ("same", 0.0)),
        ([1.0, NAN, INF], [1.0 + 2**-40, NAN, INF], ("close", 2**-40)),
        ([1e300], [1.1e300], ("other", INF)),
        ([1.0, NAN], [1.0, 2.0], ("other", INF)),
        ([INF], [-INF], ("other", INF)),
        ([1.0], [1.0, 1.0], ("other", INF)),
    ],
)
def test_numbers_are_compared_wherever_they_have_gone(found, wanted, verdict):
    assert compared(found, wanted) == verdict


def test_branches_and_a_given_state_travel_with_the_program(tmp_path):
    player = player_at(
        "gradient-descent", "run", 12, branches=(Branch(4, {"optimizer": "adam"}), Branch(8, {"w0": 0.0}))
    )
    document = json.loads(json.dumps(states.document(player)))
    document["state"]["params"][0] += 1e-9
    player.continue_from(states.given(player, document))
    player.seek(20)
    path = tmp_path / "run.py"
    path.write_text(written(player, language="zh"), "utf-8")
    assert "直到最后一位" in run_alone(path)


def test_a_given_state_with_numbers_that_are_none_yet_travels_too(tmp_path):
    player = player_at("hidden-layers", "surface", 1)
    document = states.document(player)
    assert "null" in json.dumps(document["state"])
    player.continue_from(states.given(player, document))
    path = tmp_path / "program.py"
    path.write_text(written(player), encoding="utf-8")
    assert SAME in run_alone(path)


def said_by_jupyter(notebook, path):
    """The last line that a notebook prints when Jupyter runs it, in a kernel of its own."""
    nbformat.validate(notebook)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5) and len(set(ids)) == len(ids)
    path.write_text(json.dumps(notebook), "utf-8")
    command = [sys.executable, "-m", "jupyter", "execute", "--inplace", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=path.parent, check=False)
    assert done.returncode == 0, done.stderr
    outputs = [output for cell in json.loads(path.read_text("utf-8"))["cells"] for output in cell.get("outputs", ())]
    assert [output["output_type"] for output in outputs] == ["stream"]
    return "".join(outputs[0]["text"]).splitlines()[-1]


@pytest.mark.cpython
@pytest.mark.parametrize(
    ("lesson_id", "step_id", "name"),
    [("gradient-descent", "run", "learning_rate"), ("hidden-layers", "playground", "noise")],
)
def test_jupyter_runs_the_notebook_to_the_last_digit_and_hears_of_a_changed_number(lesson_id, step_id, name, tmp_path):
    player = player_at(lesson_id, step_id, 9)
    notebook = json.loads(written(player, takehome.notebook))
    assert said_by_jupyter(notebook, tmp_path / "run.ipynb") == SAME
    (settings,) = (cell for cell in notebook["cells"] if "SETTINGS = " in cell["source"])
    number = f"'{name}': {player.base[name]}"
    assert number in settings["source"]
    settings["source"] = settings["source"].replace(number, f"{number}1")  # the twin: one more digit
    assert said_by_jupyter(notebook, tmp_path / "changed.ipynb") != SAME


@pytest.mark.parametrize(("lesson_id", "step_id"), RUNS)
def test_a_run_is_a_function_of_what_the_program_is_told(lesson_id, step_id):
    player = player_at(lesson_id, step_id, 5)
    step = player.step
    again = replay(step.start, step.advance, player.base, [], player.t)
    assert np.array_equal(numbers(again), numbers(player.moment().state), equal_nan=True)


@pytest.mark.parametrize(("lesson_id", "step_id"), one_of_each_kind())
def test_the_gathered_code_names_everything_it_uses_and_no_lesson(lesson_id, step_id):
    step = load(lesson_id).step(step_id)
    assert step.start
    found = gather((step.start, step.advance))
    assert not any("lessons" in line for line in found.imports)
    text = "\n\n\n".join([*found.imports, *(section.text for section in found.sections)])
    names = re.findall(r"^(?:class|def) (\w+)", text, re.MULTILINE)
    assert len(set(names)) == len(names)


def test_names_that_two_files_use_for_different_things_are_kept_apart():
    step = load("hidden-layers").step("two-runs")
    assert step.start
    found = gather((step.start, step.advance))
    text = "\n".join(section.text for section in found.sections)
    assert "def start(" in text and "def training_start(" in text or "def pair_start(" in text
    assert "settings_OPTIMIZERS" in text and any("import OPTIMIZERS" in line for line in found.imports)


def test_where_no_time_passes_there_is_nothing_to_take_home():
    with pytest.raises(Refusal, match="refusal.nothing_runs"):
        written(player_at("one-neuron", "two-flowers", 0))


def test_the_same_run_gives_the_same_file_and_names_no_place_of_this_machine():
    sources = [written(player_at("gradient-descent", "run", 3)) for _ in range(2)]
    assert sources[0] == sources[1]
    library = sources[0].partition("# carried: nnviz_core")[2].partition("# (end)")[0]
    assert b"/home/" not in base64.b64decode(library.replace("#", ""))


LINES = [f"{n % 17}.25,{'red' if n % 3 else 'blue'},{n % 5}.5" for n in range(60)]
OWN_ROWS = "\n".join(["height,colour,answer", *LINES])


@pytest.fixture
def own_table():
    """A learner's own table of two features, one of them a category, as the page has read it."""
    session = Session()
    content = base64.b64encode(OWN_ROWS.encode()).decode()
    session.handle({"do": "own-begin", "size": len(OWN_ROWS)})
    session.handle({"do": "own-piece", "base64": content})
    dialect = session.handle({"do": "own-preview"})[0]["dialect"]
    assert session.handle({"do": "own-read", "dialect": dialect})[0]["share"] == 1
    yield session.handle({"do": "own-use", "target": 2})[0]["table"]
    session.handle({"do": "own-forget"})


def taken_home(tmp_path, form="py", **opening):
    """The program that the page saves, as a file."""
    session = Session()
    assert session.handle({"do": "open", "lesson": "kernel-shap", "step": "walk", "t": 7, **opening})[0]["ok"]
    answer, _ = session.handle({"do": "program", "format": form})
    assert answer["ok"], answer
    path = tmp_path / f"run.{form}"
    path.write_text(answer["text"], "utf-8")
    return path


@pytest.mark.parametrize(("lesson", "step"), [("kernel-shap", "walk"), ("kernel-shap", "sample"), ("trust", "seeds")])
def test_the_learners_own_table_travels_with_the_program(own_table, tmp_path, lesson, step):
    path = taken_home(tmp_path, lesson=lesson, step=step, settings={"table": own_table})
    assert run_alone(path).splitlines()[-1] == SAME
    assert "Your own table travels inside" in path.read_text("utf-8")


def test_a_program_on_a_built_in_table_carries_no_other(own_table, tmp_path):
    text = taken_home(tmp_path).read_text("utf-8")
    assert "carried: data" not in text and "Your own table" not in text


@pytest.mark.cpython
def test_a_notebook_carries_the_learners_own_table_too(own_table, tmp_path):
    path = taken_home(tmp_path, "ipynb", settings={"table": own_table})
    assert said_by_jupyter(json.loads(path.read_text("utf-8")), path) == SAME


def test_a_table_too_large_to_carry_is_refused_with_its_size(own_table, monkeypatch):
    monkeypatch.setattr(exports, "MOST_CARRIED", 100)
    session = Session()
    session.handle({"do": "open", "lesson": "kernel-shap", "step": "walk", "settings": {"table": own_table}})
    answer, _ = session.handle({"do": "program", "format": "py"})
    assert answer["error"]["key"] == "refusal.table_too_large_to_carry"


@pytest.mark.cpython
@pytest.mark.parametrize(("model", "more"), [("forest", ', "scikit-learn>=1.6.1"'), ("linear", "")])
def test_a_program_names_the_library_that_its_model_comes_from_and_no_other(tmp_path, model, more):
    path = taken_home(tmp_path, settings={"model": model})
    text = path.read_text("utf-8")
    assert f'# dependencies = ["numpy"{more}]\n' in text
    assert ("scikit-learn ≥ 1.6.1" in " ".join(text.partition('"""\n')[0].split())) == (model == "forest")
    assert run_alone(path).splitlines()[-1] == SAME


def test_a_step_says_whether_there_is_a_run_to_take_home():
    for lesson_id in LESSON_IDS:
        for step in load(lesson_id).describe()["steps"]:
            assert ("runs" in step) == ((lesson_id, step["id"]) in RUNS)
