"""What a model may do wrong, each told in one sentence."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import counterfactual, kernel_shap, occlusion, partial_dependence
from nnviz_core.explain.model import LINKS, Model, PredictError, check_rng, check_row, check_table

ROWS = np.zeros((3, 2))
TABLE = np.array([[0.0, 5], [3, -1], [4, 4]])


class Tensor:
    """One that still takes part in a gradient."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError("detach me first")


def fail(X):
    raise RuntimeError("the model is asleep")


@pytest.mark.parametrize(
    "predict, says",
    [
        (fail, r"predict failed on rows of shape \(3, 2\): RuntimeError: the model is asleep"),
        (lambda X: np.zeros(2), r"returned shape \(2,\) for 3 rows; it must return \(3,\) or \(3, n_outputs\)"),
        (lambda X: 1.0, r"returned shape \(\) for 3 rows"),
        (lambda X: np.zeros((3, 0)), r"returned shape \(3, 0\)"),
        (lambda X: np.zeros((3, 1, 1)), r"returned shape \(3, 1, 1\)"),
        (lambda X: np.array([0, np.nan, 0]), "returned nan for row 1 of 3; outputs must be finite"),
        (
            lambda X: np.array([0, 0, 1e200]),
            r"returned 1e\+200 for row 2 of 3; outputs must be of at most 1e\+120 in size",
        ),
        (
            lambda X: ["cat", "dog", "cat"],
            "must return numbers, not list; for a classifier give predict_proba or decision_f",
        ),
        (lambda X: np.full(3, 1j), "must return real numbers, not complex ones"),
        (lambda X: [10**400] * 3, "must return numbers, not list"),
        (lambda X: Tensor(), "predict's answer, a Tensor, gives no numbers: detach me first"),
    ],
)
def test_what_cannot_be_explained_is_refused(predict, says):
    with pytest.raises(PredictError, match=says):
        Model(predict)(ROWS)


def test_the_cause_of_a_failure_is_kept():
    with pytest.raises(PredictError) as caught:
        Model(fail)(ROWS)
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_a_model_object_is_refused_with_the_method_to_give():
    class Forest:
        def predict_proba(self, X):
            return X

    with pytest.raises(TypeError, match="give its method, as in model.predict_proba"):
        Model(Forest())


def test_a_classifier_without_probabilities_is_asked_for_its_scores_and_not_for_its_labels():
    svm = type("SVC", (), {"predict": lambda self, X: X, "decision_function": lambda self, X: X})()
    with pytest.raises(TypeError, match="as in model.decision_function"):
        Model(svm)


def test_a_number_of_outputs_that_changes_is_refused():
    widths = iter([2, 3])
    model = Model(lambda X: np.zeros((len(X), next(widths))))
    model(ROWS)
    with pytest.raises(PredictError, match="returned 3 outputs a row, and 2 the time before"):
        model(ROWS)


def sums(X):
    return np.stack([X.sum(axis=1), X[:, 0] * X[:, 1]], axis=1)


BUFFER = np.empty((1000, 2))


def sums_on_a_buffer(X):
    BUFFER[: len(X)] = sums(X)
    return BUFFER[: len(X)]


@pytest.mark.parametrize(
    "explain",
    [
        lambda predict: kernel_shap(predict, [1.0, 2], TABLE, n_samples=2, rng=np.random.default_rng(0)).values,
        lambda predict: occlusion(predict, [1.0, 2], TABLE),
        lambda predict: partial_dependence(predict, TABLE, 0).curves,
        lambda predict: counterfactual(predict, [1.0, 2], TABLE).outputs_before,
    ],
)
def test_a_model_may_write_each_answer_over_the_one_before(explain):
    assert_allclose(explain(sums_on_a_buffer), explain(sums), rtol=1e-12)


def test_one_number_a_row_is_given_back_without_an_axis_of_outputs():
    model = Model(lambda X: X[:, 0])
    assert model(ROWS).shape == (3, 1)
    assert model.fold(np.zeros((4, 1))).shape == (4,)
    column = Model(lambda X: X[:, :1])
    assert column(ROWS).shape == (3, 1)
    assert column.fold(np.zeros((4, 1))).shape == (4, 1)


def test_log_odds_by_hand():
    assert_allclose(LINKS["logit"].apply(np.array([0.5, 0.75])), [0, np.log(3)], rtol=1e-15)
    with pytest.raises(ValueError, match="probabilities between 0 and 1, both excluded, and met 1.0"):
        LINKS["logit"].apply(np.array([0.2, 1.0]))


def test_rows_tables_and_generators_are_checked_at_the_door():
    assert_array_equal(check_row("x", [[1, 2]]), [1, 2])
    with pytest.raises(ValueError, match=r"x has shape \(2, 2\); give one sample"):
        check_row("x", np.zeros((2, 2)))
    with pytest.raises(ValueError, match=r"x\[1\] is nan"):
        check_row("x", [1.0, np.nan])
    for empty in (np.zeros(0), np.zeros((0, 3))):
        with pytest.raises(ValueError, match="background is empty; give at least one sample"):
            check_table("background", empty)
    with pytest.raises(TypeError, match=r"give a generator, as in numpy.random.default_rng\(0\)"):
        check_rng(0)
