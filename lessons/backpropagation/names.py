"""What units, edges and numbers are called, in letters and in TeX."""

from __future__ import annotations

from lessons.kit.text import Text, text

from .program import Operation, Program

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def letters(key: str) -> str:
    """A unit's name in letters: x₁, h₂, ŷ; "b" stays b."""
    return key.replace("y", "ŷ").translate(_BELOW)


def tex(key: str) -> str:
    """A unit's name in TeX."""
    letter = r"\hat y" if key[0] == "y" else key[0]
    return f"{letter}_{{{key[1:]}}}" if key[1:] else letter


def edge_tex(edge: str) -> str:
    """The weight or bias of an edge as in `Program.edge`."""
    tail, head = edge.split("_")
    return rf"b_{{{tex(head)}}}" if tail == "b" else rf"w_{{{tex(tail)}\,{tex(head)}}}"


def edge_text(edge: str) -> Text:
    """A weight or bias in words: w(x₁→h₁), b(h₁)."""
    tail, head = edge.split("_")
    if tail == "b":
        return text("symbol.bias_of", unit=letters(head))
    return text("symbol.weight_of", tail=letters(tail), head=letters(head))


def given_tex(number: str) -> str:
    """A given number in TeX, in the colour of its role."""
    kind, _, rest = number.partition("_")
    if kind == "old":
        return rf"\role{{{role_of(rest)}}}{{{edge_tex(rest)}}}"
    return "y" if kind == "target" else rf"\role{{data}}{{{tex(number)}}}"


def role_of(edge: str) -> str:
    return "bias" if edge.startswith("b_") else "weight"


def number_text(number: str) -> Text:
    """A number of the program in words that a sentence can take in."""
    kind, _, rest = number.partition("_")
    if kind == "loss":
        return "symbol.loss"
    if kind in "gw":
        tail, head = rest.split("_")
        if tail == "b":
            return text(f"symbol.{kind}_bias", unit=letters(head))
        return text(f"symbol.{kind}_weight", tail=letters(tail), head=letters(head))
    if kind == "old":
        return edge_text(rest)
    if kind == "target":
        return "symbol.the_target"
    if not rest:
        return text("symbol.input", unit=letters(number))
    return text(f"symbol.{kind}", unit=letters(rest))


def operation_text(whole: Program, op: Operation) -> Text:
    """One line of arithmetic as the head of a row."""
    unit = letters(whole.key(op.layer + 1, op.unit)) if op.kind != "loss" else ""
    if op.kind == "collect":
        other = letters(whole.key(op.layer + 2, op.other))
    else:
        other = letters(whole.key(op.layer, op.other)) if op.other >= 0 else ""
    return text(f"symbol.row_{op.kind}", unit=unit, other=other)
