"""What a coalition earns, against a loop over the background, on both ways."""

import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import game as module
from nnviz_core.explain import network_game
from nnviz_core.explain.game import Game
from nnviz_core.explain.network_game import NetworkGame, make_game
from nnviz_core.explain.players import all_coalitions
from nnviz_core.network import Network
from tests.core.explain.examples import as_function, case, linear

ROOT = Path(__file__).parents[3]


def slowly(predict, x, background, known):
    """The definition: fill each background row with what is known, predict, average."""
    total = 0
    for row in background:
        total = total + predict(np.array([[x[j] if known[j] else row[j] for j in range(len(x))]]))[0]
    return total / len(background)


@pytest.mark.parametrize("way", ["any model", "network"])
def test_a_coalition_earns_the_mean_over_the_background(way):
    net, x, background = case(4)
    game = make_game(as_function(net) if way == "any model" else net.predict, x, background, None, "identity")
    assert isinstance(game, NetworkGame) == (way == "network")
    coalitions = all_coalitions(4)
    assert_allclose(game.values(coalitions), [slowly(net.predict, x, background, c) for c in coalitions], rtol=1e-12)


@pytest.mark.parametrize(
    "sizes, activation, output",
    [
        ((4, 1), "tanh", "identity"),
        ((4, 3), "tanh", "softmax"),
        ((4, 9, 2), "relu", "identity"),
        ((4, 9, 2), "leaky_relu", "identity"),
        ((4, 9, 1), "sigmoid", "sigmoid"),
        ((4, 6, 5, 3), "tanh", "softmax"),
        ((4, 6, 5, 1), ("gelu", "softplus"), "sigmoid"),
        ((4, 3, 2), "softmax", "sigmoid"),
    ],
)
@pytest.mark.parametrize("groups", [None, [[0, 3], [1], [2]]])
def test_the_short_way_of_a_network_earns_the_same(sizes, activation, output, groups):
    rng = np.random.default_rng(len(sizes))
    net = Network.dense(sizes, activation=activation, output=output, rng=rng)
    net.params[...] = rng.normal(0, 2, net.n_params)
    x, background = rng.normal(size=4), rng.normal(size=(7, 4))
    x[2] = background[0, 2]
    background[:, 2] = x[2]  # one player without effect
    short = make_game(net, x, background, groups, "identity")
    plain = Game(as_function(net), x, background, groups)
    assert isinstance(short, NetworkGame)
    coalitions = all_coalitions(plain.n_active)
    assert_allclose(short.values(coalitions), plain.values(coalitions), rtol=1e-11, atol=1e-12)
    assert_allclose(short.pair_values(coalitions), plain.pair_values(coalitions), rtol=1e-11, atol=1e-12)


