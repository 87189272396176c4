"""The lessons there are, in the order in which they are best taken. Each is imported when first asked for."""

from __future__ import annotations

from importlib import import_module

from .kit.errors import Refusal
from .kit.lesson import Lesson

LESSON_IDS = (
    "gradient-descent",
    "one-neuron",
    "hidden-layers",
    "backpropagation",
    "gradient-flow",
    "shapley",
    "kernel-shap",
    "lime",
    "trust",
)


def load(lesson_id: str) -> Lesson:
    """The lesson of that name; refuses an unknown one."""
    if lesson_id not in LESSON_IDS:
        raise Refusal("refusal.unknown_lesson", lesson=lesson_id, lessons=", ".join(LESSON_IDS))
    return import_module(f"lessons.{lesson_id.replace('-', '_')}.lesson").LESSON
