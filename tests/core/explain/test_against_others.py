"""Kernel SHAP and LIME against the libraries that made them known, given the same settings."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core.explain import exact_shapley, fit_surrogate, kernel_shap, lime
from tests.core.explain.examples import as_function, case

pytestmark = pytest.mark.cpython


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("n_features", [3, 6, 9])
@pytest.mark.parametrize("link", ["identity", "logit"])
def test_when_both_ask_all_coalitions_kernel_shap_is_that_of_shap(shap, n_features, link):
    net, x, background = case(n_features)
    theirs = shap.KernelExplainer(as_function(net), background, link=link)
    values = theirs.shap_values(x, nsamples=2**n_features, l1_reg=False, silent=True)
    ours = kernel_shap(net, x, background, n_samples=2**n_features, rng=np.random.default_rng(0), link=link)
    assert_allclose(ours.values, values, atol=1e-6)
    assert_allclose(ours.base_value, theirs.expected_value, atol=1e-9)


@pytest.mark.filterwarnings("ignore")
def test_with_the_same_number_of_samples_the_error_is_not_larger_than_that_of_shap(shap):
    ours, theirs = [], []
    for seed in range(6):
        net, x, background = case(12, 1, output="sigmoid", seed=seed, activation="relu")
        exact = exact_shapley(net, x, background).values
        explainer = shap.KernelExplainer(as_function(net), background)
        for repeat in range(4):
            np.random.seed(repeat)
            estimate = explainer.shap_values(x, nsamples=300, l1_reg=False, silent=True)
            theirs.append(estimate.reshape(12, 1) - exact)
            record = kernel_shap(net, x, background, n_samples=300, rng=np.random.default_rng(repeat))
            ours.append(record.values - exact)
    assert np.mean(np.square(ours)) <= np.mean(np.square(theirs))


def explainer_of(lime_tabular, background, **settings):
    return lime_tabular.LimeTabularExplainer(background, mode="regression", random_state=0, **settings)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("representation", ["raw", "quartiles"])
@pytest.mark.parametrize("n_kept, selection", [(6, "none"), (3, "forward"), (3, "highest")])
def test_given_our_samples_lime_finds_our_coefficients(lime_tabular, representation, n_kept, selection):
    net, x, background = case(6, 1, n_background=80, output="identity")
    ours = lime(
        lambda X: net.predict(X)[:, 0],
        x,
        background,
        n_samples=400,
        rng=np.random.default_rng(0),
        representation=representation,
        n_kept=None if selection == "none" else n_kept,
        selection="forward" if selection == "none" else selection,
    )
    theirs = explainer_of(lime_tabular, background, discretize_continuous=representation == "quartiles")
    intercept, terms, r2, local = theirs.base.explain_instance_with_data(
        ours.features,
        ours.outputs[:, np.newaxis],
        ours.distances,
        0,
        n_kept,
        feature_selection={"none": "none", "forward": "forward_selection", "highest": "highest_weights"}[selection],
    )
    coefficients = np.zeros(6)
    for feature, coefficient in terms:
        coefficients[feature] = coefficient
    assert_allclose(ours.coefficients, coefficients, atol=1e-6)
    assert_allclose([ours.intercept, ours.r2, ours.local_prediction], [intercept, r2, local[0]], atol=1e-6)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("discretize", [False, True])
def test_given_limes_samples_we_find_its_coefficients(lime_tabular, discretize):
    net, x, background = case(6, 1, n_background=80, output="identity")

    def predict(X):
        return net.predict(X)[:, 0]

    theirs = explainer_of(lime_tabular, background, discretize_continuous=discretize)
    seen: dict[str, np.ndarray] = {}
    original = theirs.base.explain_instance_with_data
    theirs.base.explain_instance_with_data = lambda data, outputs, distances, *rest, **more: (
        seen.update(features=data, outputs=outputs, distances=distances)
        or original(data, outputs, distances, *rest, **more)
    )
    found = theirs.explain_instance(x, predict, num_features=6, num_samples=300)
    weights = np.exp(-((seen["distances"] / (0.75 * np.sqrt(6))) ** 2) / 2)
    ours = fit_surrogate(seen["features"], seen["outputs"].reshape(-1, 1), weights)
    assert_allclose(ours.coefficients[:, 0], [dict(found.local_exp[1])[feature] for feature in range(6)], atol=1e-6)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("representation", ["raw", "quartiles"])
def test_with_many_samples_of_each_own_both_come_to_the_same(lime_tabular, representation):
    net, x, background = case(4, 1, n_background=80, output="identity")
    settings = {"representation": representation, "n_samples": 20_000}
    ours = lime(lambda X: net.predict(X)[:, 0], x, background, rng=np.random.default_rng(0), **settings)
    theirs = explainer_of(lime_tabular, background, discretize_continuous=representation == "quartiles")
    found = theirs.explain_instance(x, lambda X: net.predict(X)[:, 0], num_features=4, num_samples=20_000)
    coefficients = np.array([dict(found.local_exp[1])[feature] for feature in range(4)])
    assert_allclose(ours.coefficients, coefficients, atol=0.08 * np.abs(coefficients).max())
