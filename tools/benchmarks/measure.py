"""One measured figure, as plain data."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Measure:
    """`value` in `unit`; `budget` is what it should not exceed (or reach, if `more_is_better`)."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    more_is_better: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the budget is kept, in a word."""
        if self.budget is None:
            return ""
        kept = self.value >= self.budget if self.more_is_better else self.value <= self.budget
        return "kept" if kept else "MISSED"


@dataclass(frozen=True)
class Options:
    """What a benchmark is told: how often to repeat, and which Chromium to use."""

    runs: int
    chromium: str


def middle(values: list[float]) -> float:
    """The median, rounded to what a stopwatch is good for."""
    return round(median(values), 2)