def test_the_short_way_would_notice_weights_that_changed_in_between():
    """The twin: the comparison above sees a network that is another one by a little."""
    net, x, background = case(4)
    other = net.with_params(net.params * (1 + 1e-6))
    coalitions = all_coalitions(4)
    short = NetworkGame(net, x, background).values(coalitions)
    with pytest.raises(AssertionError):
        assert_allclose(short, Game(other.predict, x, background).values(coalitions), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("spread", [2, 50, 5000])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("dtype, tolerance", [(np.float64, 1e-10), (np.float32, 1e-4)])
def test_the_short_way_is_right_for_weights_of_any_size(spread, activation, dtype, tolerance):
    short, plain = both_ways(spread, activation, dtype)
    coalitions = all_coalitions(4)
    assert_allclose(short.pair_values(coalitions), plain.pair_values(coalitions), atol=tolerance)


def test_a_quotient_of_exponentials_would_not_be_right_for_large_weights(monkeypatch):
    """The twin: without its limit, the second side would be inf / inf."""
    monkeypatch.setitem(network_game.LARGEST_EXPONENT, np.dtype(float), np.inf)
    short, _ = both_ways(5000, "tanh", np.float64)
    with np.errstate(over="ignore"), pytest.raises(ValueError, match="finite"):
        short.pair_values(all_coalitions(4))


def both_ways(spread, activation, dtype):
    rng = np.random.default_rng(spread)
    net = Network.dense((4, 6, 1), activation=activation, output="identity", rng=rng)
    net = net.with_params(np.concatenate([rng.normal(0, spread, 30), rng.normal(size=7)]).astype(dtype))
    x, background = rng.normal(size=4).astype(dtype), rng.normal(size=(7, 4)).astype(dtype)
    return NetworkGame(net, x, background), Game(as_function(net), x, background)


def test_a_pair_is_a_coalition_and_its_complement():
    net, x, background = case(5)
    for game in (Game(net.predict, x, background), NetworkGame(net, x, background)):
        coalitions = all_coalitions(5)
        both = game.pair_values(coalitions)
        assert_allclose(both[:, 0], game.values(coalitions), rtol=1e-12)
        assert_allclose(both[:, 1], game.values(~coalitions), rtol=1e-12)


@pytest.mark.parametrize("cells", [1, 13, 100, 2**17])
def test_the_size_of_the_chunks_changes_nothing(cells, monkeypatch):
    net, x, background = case(4)
    coalitions = all_coalitions(4)
    wanted = Game(net.predict, x, background).values(coalitions)
    monkeypatch.setattr(module, "CELLS_AT_ONCE", cells)
    monkeypatch.setattr(network_game, "CELLS_AT_ONCE", cells)
    for game in (Game(net.predict, x, background), NetworkGame(net, x, background)):
        assert_allclose(game.values(coalitions), wanted, rtol=1e-12)
        assert_allclose(game.pair_values(coalitions)[:, 0], wanted, rtol=1e-12)


def test_a_network_too_large_for_the_short_way_takes_the_long_one(monkeypatch):
    net, x, background = case(4)
    monkeypatch.setattr(network_game, "MOST_MOVES", 10)
    assert not isinstance(make_game(net, x, background, None, "identity"), NetworkGame)


def test_only_predict_of_a_network_takes_the_short_way():
    net, x, background = case(4)

    class Twice(Network):
        def predict(self, X):
            return 2 * super().predict(X)

    for other in (lambda X: net.predict(X), net.forward):
        assert network_game.network_behind(other) is None
    assert network_game.network_behind(net) is net
    assert network_game.network_behind(Twice(net.sizes, net.activations, net.params).predict) is None


def test_who_equals_the_whole_background_is_not_active():
    game = Game(linear([1, 1, 1]), [1, 2, 3], [[1, 0, 3], [1, 5, 3]])
    assert_array_equal(game.active, [1])
    assert_array_equal(game.for_all_players(np.array([7.0])), [0, 7, 0])
    assert_array_equal(game.coalitions_of_all(np.array([[True], [False]])), [[False, True, False], [False] * 3])


def test_a_model_that_writes_on_its_rows_does_no_harm():
    def rude(X):
        total = X.sum(axis=1)
        X[...] = np.nan
        return total

    x, background = np.array([1.0, 2.0]), np.array([[0.0, 0.0], [3.0, 5.0]])
    game = Game(rude, x, background)
    assert_allclose(game.values(all_coalitions(2))[:, 0], [4, 3.5, 3.5, 3])
    assert_array_equal(background, [[0, 0], [3, 5]])
    assert_array_equal(x, [1, 2])


@given(st.integers(0, 2**32 - 1))
def test_filled_rows_hold_the_known_features_of_x_and_the_rest_of_the_background(seed):
    rng = np.random.default_rng(seed)
    x, background = rng.normal(size=3), rng.normal(size=(4, 3))
    game = Game(lambda X: X[:, 0], x, background)
    coalitions = rng.random((5, 3)) < 0.5
    rows = game.fill(coalitions)
    assert_array_equal(rows, np.where(coalitions[np.newaxis], x, background[:, np.newaxis]))


@pytest.mark.parametrize(
    "x, background, says",
    [
        ([1.0, 2], [[1.0, 2, 3]], "x has 2 columns; 3 are needed"),
        ([1.0, np.nan, 2], [[1.0, 2, 3]], "is nan; remove or replace it"),
        ([1.0, 2, 3], [[1.0, 2, np.inf]], r"background\[0, 2\] is inf"),
        ([1.0, 2, 3], np.zeros((0, 3)), "background is empty"),
        ([1.0, 2, 3], [1.0, 2, 3], r"background has shape \(3,\)"),
        (["a", "b", "c"], [[1.0, 2, 3]], "x must hold numbers only"),
    ],
)
def test_rows_that_cannot_be_meant_are_refused(x, background, says):
    with pytest.raises(ValueError, match=says):
        Game(linear([1, 1, 1]), x, background)


def test_an_unknown_link_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="no link named 'logits'. Did you mean 'logit'"):
        Game(linear([1.0]), [1.0], [[0.0]], link="logits")


def test_a_network_whose_weights_diverged_is_refused():
    net, x, background = case(3, activation="relu", output="identity")
    net.params[...] = 1e200
    with pytest.raises(ValueError, match="finite"):
        make_game(net, x, background, None, "identity").values(all_coalitions(3))


PAGES_OF_A_SECOND_EXPLANATION = """
import resource, sys
import numpy as np
from nnviz_core.explain import game, kernel_shap
if sys.argv[1] == "without":
    game.keep_memory = lambda: None
rng = np.random.default_rng(0)
weights, background = rng.normal(size=(30, 16)), rng.normal(size=(100, 30))
def explain():
    kernel_shap(lambda X: np.tanh(X @ weights), np.ones(30), background, n_samples=1024, rng=np.random.default_rng(0))
explain()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
explain()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser has no processes")
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep memory by rules of their own")
def test_memory_of_one_chunk_is_used_again_for_the_next():
    def pages(way):
        command = [sys.executable, "-c", PAGES_OF_A_SECOND_EXPLANATION, way]
        return int(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)

    assert pages("with") < 1000 < 5000 < pages("without")


def test_a_model_that_uses_its_answer_again_is_heard_all_the_same():
    kept = np.empty(200_000)

    def predict(rows):
        kept[: len(rows)] = rows.sum(axis=1)
        return kept[: len(rows)]

    rows = np.random.default_rng(0).normal(size=(50_000, 5))
    game = Game(predict, rows[0], rows[:10])
    np.testing.assert_allclose(game.predict_rows(rows)[:, 0], rows.sum(axis=1))
