"""What the page says of scikit-learn's models, against shap and lime asked about the same models.

The models are made here anew, from scikit-learn alone; the numbers of the page are those that its figures are drawn
from, 32-bit floats.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn import ensemble, pipeline, preprocessing, svm

from lessons.catalogue import load
from lessons.kernel_shap.inquiry import MOST_OF_OTHERS
from lessons.kernel_shap.problem import problem
from lessons.kernel_shap.walking import SIGMAS
from lessons.lime.rows import explanation, key_of
from lessons.models.tables import table
from lessons.shapley.explained import explained
from tests.lessons.asking import Asking

pytestmark = [pytest.mark.cpython, pytest.mark.filterwarnings("ignore")]

SHAPLEY, KERNEL_SHAP, LIME = Asking("shapley"), Asking("kernel-shap"), Asking("lime")
MAKERS = {
    ("forest", "wine"): ensemble.RandomForestClassifier(60, min_samples_leaf=2, random_state=0),
    ("forest", "diabetes"): ensemble.RandomForestRegressor(60, min_samples_leaf=2, random_state=0),
    ("svm", "wine"): pipeline.make_pipeline(preprocessing.StandardScaler(), svm.SVC(probability=True, random_state=0)),
    ("svm", "diabetes"): pipeline.make_pipeline(preprocessing.StandardScaler(), svm.SVR(C=100.0)),
}
each_model = pytest.mark.parametrize(("model", "on"), MAKERS)


def fitted(model, on):
    """The model as scikit-learn makes it."""
    rows = table(on)
    return MAKERS[model, on].fit(rows.X_train, rows.y_train)


def output(model, on, row):
    """The output that is explained, as a function of rows: the probability of the predicted class, or the value."""
    made, rows = fitted(model, on), table(on)
    if not rows.is_classification:
        return made.predict
    k = int(made.predict_proba(rows.X_test[row : row + 1]).argmax())
    return lambda asked: made.predict_proba(asked)[:, k]


def settings_of(lesson, step, **changes):
    described = load(lesson)
    return described.settings(described.step(step), changes)


@each_model
@pytest.mark.parametrize("row", [0, 7])
def test_the_exact_values_are_those_of_shap_with_the_same_players(shap, model, on, row):
    changes = {"model": model, "table": on, "row": row, "reveal": True}
    ours = explained(settings_of("shapley", "explained", **changes))
    above, below = (
        SHAPLEY.channel("explained", "bars", *side, **changes) for side in (("raises", "x2"), ("lowers", "x1"))
    )
    DenseData = shap.utils._legacy.DenseData  # the only door of shap to features that play together
    players = DenseData(ours.background, [str(group) for group in ours.groups], [np.array(g) for g in ours.groups])
    theirs = shap.KernelExplainer(output(model, on, row), players)
    values = theirs.shap_values(table(on).X_test[row], nsamples=2**ours.n_players, l1_reg=False, silent=True)
    assert_allclose(above + below, values, atol=1e-6 * np.abs(values).max())
    assert_allclose(ours.base, theirs.expected_value, rtol=1e-9)


@each_model
def test_the_last_estimate_is_exact_where_all_are_asked_and_else_as_near_as_its_error_bars_say(shap, model, on):
    changes = {"model": model, "table": on, "row": 3}
    task = problem(settings_of("kernel-shap", "walk", **changes))
    last = load("kernel-shap").step("walk").length
    channels = {name: KERNEL_SHAP.channel("walk", "bars", "errors", name, last, **changes) for name in ("x1", "x2")}
    shown, error = sum(channels.values()) / 2, (channels["x2"] - channels["x1"]) / 2 / SIGMAS
    theirs = shap.KernelExplainer(output(model, on, 3), task.background)
    exact = theirs.shap_values(task.x, nsamples=2**task.n_features, l1_reg=False, silent=True)
    if 2**task.n_features - 2 <= MOST_OF_OTHERS:
        assert_allclose(shown, exact, atol=1e-6 * np.abs(exact).max())
        assert_allclose(error, 0, atol=1e-6 * np.abs(exact).max())
    else:
        assert (np.abs(shown - exact) <= 4 * error).all() and error.max() < 0.1 * np.abs(exact).max()


@each_model
@pytest.mark.parametrize("representation", ["raw", "quartiles"])
def test_lime_finds_the_page_s_coefficients_from_the_page_s_samples(lime_tabular, model, on, representation):
    changes = {"model": model, "table": on, "row": 5, "representation": representation, "n_kept": 30}
    ours = explanation(key_of(settings_of("lime", "row", **changes)), 0)
    assert_allclose(ours.outputs, output(model, on, 5)(ours.samples), rtol=1e-12)  # what the model itself answers
    theirs = tabular(lime_tabular, on, representation)
    intercept, terms, r2, local = theirs.base.explain_instance_with_data(
        ours.features, ours.outputs[:, np.newaxis], ours.distances, 0, ours.features.shape[1], feature_selection="none"
    )
    largest = sorted((c for _, c in terms), key=abs, reverse=True)[:10]
    shown = sum(LIME.channel("row", "bars", side, "x2", **changes) for side in ("for", "against"))
    assert_allclose(shown, largest, atol=1e-6 * abs(largest[0]))
    said = LIME.numbers("row", **changes)
    assert_allclose([said["r2"], said["local"]], [r2, local[0]], rtol=1e-9, atol=1e-9)


@each_model
def test_lime_with_samples_of_its_own_comes_near_the_page_s_coefficients(lime_tabular, model, on):
    """As near as a sample of this size allows: within four standard errors, from ten draws of the page."""
    key = key_of(settings_of("lime", "row", model=model, table=on, row=5, n_samples=3000, around="background"))
    draws = np.array([explanation(key, seed).coefficients for seed in range(10)])
    theirs = tabular(lime_tabular, on, "raw").explain_instance(
        table(on).X_test[5], output(model, on, 5), num_features=draws.shape[1], num_samples=3000
    )
    found = np.array([dict(theirs.local_exp[1])[feature] for feature in range(draws.shape[1])])
    assert (np.abs(found - draws.mean(axis=0)) < 4 * np.sqrt(1.1) * draws.std(axis=0, ddof=1)).all()


def tabular(lime_tabular, on, representation):
    """The explainer of lime for a table, with the kernel of the page."""
    rows = table(on)
    return lime_tabular.LimeTabularExplainer(
        rows.X_train, mode="regression", random_state=0, discretize_continuous=representation == "quartiles",
        kernel_width=0.75 * np.sqrt(rows.n_features), categorical_features=list(rows.categorical),
    )  # fmt: skip
