"""The code that runs has the lines marked that run: whoever rewrites a function of the core finds them again."""

import json

import pytest

from tools.paths import ROOT

RECORDED = sorted((ROOT / "static" / "recorded").glob("*/*.json"))
NAMED = ("gradient-flow/points", "kernel-shap", "shapley", "lime", "trust")


@pytest.mark.parametrize(
    "path",
    [path for path in RECORDED if f"{path.parent.name}/{path.stem}".startswith(NAMED)],
    ids=lambda path: path.stem,
)
def test_a_step_marks_a_line_of_its_code(path):
    code = json.loads(path.read_text("utf-8"))["header"].get("code")
    assert code is None or code["lines"]
