"""The model as a black box: a function from rows to outputs, and nothing more.

An explainer must not care what it explains. It asks for outputs and gets numbers; everything a function
may do wrong instead (raise, return too few, return text or NaN) is met here, once, in one sentence.
A link says on which scale the outputs are explained: as they are, or probabilities as log-odds, where
effects that multiply the odds add up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks

Predict = Callable[[Array], Any]
ROUNDING = 1e-6  # by so much probabilities may miss their range
METHODS = ("predict_proba", "decision_function", "predict")  # of a model of scikit-learn, the most telling first


class PredictError(ValueError):
    """`predict` raised, or returned something that cannot be explained."""


class Model:
    """A checked `predict`.

    Parameters
    ----------
    predict : function from (n, n_features) to (n,) or (n, n_outputs)

    Attributes
    ----------
    flat : bool
        Whether `predict` returns one number a row, shape (n,); known after the first call.
    """

    def __init__(self, predict: Any) -> None:
        if not callable(predict):
            method = next((name for name in METHODS if hasattr(predict, name)), None)
            remedy = f"give its method, as in model.{method}" if method else "give a function from rows to outputs"
            raise TypeError(f"predict is a {type(predict).__name__} and cannot be called; {remedy}.")
        self.predict: Predict = predict
        self.flat = False
        self.n_outputs: int | None = None

    def __call__(self, rows: Array) -> Array:
        """Return the outputs as finite numbers, shape (n, n_outputs), in an array that the model does not know.

        Raises
        ------
        PredictError
            If `predict` raises, or returns another number of rows or outputs, text, NaN, infinity or a number of
            which no square can be computed.
        """
        shape = rows.shape
        try:
            answer = self.predict(rows)
        except Exception as error:
            raise PredictError(f"predict failed on rows of shape {shape}: {type(error).__name__}: {error}") from error
        if isinstance(answer, np.ndarray) and np.iscomplexobj(answer):
            raise PredictError("predict must return real numbers, not complex ones; give their real part or size.")
        try:
            outputs = checks.real("predict's answer", answer)
        except ValueError:
            raise PredictError(
                f"predict must return numbers, not {type(answer).__name__}; for a classifier give "
                "predict_proba or decision_function."
            ) from None
        except Exception as error:  # a tensor that wants to be detached first, and whatever else arrays may object to
            raise PredictError(f"predict's answer, a {type(answer).__name__}, gives no numbers: {error}") from error
        if outputs.ndim not in (1, 2) or len(outputs) != shape[0] or outputs.size == 0:
            raise PredictError(
                f"predict returned shape {outputs.shape} for {shape[0]} rows; it must return ({shape[0]},) "
                f"or ({shape[0]}, n_outputs)."
            )
        self._note_shape(outputs)
        check_size(outputs)
        return outputs.reshape(len(outputs), -1).copy()  # (n, n_outputs); a model may write the next answer over this

    def _note_shape(self, outputs: Array) -> None:
        n_outputs = 1 if outputs.ndim == 1 else outputs.shape[1]
        if self.n_outputs is None:
            self.n_outputs, self.flat = n_outputs, outputs.ndim == 1
        if n_outputs != self.n_outputs:
            raise PredictError(f"predict returned {n_outputs} outputs a row, and {self.n_outputs} the time before.")

    def fold(self, values: Array) -> Array:
        """Drop the axis of outputs, the last one, if `predict` has none."""
        return values[..., 0] if self.flat else values


def check_size(outputs: Array) -> None:
    """Refuse outputs (n, …) that are no numbers, or too large to be squared, as variances and regressions do."""
    if not checks.is_squarable(outputs):
        row = int(np.argwhere(~(np.abs(outputs) <= checks.LARGEST))[0][0])  # NaN, too
        remedy = "finite" if not np.isfinite(outputs[row]).all() else f"of at most {checks.LARGEST:g} in size"
        raise PredictError(
            f"predict returned {outputs[row]} for row {row} of {len(outputs)}; outputs must be {remedy}."
        )


def classes(outputs: Array) -> Array:
    """Return the class of each row, shape (n,), from outputs (n, n_outputs): the largest; of one, whether above 1/2."""
    return (probability(outputs) > 0.5).astype(int) if outputs.shape[1] == 1 else outputs.argmax(axis=1)


def probability(outputs: Array) -> Array:
    """Return a single output (n, 1) as what tells two classes apart, the probability of class 1, shape (n,)."""
    strange = outputs[(outputs < -ROUNDING) | (outputs > 1 + ROUNDING)]
    if strange.size:
        raise ValueError(
            f"One output tells two classes apart by the probability of class 1, which cannot be {strange[0]}; give "
            f"probabilities, or of scores on which side they are, as in lambda rows: scores(rows) > 0."
        )
    return outputs[:, 0]


@dataclass(frozen=True)
class Link:
    """A scale for outputs.

    Attributes
    ----------
    name : str
    units : str
        Of the values explained on this scale.
    apply : function of an array
    """

    name: str
    units: str
    apply: Callable[[Array], Array]


def _identity(outputs: Array) -> Array:
    return outputs


def _logit(outputs: Array) -> Array:
    """log p / (1 − p), in log-odds."""
    if not ((outputs > 0) & (outputs < 1)).all():
        bad = outputs[~((outputs > 0) & (outputs < 1))][0]
        raise ValueError(
            f'link="logit" needs probabilities between 0 and 1, both excluded, and met {bad}; use link="identity" '
            f"or explain the model's own scores."
        )
    return np.log(outputs) - np.log1p(-outputs)


LINKS = {
    "identity": Link("identity", "units of the output", _identity),
    "logit": Link("logit", "log-odds", _logit),
}


def check_row(name: str, x: Any, n_features: int | None = None) -> Array:
    """Return one sample as an array of shape (n_features,); (1, n_features) is understood too."""
    array = checks.real(name, x)
    if array.ndim == 2 and len(array) == 1:
        array = array[0]
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}; give one sample of shape (n_features,).")
    return checks.squarable(name, checks.table_of_numbers(name, checks.finite(name, array)[np.newaxis], n_features)[0])


def check_table(name: str, rows: Any, n_features: int | None = None) -> Array:
    """Return samples as an array of shape (n_samples, n_features), at least one of each."""
    table = checks.real(name, rows)
    if table.size == 0:
        raise ValueError(f"{name} is empty; give at least one sample, as a table (n_samples, n_features).")
    return checks.squarable(name, checks.table_of_numbers(name, table, n_features))


def check_feature(says: str, feature: Any, n_features: int) -> int:
    """Return the number of a feature; `says` begins the sentence that refuses any other."""
    if isinstance(feature, bool) or not isinstance(feature, (int, np.integer)) or not 0 <= feature < n_features:
        raise ValueError(f"{says} {feature!r}; features are 0 to {n_features - 1}.")
    return int(feature)


def check_features(name: str, features: Any, n_features: int) -> Array:
    """Return which features a list of their numbers names, booleans of shape (n_features,)."""
    if isinstance(features, str) or not np.iterable(features):
        raise TypeError(f"{name} is {features!r}; give a list of the numbers of features, as in {name}=[0].")
    mask = np.zeros(n_features, dtype=bool)
    mask[[check_feature(f"{name} names feature", feature, n_features) for feature in features]] = True
    return mask


def check_rng(rng: Any) -> np.random.Generator:
    """Return the generator, or say how to make one."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}; give a generator, as in numpy.random.default_rng(0).")
    return rng
