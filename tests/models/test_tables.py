"""The tables hold each measured row once, in its own units, under names that both languages have."""

import numpy as np
import pytest

from lessons.kit.errors import Refusal
from lessons.kit.text import resolve
from lessons.kit.words import LANGUAGES, read_strings
from lessons.models.tables import TABLES, table
from nnviz_core import data
from tools.paths import ROOT


def rows_of(X):
    return sorted(map(tuple, X))


@pytest.mark.parametrize("name", TABLES)
def test_training_and_test_rows_are_the_file_s_rows_shuffled(name):
    found, source = table(name), data.load(name.replace("-", "_"))
    assert rows_of(np.concatenate([found.X_train, found.X_test])) == rows_of(source.X)
    assert len(found.X_test) == round(0.25 * len(source.X))
    assert found.is_classification == source.is_classification


@pytest.mark.parametrize("name", TABLES)
def test_standardised_training_rows_have_mean_0_and_deviation_1(name):
    found = table(name)
    np.testing.assert_allclose(found.Z_train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(found.Z_train.std(axis=0), 1, atol=1e-12)
    np.testing.assert_allclose(found.scaling.undo(found.Z_test), found.X_test, atol=1e-12)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_every_feature_and_class_has_a_name_of_its_own_in_both_languages(name, language):
    strings, found = read_strings(ROOT / "lessons" / "gradient_descent", language), table(name)
    for texts in (found.features, found.outputs):
        names = [resolve(text, strings) for text in texts]
        assert len(set(names)) == len(names)
        assert not any(".breast-cancer." in one or one.startswith(("feature.", "class.")) for one in names)
    assert len(found.features) == found.n_features == len(found.units)


def test_a_name_without_a_sentence_would_be_found():
    assert resolve("feature.wine.sweetness", read_strings(ROOT / "lessons" / "gradient_descent", "en")).startswith(
        "feature"
    )


def test_an_unknown_table_is_refused():
    with pytest.raises(Refusal, match="unknown_option"):
        table("tea")
