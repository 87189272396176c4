"""The formula of one operation, with its numbers in it, and the chain rule for one weight."""

from __future__ import annotations

from .names import edge_tex, role_of, tex
from .program import Program
from .view import Beat, View

_GENERAL = {
    "forward": r"z_j = \sum_i \role{weight}{w_{ij}}\,a_i + \role{bias}{b_j}, \qquad a_j = f(z_j)",
    "loss": r"L = \tfrac1n \sum_k (\hat y_k - y_k)^2",
    "backward": r"\role{gradient}{\delta_j} = f'(z_j) \sum_k \role{weight}{w_{jk}}\,\role{gradient}{\delta_k},"
    r"\qquad \frac{\partial L}{\partial w_{ij}} = a_i\,\role{gradient}{\delta_j}",
    "update": r"\role{weight}{w} \leftarrow \role{weight}{w} - \eta\,\role{gradient}{\frac{\partial L}{\partial w}}",
}  # fmt: skip


def beat_tex(view: View, phase: str = "forward") -> str:
    """The operation that just happened, in letters and in numbers; before the first or after several, their rule."""
    if view.current is None or (view.coarse and view.until - view.since > 1):
        return _GENERAL[view.current.phase if view.current else phase]
    beat = view.beat(view.until - 1)
    if beat.operation.kind == "bias_gradient":
        return rf"{_gradient(view.program, beat)[0]} = \live{{result}}".replace("&", "")
    left, right = _RULES[beat.operation.kind](view.program, beat)
    return rf"\begin{{aligned}} {left} \\ &= {right} = \live{{result}} \end{{aligned}}"


def beat_numbers(view: View) -> dict[str, float]:
    """The numbers that `beat_tex` mentions."""
    nan = float("nan")
    if view.current is None:
        return dict.fromkeys(("before", "left", "right", "result", "slope"), nan)
    beat = view.beat(view.until - 1)
    return {"before": beat.before, "left": beat.left, "right": beat.right, "result": beat.result,
            "slope": beat.derivative}  # fmt: skip


_TIMES = r"\live{left}\cdot(\live{right})"


def _unit(whole: Program, beat: Beat, column_off: int = 1) -> str:
    op = beat.operation
    return tex(whole.key(op.layer + column_off, op.unit))


def _product(whole: Program, beat: Beat) -> tuple[str, str]:
    op = beat.operation
    z = f"z_{{{_unit(whole, beat)}}}"
    weight = rf"\role{{weight}}{{{edge_tex(whole.edge(op.layer, op.other, op.unit))}}}"
    value = tex(whole.key(op.layer, op.other))
    sign = rf"{z} +" if op.other > 0 else ""
    start = r"\live{before} + " if op.other > 0 else ""
    return rf"{z} &\leftarrow {sign} {weight}\,{value}", start + _TIMES


def _bias(whole: Program, beat: Beat) -> tuple[str, str]:
    z = f"z_{{{_unit(whole, beat)}}}"
    return rf"{z} &\leftarrow {z} + \role{{bias}}{{b_{{{_unit(whole, beat)}}}}}", r"\live{before} + (\live{left})"


def _activate(whole: Program, beat: Beat) -> tuple[str, str]:
    name = whole.structure.activations[beat.operation.layer]
    unit = _unit(whole, beat)
    if name == "identity":
        return rf"{unit} &= z_{{{unit}}}", r"\live{left}"
    function = {"tanh": r"\tanh", "sigmoid": r"\sigma", "relu": r"\operatorname{relu}"}[name]
    return rf"{unit} &= {function}(z_{{{unit}}})", rf"{function}(\live{{left}})"


def _loss(whole: Program, beat: Beat) -> tuple[str, str]:
    n = whole.structure.sizes[-1]
    if whole.structure.loss == "mse":
        letters = r"(\hat y - y)^2" if n == 1 else rf"\tfrac1{{{n}}}\sum_k (\hat y_k - y_k)^2"
        numbers = r"(\live{left} - (\live{right}))^2" if n == 1 else letters
    else:
        letters = r"-y\ln\hat y - (1-y)\ln(1-\hat y)"
        letters = letters if n == 1 else rf"\tfrac1{{{n}}}\sum_k \left[-y_k\ln\hat y_k - (1-y_k)\ln(1-\hat y_k)\right]"
        numbers = letters
    if numbers == letters:
        return rf"\role{{loss}}{{L}} &= {letters}", r"\role{loss}{L}"
    return rf"\role{{loss}}{{L}} &= {letters}", numbers


def _error(whole: Program, beat: Beat) -> tuple[str, str]:
    unit, n = _unit(whole, beat), whole.structure.sizes[-1]
    factor = {("mse", 1): "2", ("mse", 2): ""}.get((whole.structure.loss, n), "" if n == 1 else r"\tfrac12")
    target = "y" + unit.removeprefix(r"\hat y")
    delta = rf"\role{{gradient}}{{\delta_{{{unit}}}}}"
    return rf"{delta} &= \frac{{\partial L}}{{\partial z_{{{unit}}}}} = {factor}({unit} - {target})", \
        rf"{factor}\,(\live{{left}} - (\live{{right}}))"  # fmt: skip


def _collect(whole: Program, beat: Beat) -> tuple[str, str]:
    op = beat.operation
    unit, above = _unit(whole, beat), whole.key(op.layer + 2, op.other)
    weight = rf"\role{{weight}}{{{edge_tex(whole.edge(op.layer + 1, op.unit, op.other))}}}"
    so_far = rf"\frac{{\partial L}}{{\partial {unit}}}"
    sign, start = (rf"{so_far} +", r"\live{before} + ") if op.other > 0 else ("", "")
    return rf"{so_far} &\leftarrow {sign} {weight}\,\role{{gradient}}{{\delta_{{{tex(above)}}}}}", start + _TIMES


def _slope(whole: Program, beat: Beat) -> tuple[str, str]:
    unit = _unit(whole, beat)
    return (
        rf"\role{{gradient}}{{\delta_{{{unit}}}}} &= \frac{{\partial L}}{{\partial {unit}}}\,f'(z_{{{unit}}})",
        _TIMES,
    )


def _gradient(whole: Program, beat: Beat) -> tuple[str, str]:
    op = beat.operation
    edge = whole.edge(op.layer, op.other, op.unit)
    delta = rf"\role{{gradient}}{{\delta_{{{_unit(whole, beat)}}}}}"
    slope = rf"\frac{{\partial L}}{{\partial \role{{{role_of(edge)}}}{{{edge_tex(edge)}}}}}"
    if op.other < 0:
        return rf"{slope} &= {delta}", r"\live{right}"
    return rf"{slope} &= {tex(whole.key(op.layer, op.other))}\,{delta}", _TIMES


def _step(whole: Program, beat: Beat) -> tuple[str, str]:
    op = beat.operation
    edge = whole.edge(op.layer, op.other, op.unit)
    own = rf"\role{{{role_of(edge)}}}{{{edge_tex(edge)}}}"
    return rf"{own} &\leftarrow {own} - \eta\,\frac{{\partial L}}{{\partial {edge_tex(edge)}}}", \
        r"\live{before} - \live{learning_rate}\cdot(\live{right})"  # fmt: skip


_RULES = {
    "product": _product, "bias": _bias, "activate": _activate, "loss": _loss, "error": _error, "collect": _collect,
    "slope": _slope, "weight_gradient": _gradient, "bias_gradient": _gradient, "step": _step, "step_bias": _step,
}  # fmt: skip
