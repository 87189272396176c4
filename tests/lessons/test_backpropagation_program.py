"""The single multiply-adds arrive at the core's records, in any network that the lesson can show."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from lessons.backpropagation.lesson import LESSON
from lessons.backpropagation.nets import architecture, first_params
from lessons.backpropagation.program import GRANULARITIES, PHASES, program, stops
from lessons.backpropagation.view import view_at

pytestmark = pytest.mark.lesson("backpropagation")

NETWORKS = st.fixed_dictionaries({
    "network": st.just("own"),
    "n_inputs": st.integers(1, 3),
    "hidden_1": st.integers(1, 4),
    "hidden_2": st.integers(0, 4),
    "n_outputs": st.integers(1, 2),
    "activation": st.sampled_from(["tanh", "sigmoid", "relu"]),
    "loss_kind": st.sampled_from(["mse", "cross_entropy"]),
    "seed": st.integers(0, 1000),
    "x1": st.floats(-3, 3),
    "y1": st.floats(-3, 3),
})  # fmt: skip


def whole_view(changes):
    """One update of the network of these settings, all its operations done."""
    chosen = LESSON.settings(LESSON.step("your-network"), changes)
    return view_at(chosen, first_params(chosen), 0, len(program(architecture(chosen)).operations))


@settings(deadline=None, max_examples=40)
@given(NETWORKS)
def test_the_loops_and_the_core_find_the_same_numbers(changes):
    view = whole_view(changes)
    assert len(view.results) == len(view.program.operations)
    by_hand = {name: view.results[done - 1] for name, done in view.program.done.items()}
    assert by_hand.keys() == view.finals.keys()
    for name, value in view.finals.items():
        assert_allclose(by_hand[name], value, rtol=1e-10, atol=1e-13, err_msg=name)


@settings(deadline=None, max_examples=25)
@given(NETWORKS)
def test_each_beat_is_what_was_before_plus_the_product_of_its_factors(changes):
    view = whole_view(changes)
    for index, op in enumerate(view.program.operations):
        beat = view.beat(index)
        if op.kind in ("activate", "loss", "error"):
            continue
        before = 0 if np.isnan(beat.before) else beat.before
        assert_allclose(before + beat.left * beat.right, beat.result, rtol=1e-10, atol=1e-13, err_msg=str(op))


@settings(deadline=None, max_examples=25)
@given(NETWORKS)
def test_a_slope_is_the_derivative_that_differences_find(changes):
    view = whole_view(changes)
    for index, op in enumerate(view.program.operations):
        if op.kind != "activate":
            continue
        beat, function = view.beat(index), view.network.functions[op.layer]
        if function.name == "relu" and abs(beat.left) < 1e-3:
            continue
        h = 1e-6
        ahead, behind = function(np.array([beat.left + h, beat.left - h]))
        assert_allclose(beat.derivative, (ahead - behind) / (2 * h), atol=1e-6)


def test_a_changed_weight_breaks_the_agreement():
    """The twin: numbers of another network are noticed."""
    view = whole_view({})
    other = view.network.with_params(view.network.params + 0.01)
    assert not np.isclose(view.finals["loss"], other.loss(view.x[None], view.y[None], view.loss), rtol=1e-6)


def test_nothing_is_used_before_it_is_known():
    view = whole_view({})
    whole = view.program
    for index, op in enumerate(whole.operations):
        if op.kind == "product" and op.layer > 0:
            assert whole.done[f"a_{whole.key(op.layer, op.other)}"] <= index
        if op.kind == "collect":
            assert whole.done[f"d_{whole.key(op.layer + 2, op.other)}"] <= index
        if op.phase == "update":
            assert index >= whole.end("backward")


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_coarser_beats_halt_where_finer_ones_do(granularity):
    structure = architecture(LESSON.settings(LESSON.step("your-network"), {}))
    fine, coarse = stops(structure, "multiply_add"), stops(structure, granularity)
    assert set(coarse) <= set(fine) and list(coarse) == sorted(set(coarse))
    if granularity != "update":
        assert (coarse[0], coarse[-1]) == (0, len(program(structure).operations))


def test_the_four_parts_follow_each_other_without_a_gap():
    structure = architecture(LESSON.settings(LESSON.step("run"), {}))
    whole = program(structure)
    assert stops(structure, "beat") == (0, *(whole.end(phase) for phase in PHASES))
    assert [whole.begin(phase) for phase in PHASES[1:]] == [whole.end(phase) for phase in PHASES[:-1]]
