"""Every model takes rows in their own units, gives one number an output, and has learned something."""

import json
import zlib
from base64 import urlsafe_b64encode

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from lessons.kit.errors import Refusal
from lessons.kit.packing import pack, unpack
from lessons.models import carried
from lessons.models.choices import MOST_ROWS, controls
from lessons.models.models import BACKGROUNDS, MODELS, explained_model, model, output_of, row_of
from lessons.models.tables import TABLES, table
from nnviz_core.data import Scaling
from nnviz_core.explain import exact_shapley
from nnviz_core.network import Network

OWN = ("network", "linear")
LEAST = {"iris": 0.85, "wine": 0.93, "breast-cancer": 0.93, "diabetes": 0.35}


def settings(**changed):
    return {**{control.name: control.default for control in controls()}, **changed}


@pytest.mark.cpython
@pytest.mark.parametrize("name", MODELS[:-1])
@pytest.mark.parametrize("on", TABLES)
def test_each_model_has_learned_each_table(name, on):
    made = model(name, on)
    said = made.predict(made.table.X_test)
    assert said.shape == (len(made.table.X_test), len(made.outputs))
    assert made.score >= LEAST[on]
    if made.is_classification:
        np.testing.assert_allclose(said.sum(axis=1), 1)


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("on", TABLES)
def test_rows_in_their_own_units_and_standardised_rows_get_the_same_answer(name, on):
    made = model(name, on)
    assert made.standardised
    own, moved = made.standardised.predict(made.table.Z_test), made.predict(made.table.X_test)
    if not made.is_classification:
        own = own * made.table.y_train.std() + made.table.y_train.mean()
    np.testing.assert_allclose(moved, own, rtol=1e-9, atol=1e-12)


def test_the_linear_model_is_a_logistic_regression():
    made = model("linear", "wine")
    theirs = LogisticRegression(max_iter=500).fit(made.table.Z_train, made.table.y_train).predict(made.table.Z_test)
    assert (made.predict(made.table.X_test).argmax(axis=1) == theirs).mean() > 0.95


def test_the_same_settings_give_the_same_model_and_another_seed_another():
    assert explained_model(settings()) is explained_model(settings())
    one, other = (explained_model(settings(model_seed=seed)).network for seed in (0, 1))
    assert one and other and not np.allclose(one.params, other.params)


@pytest.mark.parametrize("kind", BACKGROUNDS)
def test_the_background_is_made_of_training_rows(kind):
    made = model("network", "wine")
    rows = made.background(10, seed=3, kind=kind, output=1)
    train = {tuple(row) for row in made.table.X_train}
    if kind == "mean_row":
        np.testing.assert_array_equal(rows, made.table.X_train.mean(axis=0)[np.newaxis])
        return
    assert rows.shape == (10, 13) and {tuple(row) for row in rows} <= train
    np.testing.assert_array_equal(rows, made.background(10, seed=3, kind=kind, output=1))
    classes = {tuple(row): y for row, y in zip(made.table.X_train, made.table.y_train, strict=True)}
    assert (1 in {classes[tuple(row)] for row in rows}) == (kind == "random_rows")


def test_a_row_beyond_the_table_is_its_last_and_an_output_beyond_the_classes_too():
    made = model("network", "breast-cancer")
    assert row_of(settings(row=MOST_ROWS), made) == len(made.table.X_test) - 1 == MOST_ROWS
    x = made.table.X_test[0]
    assert output_of(settings(output="third"), made, x) == 1
    assert output_of(settings(), made, x) == made.predict(x[None])[0].argmax()


def small(n_classes=2, features=("x1", "x2"), seed=0):
    rng = np.random.default_rng(seed)
    n_outputs, output = {0: (1, "identity"), 2: (1, "sigmoid")}.get(n_classes, (n_classes, "softmax"))
    network = Network.dense((len(features), 4, 3, n_outputs), rng=rng, output=output)
    points = rng.uniform(-1, 1, (30, 2))
    y = rng.normal(size=30) if n_classes == 0 else np.arange(30) % n_classes
    scaling = Scaling(rng.normal(size=len(features)), rng.uniform(0.5, 2, len(features)))
    return carried.Carried(network, features, scaling, points, y, 20, n_classes)


