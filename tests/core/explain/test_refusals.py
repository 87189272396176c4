"""What explainers refuse, and that what is close to it but can be meant still passes."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core.explain import (
    agreement,
    counterfactual,
    exact_shapley,
    fit_surrogate,
    gradient_times_input,
    input_gradient,
    integrated_gradients,
    kernel_shap,
    lime,
    partial_dependence,
    permutation_importance,
    permutation_shapley,
    randomisation_check,
    rank_correlation,
    sensitivity,
    shapley_of_game,
    stability,
    surrogate_r2,
    top_overlap,
)
from nnviz_core.explain.segments import alike
from tests.core.explain.examples import case, linear

SUM = linear([1.0, 1, 1])
X = np.random.default_rng(0).normal(size=(20, 3))
ROW = np.array([1.0, 2, 3])
MANY = 10**12
EQUAL = np.ones(20)
NETWORK, NETWORK_ROW, NETWORK_BACKGROUND = case()


def rng():
    return np.random.default_rng(0)


def importance(y, score="r2", predict=SUM, **more):
    return permutation_importance(predict, X, y, score=score, rng=rng(), **more)


def near(**more):
    return lime(SUM, ROW, X, n_samples=50, rng=rng(), **more)


def fit(features=X, y=X[:, :1], w=EQUAL):
    return fit_surrogate(features, y, w)


def identity(rows):
    return rows


def refused(call, says):
    with pytest.raises((ValueError, TypeError), match=re.escape(says)):
        call()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: importance(np.full(20, np.nan)), "y[0] is nan; remove or replace it"),
        (lambda: importance(None), "X holds 20 samples and y None"),
        (lambda: importance(X[:, 0], predict=identity), "y has shape (20, 1) and the outputs (20, 3)"),
        (lambda: importance(X[:, 0], "negative_mse", identity), "y has shape (20, 1) and the outputs (20, 3)"),
        (lambda: importance(list("ab" * 10), "accuracy"), "y must hold numbers only (text)"),
        (lambda: importance(np.eye(20)[:, :3], "accuracy"), "accuracy compares class numbers (n_samples,)"),
        (lambda: importance(np.arange(20) % 2, "accuracy"), "tells two classes apart by the probability of class 1"),
        (
            lambda: importance(np.arange(20) % 3, "accuracy"),
            "y holds 2.0; the classes of this model",
        ),
        (lambda: importance(X[:, 0], lambda y, outputs: np.nan), "score is nan; give a finite number."),
        (lambda: importance(X[:, 0], lambda y, outputs: outputs), "score must be a number"),
        (lambda: importance(X[:, 0], n_repeats=MANY), "n_repeats is 1000000000000: to work on so many"),
        (lambda: importance(np.full(20, 1 / 3)), "All targets y are equal"),
        (lambda: importance(X[:, 0] * 1e200, "negative_mse"), "give y in larger units, none above 1e+120 in size"),
        (lambda: partial_dependence(SUM, X, 0, grid=MANY), "grid is 1000000000000: to work on so many"),
        (lambda: partial_dependence(SUM, X, 1.0), "feature is 1.0; features are 0 to 2"),  # type: ignore[arg-type]
    ],
)
def test_importance_refuses_targets_and_scores_that_do_not_fit(call, says):
    refused(call, says)


def test_targets_in_a_column_are_the_same_targets():
    y = (X[:, 0] > 0).astype(int)
    flat, column = (importance(y_, "accuracy", lambda rows: rows[:, 0] > 0) for y_ in (y, y[:, np.newaxis]))
    assert flat.score == column.score == 1
    assert_allclose(importance(X.sum(axis=1)[:, np.newaxis]).score, 1, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rank_correlation([1, np.nan, 2], ROW), "explanation[1] is nan"),
        (lambda: top_overlap(ROW, [1, np.nan, 2], 2), "explanation[1] is nan"),
        (lambda: agreement({"a": ROW, "b": ["x", "y", "z"]}), "explanation must hold numbers only (text)"),
        (lambda: agreement([ROW, ROW]), "explanations must have names"),  # type: ignore[arg-type]
        (lambda: stability(lambda r: np.ones(r.integers(1, 9)), rng=rng()), "compare those of the same players"),
        (lambda: stability(lambda r: np.full(3, np.nan), rng=rng()), "explanation[0] is nan"),
        (lambda: stability(lambda r: ROW, n_repeats=MANY, rng=rng()), "give a whole number from 2 to 1000"),
        (lambda: stability(ROW, rng=rng()), "cannot be called; give a function"),  # type: ignore[arg-type]
        (lambda: sensitivity(identity, ROW, radius=np.nan, rng=rng()), "radius is nan; remove or replace it"),
        (lambda: sensitivity(identity, ROW, radius=-1, rng=rng()), "none negative"),
        (lambda: sensitivity(identity, ROW, radius=[1, 2], rng=rng()), "give a number, or 3 of them"),
        (lambda: sensitivity(identity, ROW, radius=1, n_samples=MANY, rng=rng()), "n_samples is 1000000000000"),
        (lambda: sensitivity(lambda x: x[: 1 + (x[0] > 1)], ROW, radius=1, rng=rng()), "have 1 and 2 values"),
        (lambda: randomisation_check(SUM, lambda net: ROW, rng=rng()), "network is a function; give a Network"),
    ],
)
def test_comparisons_refuse_what_cannot_be_ranked(call, says):
    refused(call, says)


def test_an_explainer_may_use_its_array_again():
    buffer = np.empty(3)

    def explain(own):
        buffer[:] = own.normal(size=3)
        return buffer

    assert stability(explain, rng=rng()).spread.min() > 0


def large(size):
    """A model and rows of any size, and every explainer of a row and a background."""
    predict, row, rows = (lambda X: size * np.tanh(X).sum(axis=1)), ROW, X
    return {
        "exact": lambda: exact_shapley(predict, row, rows),
        "kernel": lambda: kernel_shap(predict, row, rows, n_samples=4, rng=rng()),
        "orders": lambda: permutation_shapley(predict, row, rows, n_permutations=3, rng=rng()),
        **{
            name: lambda name=name: lime(predict, row, rows, n_samples=50, rng=rng(), representation=name)
            for name in ("raw", "quartiles", "mask")
        },
        "dependence": lambda: partial_dependence(predict, rows, 0),
        "importance": lambda: importance(predict(rows), predict=predict),
    }


@pytest.mark.parametrize("explainer", large(1.0))
def test_outputs_of_which_no_squares_can_be_computed_are_refused_and_smaller_ones_explained(explainer):
    large(1e119)[explainer]()
    for size in (1e160, 1e200, 1e307):
        refused(large(size)[explainer], "outputs must be of at most 1e+120 in size")


def test_features_and_outputs_that_are_just_small_enough_are_fitted():
    exact, huge = (
        fit_surrogate(size * X, size * X[:, :1], EQUAL, ridge=0, n_kept=1).coefficients for size in (1.0, 1e119)
    )
    assert_allclose(huge, exact, rtol=1e-9)


def test_a_kernel_too_narrow_for_any_other_sample_leaves_the_row_itself():
    assert near(kernel_width=1e-200).n_effective == 1


def test_rows_of_which_no_squares_can_be_computed_are_refused():
    refused(lambda: alike(np.eye(3) * 1e200, 2), "give image in larger units")
    refused(lambda: lime(identity, ROW * 1e160, X, n_samples=9, rng=rng()), "give x in larger units")
    refused(lambda: lime(identity, ROW, X * 1e160, n_samples=9, rng=rng()), "give background in larger units")
    refused(lambda: rank_correlation(ROW * 1e200, ROW), "give explanation in larger units")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: input_gradient(SUM, X), "network is a function; give a Network"),
        (lambda: gradient_times_input(SUM, ROW), "network is a function; give a Network"),
        (lambda: integrated_gradients(SUM, ROW, X), "network is a function; give a Network"),
        (
            lambda: integrated_gradients(NETWORK, NETWORK_ROW, NETWORK_BACKGROUND, n_steps=10**6),
            "n_steps is 1000000; give a whole number from 1 to 1024",
        ),
        (lambda: kernel_shap(NETWORK, ROW, X, n_samples=6, rng=rng()), "background has 3 columns; 5 are needed"),
        (lambda: lime(NETWORK.predict, ROW, X, n_samples=6, rng=rng()), "background has 3 columns; 5 are needed"),
    ],
)
def test_what_needs_a_network_says_so(call, says):
    refused(call, says)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: exact_shapley(SUM, [1, [2, 3], 4], X), "x must hold numbers only (rows of different lengths)"),
        (lambda: exact_shapley(SUM, ROW, [[1, 2, 3], [1, 2]]), "background must hold numbers only (rows of different"),
        (lambda: exact_shapley(SUM, ROW + 1j, X), "x must hold numbers only (complex numbers)"),
        (lambda: exact_shapley(SUM, ["1", "2", "3"], X), "x must hold numbers only (text)"),
        (lambda: exact_shapley(lambda rows: [[1], [2, 3]] * 10, ROW, X), "predict must return numbers, not list"),
        (lambda: exact_shapley(SUM, ROW, X, groups=5), "groups is 5; give a list of lists of features"),
        (lambda: exact_shapley(SUM, ROW, X, groups=[[0, 1], 2]), "groups[1] is no list and others are"),
        (lambda: exact_shapley(SUM, ROW, X, groups=[np.nan, 0, 1]), "groups has labels that are no numbers"),
        (lambda: shapley_of_game([0, np.nan]), "means[1] is nan"),
        (lambda: shapley_of_game("abc"), "means must hold numbers only (text)"),
        (lambda: shapley_of_game([[1], [2, 3]]), "means must hold numbers only (rows of different lengths)"),
        (lambda: near(categorical=[True, False, True]), "categorical names feature True; features are 0 to 2"),
        (lambda: near(categorical=[1.5]), "categorical names feature 1.5"),
        (lambda: near(categorical=1), "categorical is 1; give a list of the numbers of features"),
        (lambda: near(selection="lasso"), "no selection named 'lasso'"),
        (lambda: near(n_kept=3.5), "n_kept must be a whole number, not 3.5"),
        (lambda: counterfactual(SUM, ROW, X, immutable=3), "immutable is 3; give a list of the numbers of features"),  # type: ignore[arg-type]
        (lambda: fit(w=np.zeros(20)), "one of them above 0; the least is 0.0"),
        (lambda: fit(w=-np.ones(20)), "weights of 0 or more"),
        (lambda: fit(w=np.ones(19)), "w has shape (19,); give each sample one of each"),
        (lambda: fit(features=X * np.nan), "X[0, 0] is nan"),
        (lambda: fit(y=np.full((20, 1), -1e200)), "y[0, 0] is -1e+200, and its square would be no number any more"),
        (lambda: fit(y=X[:, 0]), "y has shape (20,); give a table"),
    ],
)
def test_rows_groups_and_lists_of_features_are_checked_at_the_door(call, says):
    refused(call, says)


@pytest.mark.parametrize("height", [1 / 3, 1234567.8, 1e-14])
def test_a_constant_of_any_size_is_nothing_to_explain(height):
    constant = linear([0.0, 0, 0], height)
    assert lime(constant, ROW, X, n_samples=100, rng=rng()).r2 == 1
    refused(lambda: surrogate_r2(constant, ROW, X, np.zeros(3), n_samples=50, rng=rng()), "no variation to explain")


def test_outputs_whose_squares_vanish_are_nothing_to_explain():
    tiny = linear([1e-200, 2e-200, 0])
    assert lime(tiny, ROW, X, n_samples=100, rng=rng(), n_kept=2).r2 == 1
    refused(lambda: surrogate_r2(tiny, ROW, X, np.zeros(3), n_samples=50, rng=rng()), "no variation to explain")
    refused(lambda: importance(tiny(X), predict=tiny), "All targets y are equal")
    refused(lambda: sensitivity(tiny_values, ROW, radius=1, rng=rng()), "too small to be squared")
    assert lime(linear([1e-140, 2e-140, 0]), ROW, X, n_samples=100, rng=rng()).r2 < 1  # ridge takes a little


def tiny_values(x):
    return 1e-200 * x


def test_how_well_a_line_fits_does_not_depend_on_units():
    bend = lime(lambda rows: 1e-14 * rows[:, 0] ** 2, ROW, X, n_samples=100, rng=rng())
    assert 0 < bend.r2 < 1  # as it is for 10¹⁴ times the output
    large = lime(lambda rows: rows[:, 0] ** 2, ROW, X, n_samples=100, rng=rng())
    assert_allclose(bend.r2, large.r2, rtol=1e-9)
