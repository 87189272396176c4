"""Write the measured data sets: scikit-learn's own copies as small files in static/data.

    python3 -m tools datasets [--folder FOLDER]

A file is JSON with one sample a line, the target last; it tells what each number means, its unit and its
source. `nnviz_core.data.load` reads it, on a computer and in the browser. Needs scikit-learn.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "static" / "data"


@dataclass(frozen=True)
class Description:
    """What scikit-learn's copy does not tell in a form that a program can read."""

    task: str
    source: str
    units: Sequence[str] | str = ""
    targets: Sequence[str] | None = None
    target_unit: str = ""


UCI = "UCI Machine Learning Repository"
DESCRIPTIONS = {
    "iris": Description(
        "classification", f"R. A. Fisher (1936), The use of multiple measurements in taxonomic problems; {UCI}", "cm"
    ),
    "wine": Description(
        "classification",
        f"M. Forina et al. (1991), chemical analysis of wines of one region from three growers; {UCI}",
        targets=("grower 0", "grower 1", "grower 2"),
    ),
    "breast_cancer": Description(
        "classification",
        "W. N. Street, W. H. Wolberg & O. L. Mangasarian (1993), nuclear feature extraction for breast tumor "
        f"diagnosis (Wisconsin); {UCI}",
    ),
    "diabetes": Description(
        "regression",
        "B. Efron, T. Hastie, I. Johnstone & R. Tibshirani (2004), Least Angle Regression",
        ("years", "", "kg/m²", "", "", "", "", "", "", ""),
        ("disease progression after one year",),
    ),
    "digits": Description(
        "classification",
        f"E. Alpaydin & C. Kaynak (1998), optical recognition of handwritten digits, test set; {UCI}",
        "dark pixels of 4×4, 0 to 16",
    ),
}


def describe(name: str, bunch: Any) -> dict[str, Any]:
    """Return a data set as the document that is written."""
    description = DESCRIPTIONS[name]
    names = [str(feature) for feature in bunch.feature_names]
    units = description.units
    units = [units] * len(names) if isinstance(units, str) else list(units)
    targets = description.targets or [str(target) for target in bunch.target_names]
    is_class = description.task == "classification"
    return {
        "format": "nnviz-dataset",
        "version": 1,
        "name": name,
        "task": description.task,
        "source": f"{description.source}; as in scikit-learn",
        "features": [
            {"name": feature.removesuffix(f" ({unit})"), "unit": unit}
            for feature, unit in zip(names, units, strict=True)
        ],
        "targets": list(targets),
        "target_unit": description.target_unit,
        "rows": [
            [*map(_short, row), int(target) if is_class else _short(target)]
            for row, target in zip(bunch.data.tolist(), bunch.target.tolist(), strict=True)
        ],
    }


def to_text(document: dict[str, Any]) -> str:
    """Return a document as JSON, one sample a line."""
    head = {key: value for key, value in document.items() if key != "rows"}
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in document["rows"])
    return json.dumps(head, indent=1, ensure_ascii=False)[:-2] + f',\n "rows": [\n{rows}\n]}}\n'


def _short(number: float) -> float | int:
    return int(number) if number == int(number) else number


def loaders() -> dict[str, Callable[[], Any]]:
    """Return scikit-learn's functions by the names of our files."""
    from sklearn import datasets

    return {
        "iris": datasets.load_iris,
        "wine": datasets.load_wine,
        "breast_cancer": datasets.load_breast_cancer,
        "diabetes": lambda: datasets.load_diabetes(scaled=False),
        "digits": datasets.load_digits,
    }


def main(argv: Sequence[str]) -> int:
    """Write all files; return the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tools datasets", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write (default: static/data)")
    folder = parser.parse_args(argv).folder
    try:
        sources = loaders()
    except ImportError:
        print("scikit-learn is not installed here; run it in the project's .venv.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for name, read in sources.items():
        path = folder / f"{name}.json"
        path.write_text(to_text(describe(name, read())), encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size // 1024} KB")
    return 0