@pytest.mark.parametrize("features", [("x1", "x2"), ("x2", "x1_squared", "sin_x1")])
@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_a_carried_network_answers_as_it_did_at_home(n_classes, features):
    own = small(n_classes, features)
    made = model("carried", word=carried.word_of(own))
    said, at_home = made.predict(own.points), own.network.predict(own.inputs(own.points))
    np.testing.assert_allclose(said[:, -1:] if n_classes == 2 else said, at_home, rtol=1e-9)
    assert said.shape[1] == len(made.outputs) == max(1, n_classes)
    assert (made.network is None) == (features != ("x1", "x2"))
    if made.network is not None and made.standardised is not None:
        np.testing.assert_allclose(made.standardised.predict(made.table.Z_test), made.predict(made.table.X_test))
    values = exact_shapley(made.network or made.predict, own.points[0], own.points[5:15])
    np.testing.assert_allclose(values.values.sum(axis=0), values.prediction - values.base_value)


def test_a_carried_network_comes_back_to_the_last_bit():
    own = small()
    back = carried.read(carried.word_of(own))
    np.testing.assert_array_equal(back.network.params, own.network.params)
    np.testing.assert_array_equal(back.points, own.points)
    assert (back.features, back.n_train, back.n_classes) == (own.features, own.n_train, own.n_classes)


def damaged(**changed):
    return pack({**unpack(carried.word_of(small()), carried.MOST_BYTES), **changed})


BAD = {
    "cut short": lambda: carried.word_of(small())[:-9],
    "foreign": lambda: pack({"kind": "song"}),
    "a list": lambda: pack([1, 2]),
    "an unknown feature": lambda: damaged(features=["x1", "__import__"]),
    "another number of features": lambda: damaged(features=["x1"]),
    "points that are words": lambda: damaged(points=[["a", "b"]] * 30),
    "points far away": lambda: damaged(points=[[1e9, 0]] * 30),
    "classes that are not there": lambda: damaged(y=[7] * 30),
    "no scaling": lambda: damaged(std=[0, 1]),
    "a scaling without end": lambda: damaged(mean=[1e308, 0]),
    "points in lists without end": lambda: word_of_text(b'{"points":' + b"[" * 100_000),
    "answers that are no numbers": lambda: damaged(network=changed_weight(1e308)),
    "another kind of answer": lambda: damaged(n_classes=3),
    "a number of classes that is a word": lambda: damaged(n_classes="2"),
    "too few answers": lambda: damaged(y=[0]),
    "a changed weight": lambda: damaged(network=changed_weight()),
}


def word_of_text(plain):
    return urlsafe_b64encode(zlib.compress(plain)).decode().rstrip("=")


def changed_weight(weight=9.0):
    network = unpack(carried.word_of(small()), carried.MOST_BYTES)["network"]
    return {**network, "params": [weight, *network["params"][1:]]}


@pytest.mark.parametrize("what", BAD)
def test_a_damaged_word_is_refused_with_a_sentence(what):
    with pytest.raises(Refusal, match="carried_damaged"):
        model("carried", word=BAD[what]())


def test_no_network_and_one_that_unpacks_to_far_too_much_are_refused_each_in_its_own_words():
    with pytest.raises(Refusal, match="nothing_carried"):
        model("carried")
    with pytest.raises(Refusal, match="carried_too_large"):
        model("carried", word=pack([0] * 10_000_000))
    assert len(pack([0] * 10_000_000)) < carried.MOST_BYTES, "the word itself is short"


def test_what_is_packed_is_plain_json():
    assert json.loads(json.dumps(unpack(pack({"a": [1.5, "é"]}), 100))) == {"a": [1.5, "é"]}


def test_the_largest_table_decides_how_far_the_rows_go():
    assert MOST_ROWS == max(len(table(name).X_test) for name in TABLES) - 1
