"""Steps 2 and 3: the model is the judge. Take features away, and give them back, in the order of each explanation.

One race is an anecdote, so the next step runs it on row after row and keeps the means with their standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core import explain
from nnviz_core.explain.fidelity import Curves
from nnviz_core.network import Network

from .answers import asked, named, padded
from .explainers import EXPLAINERS, ROLES, SYMBOLS, Subject, attributions
from .readouts import parted
from .subjects import CHOICES, KEYS, N_TICKS, chosen, differ_by, feature_names, key_of, n_rows, what

RUNNERS = (*EXPLAINERS, "chance")
RUNNER_ROLES = {**ROLES, "chance": "ghost"}
N_ORDERS, FEWER_ORDERS = 8, 4
"""Random orders whose mean is the runner by chance; fewer for models that take longer to ask."""
MOST_ROWS = 24
TIE = 1e-9
"""Areas that differ by less are equal but for rounding."""


@dataclass(frozen=True, eq=False)
class Run:
    """The two curves of one runner, each (n_features + 1,), and the area between them."""

    deletion: np.ndarray
    insertion: np.ndarray
    gap: float


def run(subject: Subject, values: np.ndarray) -> Curves:
    """Remove and add the features in the order of their values."""
    return explain.deletion_insertion(subject.model, subject.x, subject.background, values, output=subject.output)


def race(subject: Subject, values: dict[str, np.ndarray], seed: int) -> dict[str, Run]:
    """Every explainer, and beside them the mean of some random orders."""
    runs = {name: _judged([run(subject, one)]) for name, one in values.items()}
    rng = np.random.default_rng([seed, 1])
    drawn = [
        run(subject, rng.standard_normal(subject.x.size))
        for _ in range(N_ORDERS if isinstance(subject.model, Network) else FEWER_ORDERS)
    ]
    return {**runs, "chance": _judged(drawn)}


def _judged(curves: list[Curves]) -> Run:
    """The mean of some curves; large between insertion and deletion is good."""
    deletion, insertion = (
        np.mean([getattr(one, name) for one in curves], axis=0) for name in ("deletion", "insertion")
    )
    return Run(deletion, insertion, float(np.mean([one.insertion_area - one.deletion_area for one in curves])))


@lru_cache(maxsize=16)
def _raced(key: tuple, n_samples: int, seed: int) -> dict[str, Run]:
    settings = {**dict(key), "n_samples": n_samples, "seed": seed}
    return race(chosen(settings), asked(settings), seed)


def one_race(moment: Moment) -> Frame:
    """The curves as far as t features have gone, or come."""
    settings = moment.settings
    subject, values = chosen(settings), asked(settings)
    runs = _raced(key_of(settings), int(settings["n_samples"]), settings["seed"])
    n = subject.x.size
    done = min(moment.t * -(-n // N_TICKS), n)
    gaps = {name: one.gap for name, one in runs.items()}
    over = done == n
    return Frame(
        (_curves_figure("deletion", runs, done), _curves_figure("insertion", runs, done), _areas_figure(runs, done)),
        **parted({"moved": done, "n_features": n, "prediction": float(runs["shap"].deletion[0]),
         "base_value": float(runs["shap"].insertion[0]),
         **{f"gap_{name}": gaps.get(name, np.nan) if over else np.nan for name in RUNNERS}},
         ("moved", *(f"gap_{name}" for name in runs))),
        code=source(run, "return"),
        message=_say_race(settings, values, gaps, done, n),
        **what(settings),
    )  # fmt: skip


def _say_race(
    settings: Settings, values: dict[str, np.ndarray], gaps: dict[str, float], done: int, n: int
) -> Message | None:
    names = feature_names(settings)
    if done == 0:
        return Message("good", "message.who_will_win")
    if done < n:
        taken = {name: names[int(np.argsort(-one, kind="stable")[done - 1])] for name, one in values.items()}
        return Message("good", text("message.taken", i=done, shap=taken["shap"], lime=taken["lime"],
                                    permutation=taken["permutation"]))  # fmt: skip
    best = max(gaps, key=gaps.__getitem__)
    first = [name for name in values if np.isclose(gaps[name], gaps[best], rtol=0, atol=TIE)]
    beaten = [name for name in values if gaps[name] <= gaps["chance"]]
    if beaten:
        return Message("warn", text("message.no_better_than_chance", names=_listed([f"label.{one}" for one in beaten])))
    if len(first) > 1:
        return Message("good", text("message.tie", n=len(first), gap=gaps[best], chance=gaps["chance"]))
    return Message("good", text("message.winner", name=f"label.{best}", gap=gaps[best], chance=gaps["chance"]))


def _listed(names: list[Text]) -> Text:
    """All of them, one after the other."""
    return reduce(lambda before, name: text("symbol.listed", before=before, name=name), names)


def _curves_figure(kind: str, runs: dict[str, Run], done: int) -> Figure:
    """One line a runner, drawn as far as it has come."""
    curves = {name: getattr(one, kind) for name, one in runs.items()}
    x = np.arange(len(curves["shap"]), dtype=float)
    every = np.concatenate(list(curves.values()))
    low, high = float(every.min()), float(every.max())
    room = 0.05 * (high - low or 1.0)
    drawn = {name: np.where(x <= done, curve, np.nan) for name, curve in curves.items()}
    return Figure(
        kind, "plane", f"figure.{kind}",
        text(f"summary.{kind}", i=done, shap=curves["shap"][done], lime=curves["lime"][done],
             chance=curves["chance"][done]),
        (
            *(marks.line(name, x, drawn[name], role=RUNNER_ROLES[name], width=2.5, dash=name == "chance",
                         label=f"label.{name}") for name in reversed(runs)),
            *(marks.points(f"head-{name}", [done], curve[done : done + 1], role=RUNNER_ROLES[name], radius=5,
                           symbol=SYMBOLS.get(name, "cross"), name=f"label.{name}") for name, curve in curves.items()),
        ),
        x=Scale((0, len(x) - 1), f"axis.{kind}"), y=Scale((low - room, high + room), "axis.output"), size="large",
    )  # fmt: skip


def _areas_figure(runs: dict[str, Run], done: int) -> Figure:
    """What each explainer has gained on the lot, as far as the race has come."""
    names = [name for name in runs if name != "chance"]
    so_far, ends = (np.array([lead(runs[name], runs["chance"], i) for name in names]) for i in (done, None))
    y = np.arange(len(names))[::-1].astype(float)
    bars = tuple(
        marks.rects(name, [0], [y[i] - 0.34], so_far[i : i + 1], [y[i] + 0.34], role=RUNNER_ROLES[name], opacity=0.75)
        for i, name in enumerate(names)
    )
    return Figure(
        "areas", "plane", "figure.areas",
        text("summary.areas", i=done, n=len(runs["shap"].deletion) - 1, shap=so_far[0], lime=so_far[1]),
        bars, x=Scale(padded(np.concatenate([ends, so_far])), "axis.lead"),
        y=named(y, [f"label.{name}" for name in names], "axis.explainer"), size="medium",
    )  # fmt: skip


def lead(one: Run, other: Run, done: int | None = None) -> float:
    """By how much the area of one exceeds that of the other after `done` features, in parts of the whole axis."""
    between = (one.insertion - one.deletion) - (other.insertion - other.deletion)
    end = len(between) - 1 if done is None else done
    return float((between[1 : end + 1] + between[:end]).sum() / 2 / (len(between) - 1))


@dataclass(frozen=True)
class State:
    """The gap of each runner on the latest row, (n_runners,), NaN for one that does not run; and which row it was."""

    row: int
    gaps: np.ndarray
    failure: Text | None = None


def _run_row(settings: Settings, row: int) -> State:
    subject = chosen(settings, row)
    values = attributions(subject, subject.names, n_samples=int(settings["n_samples"]), seed=[settings["seed"], row])
    runs = race(subject, values, settings["seed"] + row)
    return State(row, np.array([runs[name].gap if name in runs else np.nan for name in RUNNERS]))


def start(settings: Settings, rng: np.random.Generator) -> State:
    """The first row."""
    return _run_row(settings, 0)


def advance(state: State, settings: Settings) -> State:
    """The next row; after the last one the first comes again."""
    return _run_row(settings, (state.row + 1) % n_rows(settings))


def many_races(moment: Moment) -> Frame:
    """Means over the rows so far, each with twice its standard error, and all rows as points."""
    gaps = moment.history("gaps")  # (t + 1, n_runners)
    running = [i for i, name in enumerate(RUNNERS) if np.isfinite(gaps[-1, i])]
    names, gaps = [RUNNERS[i] for i in running], gaps[:, running]
    mean = gaps.mean(axis=0)
    error = gaps.std(axis=0, ddof=1) / np.sqrt(len(gaps)) if len(gaps) > 1 else np.full(len(names), np.nan)
    lead = paired_lead(gaps[:, :-1])
    first = names[int(mean[:-1].argmax())]
    by_name = dict(zip(names, mean, strict=True))
    return Frame(
        (_means_figure(names, gaps, mean, error), _path_figure(names, gaps)),
        **parted({"n_rows": len(gaps), "lead": lead[0], "lead_error": lead[1],
         **{f"mean_{name}": by_name.get(name, np.nan) for name in RUNNERS}},
         ("n_rows", *(f"mean_{name}" for name in names))),
        code=source(paired_lead, "difference"),
        message=_say_many(len(gaps), first, *lead),
        **what(moment.settings),
    )  # fmt: skip


def paired_lead(gaps: np.ndarray) -> tuple[float, float]:
    """By how much the best mean leads the second, and the standard error of that, row by row (paired)."""
    second, best = np.argsort(gaps.mean(axis=0))[-2:]
    difference = gaps[:, best] - gaps[:, second]
    error = difference.std(ddof=1) / np.sqrt(len(difference)) if len(difference) > 1 else np.inf
    return float(difference.mean()), float(error)


def _say_many(n: int, first: str, lead: float, error: float) -> Message:
    if n < 5:
        return Message("warn", text("message.an_anecdote", n=n))
    if lead > 2 * error:
        return Message("good", text("message.leads", name=f"label.{first}", lead=lead, error=error, n=n))
    return Message("warn", text("message.too_close", name=f"label.{first}", lead=lead, error=error, n=n))


def _means_figure(names: list[str], gaps: np.ndarray, mean: np.ndarray, error: np.ndarray) -> Figure:
    y = np.arange(len(names))[::-1].astype(float)
    return Figure(
        "means", "plane", "figure.means",
        text("summary.means", n=len(gaps), shap=mean[0], lime=mean[1], chance=mean[-1]),
        (
            *(marks.points(f"rows-{name}", gaps[:, i], np.full(len(gaps), y[i]), role=RUNNER_ROLES[name], radius=3,
                           hollow=True, link="raced", name=f"label.{name}") for i, name in enumerate(names)),
            marks.arrows("error", mean - 2 * error, y, mean + 2 * error, y, role="data", head=False, width=2.5,
                         label="label.two_errors"),
            marks.points("mean", mean, y, role="data", symbol="diamond", radius=6, label="label.mean"),
        ),
        x=Scale(padded(gaps.ravel()), "axis.gap"), y=named(y, [f"label.{name}" for name in names], "axis.explainer"),
        size="large",
    )  # fmt: skip


def _path_figure(names: list[str], gaps: np.ndarray) -> Figure:
    """How each mean settles as rows come in."""
    n = np.arange(1, len(gaps) + 1, dtype=float)
    running = np.cumsum(gaps, axis=0) / n[:, np.newaxis]
    lines = tuple(
        marks.line(name, n, running[:, i], role=RUNNER_ROLES[name], width=2.5, dash=name == "chance",
                   label=f"label.{name}")
        for i, name in enumerate(names)
    )  # fmt: skip
    return Figure(
        "settling", "plane", "figure.settling", text("summary.settling", n=len(gaps)), lines,
        x=Scale((1, MOST_ROWS), "axis.n_rows"), y=Scale(padded(running.ravel()), "axis.mean_gap"), size="medium",
    )  # fmt: skip


SHOWN = tuple(name for name in CHOICES if name not in ("output", "model_seed"))
STEPS = (
    Step("race", one_race, length=N_TICKS, controls=(*SHOWN, "n_samples", "seed")),
    Step("many-races", many_races, start, advance, length=MOST_ROWS - 1,
         differ_from=differ_by(*(name for name in KEYS if name != "row"), "n_samples", "seed"),
         controls=(*(name for name in SHOWN if name != "row"), "n_samples", "seed")),
)  # fmt: skip
