"""What the words of step 8, the guide, of the lesson on trust claim, each as an assertion about what it computes."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.kit.player import Player
from lessons.models.models import explained_model
from lessons.trust import guide, pictures_known
from lessons.trust.lesson import LESSON
from lessons.trust.subjects import chosen
from nnviz_core.explain import counterfactual, kernel_shap, lime, occlusion
from tests.lessons.trust import channel, frame, message, numbers

pytestmark = pytest.mark.lesson("trust")


def settings_of(step, **changes):
    return LESSON.settings(LESSON.step(step), changes)


def fits(question="row", data="table", access="open", reader="builder", budget="hundred_thousand"):
    return [pictures_known.fit(name, question, data, access, reader, budget) for name in pictures_known.PICTURES]


def test_a_lower_budget_never_leaves_more_pictures_and_a_closed_model_neither():
    for question, data, reader in product(pictures_known.QUESTIONS, pictures_known.DATA, pictures_known.READERS):
        counts = [len(pictures_known.ranked(fits(question, data, "open", reader, b))) for b in pictures_known.BUDGETS]
        assert counts == sorted(counts)
        closed = fits(question, data, "closed", reader, "ten_million")
        assert len(pictures_known.ranked(closed)) <= counts[-1]
        assert not any(one.fits for one in closed if pictures_known.PICTURES[one.name].opens)


def test_every_picture_fits_some_wish_and_every_question_has_an_answer_for_a_table():
    wishes = list(product(pictures_known.QUESTIONS, pictures_known.READERS))
    found = {one.name for q, r in wishes for one in fits(q, reader=r, budget="ten_million") if one.fits}
    assert found == set(pictures_known.PICTURES)
    for question in pictures_known.QUESTIONS:
        assert any(
            pictures_known.ranked(fits(question, reader=r, budget="ten_million")) for r in ("builder", "auditor")
        )


def test_for_a_model_that_can_only_be_asked_the_builder_is_shown_a_waterfall():
    said = frame("guide", access="closed")["message"]["text"]["values"]
    assert said["picture"] == "symbol.waterfall" and message("guide", access="closed") == "message.take"


def test_where_nothing_fits_the_nearest_picture_and_the_obstacle_are_named():
    said = frame("guide", question="what_if", data="image")["message"]["text"]
    assert said["key"] == "message.none_fits" and said["values"]["obstacle"] == "message.against_data"
    assert guide.nearest(fits(question="what_if", data="image")).question == 1


def test_a_picture_asks_as_many_rows_as_the_guide_says():
    rng, asked = np.random.default_rng(0), []
    background, x = rng.normal(size=(pictures_known.N_BACKGROUND, 30)), rng.normal(size=30)

    def predict(rows):
        asked.append(len(rows))
        return rows.sum(axis=1)

    costs = {}
    for name, draw in {
        "waterfall": lambda: kernel_shap(predict, x, background, n_samples=pictures_known.N_COALITIONS, rng=rng),
        "lime": lambda: lime(predict, x, background, n_samples=pictures_known.N_NEIGHBOURS, rng=rng),
        "occlusion": lambda: occlusion(predict, x, background),
        "counterfactual": lambda: counterfactual(lambda rows: predict(rows) > 0, x, background),
    }.items():
        asked.clear()
        draw()
        costs[name] = sum(asked)
    base = len(background) + 1  # some ask for the mean and the prediction besides
    for name, cost in costs.items():
        said = pictures_known.PICTURES[name].cost["table"]
        assert 0.98 * said <= cost <= 1.02 * said + base, name


@pytest.mark.parametrize(
    ("wish", "picture"),
    [
        ({"access": "closed"}, "waterfall"),
        ({"reader": "concerned"}, "lime"),
        ({"question": "what_if"}, "dependence"),
        ({"question": "whole", "reader": "concerned"}, "importance"),
        ({"question": "what_if", "reader": "concerned"}, "counterfactual"),
        ({"question": "believe"}, "deletion"),
    ],
)
def test_the_best_picture_is_drawn_for_the_learners_own_model(wish, picture):
    for table in ("wine", "diabetes"):
        shown = frame("guide", table=table, **wish)
        assert shown["message"]["text"]["values"]["picture"] == f"symbol.{picture}"
        drawn = [figure for figure in shown["figures"] if figure["id"] == "example"]
        assert len(drawn) == (0 if (table, picture) == ("diabetes", "counterfactual") else 1)


def test_the_waterfall_ends_at_the_prediction():
    bars = [channel("guide", "example", role, "x2", access="closed") for role in ("raises", "lowers")]
    prediction = numbers("four-answers")["prediction"]
    assert min(abs(end - prediction) for end in np.concatenate(bars)) < 1e-6


def test_the_counterfactual_that_is_drawn_is_of_another_class():
    subject = chosen(settings_of("guide"))
    model = explained_model(settings_of("guide"))
    found = counterfactual(subject.model, subject.x, model.table.X_train)
    assert subject.outputs(found.x[np.newaxis])[0] < 0.5 < subject.outputs(subject.x[np.newaxis])[0]
    drawn = channel("guide", "example", "lowers", "x2", question="what_if", reader="concerned")
    assert_allclose(np.sort(drawn), np.sort((found.changes / found.scale)[found.changes < 0])[: len(drawn)], rtol=1e-5)


def test_no_example_where_the_data_are_no_table_and_its_controls_are_absent():
    shown = frame("guide", data="image")
    assert "example" not in [figure["id"] for figure in shown["figures"]] and "row" in shown["absent"]


def test_asking_somebody_else_keeps_the_networks_that_were_trained():
    player = Player(LESSON, "twins")
    player.seek(5)
    before = player.run.state(5)
    player.set({"witness": "lime"})
    assert player.run.state(5) is before
    player.set({"correlation": 0.5})
    assert player.run.state(5) is not before


@pytest.mark.parametrize(
    "wish", [{"model": "svm"}, {"question": "what_if", "reader": "concerned", "table": "diabetes"}]
)
def test_where_a_model_cannot_give_the_picture_the_guide_says_so_and_another_can_be_chosen(wish):
    shown = frame("guide", **wish)
    assert shown["message"]["text"]["values"]["lesson"] == "message.not_of_this_model"
    assert not {"table", "model"} & set(shown["absent"]), "the way back"
    assert "example" not in [figure["id"] for figure in shown["figures"]]


def test_what_a_model_leans_on_overall_is_not_answered_by_a_single_feature():
    for reader, picture in {"builder": "importance", "concerned": "importance", "auditor": "beeswarm"}.items():
        said = frame("guide", question="whole", reader=reader, budget="ten_million")["message"]["text"]["values"]
        assert said["picture"] == f"symbol.{picture}"


def test_a_waterfall_of_few_features_has_no_step_for_others():
    few, many = (frame("guide", access="closed", table=table)["figures"][0]["y"]["ticks"] for table in ("iris", "wine"))
    assert len(few) == 4 and "symbol.rest" not in [name for _, name in few]
    assert "symbol.rest" in [name for _, name in many]
