"""Steps 1 and 2: the line and its arrow by hand; the score becomes a probability."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import neuron

from .pictures import (
    N_MESH,
    arrow_marks,
    class_marks,
    grip_marks,
    line_mark,
    probability_map,
    readouts,
    samples_figure,
    sides_mark,
    species_labels,
    wrong_mark,
)
from .samples import VIEW, Samples, axis_labels, flowers, params_of

GOAL_WRONG, GOAL_MIXED = 5, 30
"""So many on the wrong side are few; more where the flowers themselves are mixed: of the sepals of versicolor and
virginica, no line leaves fewer than 24 on the wrong side."""
BANDS = tuple(k / 10 for k in range(1, 10))


def two_flowers(moment: Moment) -> Frame:
    """A line by hand, and the one number that the neuron makes of each flower."""
    settings, params = moment.settings, params_of(moment.settings)
    shown = flowers(settings)
    numbers = readouts(shown, params)
    mixed = (settings["species"], settings["features"]) == ("versicolor_virginica", "sepals")
    target = GOAL_MIXED if mixed else GOAL_WRONG
    figure = samples_figure(settings, params, front=(*arrow_marks(params), *grip_marks(params)))
    return Frame(
        (figure, _score_figure(settings, params, shown)),
        {**numbers, "distance": _distance(params)},
        ("w1", "w2", "b", "norm", "distance", "wrong"),
        live={**_scaling_numbers(shown), "target": target},
        code=source(neuron.score, "return"),
        goal=Goal(text("goal.flowers", wrong=numbers["wrong"], target=target), numbers["wrong"] <= target),
        message=None if params[:2].any() else Message("warn", "message.no_line"),
    )


def _distance(params: np.ndarray) -> float:
    """How far the line is from 0 along w: −b / ‖w‖."""
    length = np.hypot(*params[:2])
    return float(-params[2] / length) if length else np.nan


def _scaling_numbers(shown: Samples) -> dict[str, float]:
    """Means and spreads in centimetres, for the formula of standardising."""
    named = zip(("1", "2"), shown.scaling.mean, shown.scaling.std, strict=True)
    return {f"{kind}_{i}": float(value) for i, mean, std in named for kind, value in (("mean", mean), ("std", std))}


def _reach(z: np.ndarray) -> float:
    """A round number beyond all scores, in steps of five, so that the axis seldom moves."""
    return float(max(5.0, 5 * np.ceil(np.abs(z).max() / 5)))


def _score_figure(settings: Settings, params: np.ndarray, shown: Samples) -> Figure:
    """All flowers on one axis, each at its score and its class."""
    z = neuron.score(params, shown.X)
    reach = _reach(z)
    rows = np.stack([z, shown.y], axis=-1)
    lowest, highest = (float(z[shown.y == k].mean()) for k in (0, 1))
    return Figure(
        "scores", "plane", "figure.scores", text("summary.scores", zero=lowest, one=highest),
        (marks.line("zero", [0, 0], [-0.5, 1.5], role="data", width=3, label="label.line"),
         *class_marks(rows, shown.y, labels=species_labels(settings))),
        x=Scale((-reach, reach), "axis.z"), y=Scale((-0.5, 1.5), "axis.class"), size="small",
    )  # fmt: skip


# Step 2 -------------------------------------------------------------------------------------------------------------


def cliff(moment: Moment) -> Frame:
    """p over the plane as a cliff, its bands from above, and the sigmoid with all flowers on it."""
    settings = moment.settings
    params = settings["steepness"] * params_of(settings)
    shown = flowers(settings)
    distances = neuron.margins(params, shown.X, shown.y)
    margin = float(distances.min())
    unsure = int(np.sum(np.abs(neuron.probability(params, shown.X) - 0.5) < 0.4))
    return Frame(
        (_band_figure(settings, params, shown, distances), _cliff_figure(settings, params, shown),
         _sigmoid_figure(settings, params, shown)),
        {**readouts(shown, params), "band": neuron.band_width(params), "margin": margin, "unsure": unsure,
         "steepness": settings["steepness"]},
        ("norm", "band", "margin", "unsure", "wrong", "loss"),
        code=source(neuron.probability, "sigmoid"),
        message=None if params[:2].any() else Message("warn", "message.no_line"),
    )  # fmt: skip


def _cliff_figure(settings: Settings, params: np.ndarray, shown: Samples) -> Figure:
    x_label, y_label = axis_labels(settings)
    ends = neuron.line_in_box(params, *VIEW)
    p = neuron.probability(params, shown.X)
    return Figure(
        "cliff", "space", "figure.cliff",
        text("summary.cliff", low=p.min(), high=p.max(), width=neuron.band_width(params)),
        (marks.mesh("cliff", probability_map(params, n=N_MESH + 8), extent=(*VIEW, *VIEW), role="class", domain=(0, 1),
                    label="label.probability"),
         marks.line("line", ends[:, 0], ends[:, 1], np.full(len(ends), 0.5), role="data", width=3),
         *class_marks(shown.X, shown.y, p, labels=None, radius=4)),
        x=Scale(VIEW, x_label), y=Scale(VIEW, y_label), z=Scale((0, 1), "axis.p"), size="medium",
        camera=(-70, 26), readout="value",
    )  # fmt: skip


def _band_figure(settings: Settings, params: np.ndarray, shown: Samples, distances: np.ndarray) -> Figure:
    x_label, y_label = axis_labels(settings)
    wrong = int(neuron.n_wrong(params, shown.X, shown.y))
    return Figure(
        "bands", "plane", "figure.bands",
        text("summary.bands", width=neuron.band_width(params), margin=distances.min(), wrong=wrong),
        (sides_mark(params), *_band_marks(params), line_mark(params),
         wrong_mark(shown.X, shown.y, params, named=False), _margin_mark(params, shown, distances),
         *class_marks(shown.X, shown.y, labels=species_labels(settings)), *arrow_marks(params)[1:],
         *grip_marks(params, tip=False)),
        x=Scale(VIEW, x_label), y=Scale(VIEW, y_label), equal=True, size="large",
    )  # fmt: skip


def _band_marks(params: np.ndarray) -> tuple[Mark, ...]:
    """The lines of p = 0.1, 0.2, …, 0.9, with the outermost named."""
    lines = [neuron.line_in_box(params, *VIEW, p) for p in BANDS]
    pen_up = np.full((1, 2), np.nan)
    drawn = np.concatenate([part for ends in lines for part in (ends, pen_up)])
    named = [(p, ends[1]) for p, ends in zip(BANDS, lines, strict=True) if p in (0.1, 0.9) and len(ends)]
    places = 0.93 * np.array([place for _, place in named]).reshape(-1, 2)
    return (
        marks.line("bands", drawn[:, 0], drawn[:, 1], role="data", width=1, label="label.bands"),
        marks.words("band-names", places[:, 0], places[:, 1], [text("label.band", p=p) for p, _ in named], role="data",
                    anchor="middle", dx=0, dy=0),
    )  # fmt: skip


def _margin_mark(params: np.ndarray, shown: Samples, distances: np.ndarray) -> Mark:
    """From the flower nearest to the line, or deepest on the wrong side, straight to the line."""
    if not np.isfinite(distances).all():
        return marks.arrows("margin", [], [], [], [], role="residual", head=False, width=3, label="label.margin")
    nearest = int(np.argmin(distances))
    start = shown.X[nearest]
    w = params[:2]
    end = start - w * (neuron.score(params, start[None])[0] / (w @ w))
    return marks.arrows(
        "margin", start[:1], start[1:], end[:1], end[1:], role="residual", head=False, width=3, label="label.margin"
    )


def _sigmoid_figure(settings: Settings, params: np.ndarray, shown: Samples) -> Figure:
    """p against the score: the curve is always the same, the flowers move on it."""
    z = neuron.score(params, shown.X)
    reach = _reach(z)
    curve = np.linspace(-reach, reach, 121)
    on_curve = np.stack([z, neuron.sigmoid(z)], axis=-1)
    return Figure(
        "sigmoid", "plane", "figure.sigmoid", text("summary.sigmoid", low=z.min(), high=z.max()),
        (marks.line("sigmoid", curve, neuron.sigmoid(curve), role="data", width=2, label="label.sigmoid"),
         *class_marks(on_curve, shown.y, labels=species_labels(settings), radius=4)),
        x=Scale((-reach, reach), "axis.z"), y=Scale((0, 1), "axis.p"), size="small",
    )  # fmt: skip


STEPS = (
    Step("two-flowers", two_flowers, controls=("w1", "w2", "b", "features", "species")),
    Step("cliff", cliff, controls=("steepness", "w1", "w2", "b"),
         defaults={"w1": 1.6, "w2": 1.6, "b": 0.2}),
)  # fmt: skip
