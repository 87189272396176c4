"""`python -m lessons` computes the page's numbers without a page."""

import json
import os
import subprocess
import sys

import pytest

from lessons.__main__ import main
from tools.paths import ROOT

pytestmark = pytest.mark.cpython


def test_the_catalogue_is_listed_in_both_languages(capsys):
    assert main([]) == 0
    assert "gradient-descent" in capsys.readouterr().out
    assert main(["--lang", "zh"]) == 0
    assert "梯度下降" in capsys.readouterr().out


def test_the_readouts_after_500_updates_by_an_independent_loop(capsys):
    assert main(["gradient-descent", "--set", "learning_rate=0.01", "--t", "500", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)["readouts"]
    w = b = 0.0
    xs, ys = [-1, 1, 2, 3, 4], [-2, 0, 1, 2, 3]
    for _ in range(500):  # plain Python, the article's formulas
        gradient_w = -2 / 5 * sum((y - (w * x + b)) * x for x, y in zip(xs, ys, strict=True))
        gradient_b = -2 / 5 * sum(y - (w * x + b) for x, y in zip(xs, ys, strict=True))
        w, b = w - 0.01 * gradient_w, b - 0.01 * gradient_b
    assert printed["w"] == pytest.approx(w, rel=1e-12)
    assert printed["b"] == pytest.approx(b, rel=1e-12)
    assert printed["loss"] == pytest.approx(sum((y - w * x - b) ** 2 for x, y in zip(xs, ys, strict=True)) / 5)
    assert printed["learning_rate"] == 0.01
    assert printed["w"] != pytest.approx(w + 1e-6, rel=1e-9)  # the comparison can fail


@pytest.mark.parametrize("rate", ["0.01", "1"], ids=["on its way", "far out of the picture"])
def test_figures_are_written_as_png_and_svg(tmp_path, capsys, rate):
    settings = ["--step", "run", "--t", "200", "--set", f"learning_rate={rate}"]
    assert main(["gradient-descent", *settings, "--figures", str(tmp_path)]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"run-surface.png", "run-surface.svg", "run-plane.png", "run-curves.svg"} <= names


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["alchemy"], "alchemy"),
        (["gradient-descent", "--set", "learning_rate=fast"], "fast"),
        (["gradient-descent", "--set", "learning_rate"], "learning_rate"),
        (["gradient-descent", "--step", "coda"], "coda"),
        (["gradient-descent", "--step", "run", "--t", "501"], "500"),
        (["gradient-descent", "--t", "9999"], "1000"),
        (["gradient-descent", "--figures", __file__], "test_command_line.py"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence_and_a_status(arguments, said, capsys):
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert said in error and "refusal." not in error and len(error.split()) > 4


@pytest.mark.parametrize("arguments", [[], ["gradient-descent"], ["gradient-descent", "--json"]])
def test_whoever_reads_may_have_seen_enough(arguments):
    command = [sys.executable, "-m", "lessons", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_without_numpy_it_says_what_to_install(tmp_path):
    (tmp_path / "numpy.py").write_text("raise ModuleNotFoundError('numpy')", "utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    command = [sys.executable, "-m", "lessons"]
    said = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 1
    assert "pip install" in said.stderr and "Traceback" not in said.stderr


def test_what_is_refused_has_the_name_that_its_own_lesson_gives_it(capsys):
    assert main(["lime", "--step", "row", "--set", "n_samples=4"]) == 1
    assert capsys.readouterr().err.startswith("Samples must lie between 50 and 3000")
