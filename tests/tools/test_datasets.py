"""The files in static/data are what the script writes, and the script writes what scikit-learn holds."""

import json

import numpy as np
import pytest

from nnviz_core import data
from tools import datasets

pytest.importorskip("sklearn.datasets")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    assert datasets.main(["--folder", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("name", data.FILES)
def test_the_file_in_the_repository_is_the_one_the_script_writes(name, written):
    assert (written / f"{name}.json").read_text("utf-8") == (data.FOLDER / f"{name}.json").read_text("utf-8")


@pytest.mark.parametrize("name", data.FILES)
def test_every_number_is_scikit_learns(name):
    bunch, ours = datasets.loaders()[name](), data.load(name)
    np.testing.assert_array_equal(ours.X, bunch.data)
    np.testing.assert_array_equal(ours.y, bunch.target)


def test_a_file_has_one_sample_a_line_and_its_unit_outside_the_name():
    text = (data.FOLDER / "iris.json").read_text("utf-8")
    assert len(text.splitlines()) > 150
    assert json.loads(text)["features"][0] == {"name": "sepal length", "unit": "cm"}
