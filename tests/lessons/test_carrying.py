"""Every network of hidden-layers can be carried over, and says the same there."""

import numpy as np
import pytest

from lessons.catalogue import load
from lessons.hidden_layers.problem import problem
from lessons.hidden_layers.training import network_of
from lessons.models.models import model
from lessons.session import Session

LESSON = load("hidden-layers")
STEPS = [step.id for step in LESSON.steps if step.carry]


def opened(step="playground", **changes):
    session = Session()
    answer, _ = session.handle({"do": "open", "lesson": "hidden-layers", "step": step, "t": 20, "settings": changes})
    assert answer["ok"], answer
    return session


def test_every_step_with_one_network_has_the_way():
    assert {step.id for step in LESSON.steps} - set(STEPS) == {"two-runs"}


@pytest.mark.parametrize("step", STEPS)
def test_the_carried_network_answers_as_the_one_on_screen(step):
    session = opened(step)
    answer, _ = session.handle({"do": "carry"})
    made = model("carried", word=answer["carried"])
    moment = session.player.moment()
    task, at_home = problem(moment.settings), network_of(moment.settings, moment.state.params)
    np.testing.assert_allclose(made.predict(task.points)[:, -1], at_home.predict(task.X)[:, -1], rtol=1e-8, atol=1e-12)
    assert made.score == pytest.approx(
        moment.state.test_score if task.n_train < len(task.y) else moment.state.train_score
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"data": "blobs"},
        {"data": "hills", "use_product": True},
        {"data": "own", "points_a": [[0, 0]], "points_b": [[1, 1]]},
        {"n_layers": 6, **{f"units_{k}": 8 for k in range(1, 7)}, "n_samples": 500},
    ],
    ids=["three classes", "regression", "own points", "the largest"],
)
def test_other_networks_travel_too(changes):
    answer, _ = opened(**changes).handle({"do": "carry"})
    assert answer["ok"] and len(answer["carried"]) < 40_000
    assert np.isfinite(model("carried", word=answer["carried"]).predict(np.zeros((1, 2)))).all()


def test_a_step_without_a_network_and_a_network_that_diverged_are_refused():
    answer, _ = opened("two-runs").handle({"do": "carry"})
    assert answer["error"] == "refusal.no_network_here"
    answer, _ = opened(data="hills", activation="relu", learning_rate=10.0).handle({"do": "carry"})
    assert answer["error"] == "refusal.diverged_cannot_be_carried"
