"""The palette: every role can be read as text on paper, and roles that meet in one figure stay apart for all eyes.

Colours are compared as CIE Lab distances, as seen with full colour vision and with two simulated dichromacies.

References
----------
Machado, Oliveira, Fernandes (2009), A physiologically-based model for simulation of color vision deficiency.
WCAG 2.1, success criterion 1.4.3 (contrast of text).
"""

import json
from itertools import combinations

import numpy as np
import pytest

from tools.paths import ROOT

PALETTE = json.loads((ROOT / "lessons/kit/roles.json").read_text(encoding="utf-8"))
PAPER = {"light": "#ffffff", "dark": "#16181d"}
THEMES = tuple(PAPER)

VISIONS = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])

# Roles that are drawn alike (lines with lines, points with points) in one figure.
MEETING = [
    ("run-0", "run-1", "run-2", "run-3", "run-4"),
    ("data", "model", "residual"),
    ("path", "gradient", "minimum", "guess"),
    ("loss", "gradient"),
    ("ok", "broken"),
    ("raises", "lowers"),
]
APART = 10.0  # Lab units; 2.3 is a just noticeable difference side by side


def linear(colour: str) -> np.ndarray:
    """Linear light of a #rrggbb colour."""
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    """CIE Lab (D65) of linear light."""
    white = TO_XYZ @ np.ones(3)
    f = np.cbrt(np.clip(TO_XYZ @ light / white, 1e-6, None))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a: str, b: str, vision: str) -> float:
    seen = [lab(np.clip(VISIONS[vision] @ linear(colour), 0, 1)) for colour in (a, b)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def contrast(a: str, b: str) -> float:
    dark, light = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (a, b))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", PALETTE["roles"])
def test_every_role_can_be_read_as_text_on_paper(role: str, theme: str):
    assert contrast(PALETTE["roles"][role][theme], PAPER[theme]) >= 4.5


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_roles_that_meet_stay_apart_for_all_eyes(theme: str, vision: str):
    for group in MEETING:
        for a, b in combinations(group, 2):
            apart = distance(PALETTE["roles"][a][theme], PALETTE["roles"][b][theme], vision)
            assert apart >= APART, f"{a} and {b} look alike ({apart:.1f}) with {vision} in the {theme} theme"


def test_the_check_would_catch_a_red_and_a_green_of_one_lightness():
    assert distance("#b05a3c", "#7d7a35", "normal") > APART
    assert distance("#b05a3c", "#7d7a35", "deuteranopia") < APART


@pytest.mark.parametrize("theme", THEMES)
def test_the_loss_scale_leaves_the_paper_and_never_turns_back(theme: str):
    lightness = [lab(linear(colour))[0] for colour in PALETTE["scales"]["loss"][theme]]
    assert abs(lightness[0] - lab(linear(PAPER[theme]))[0]) < 8
    steps = np.diff(lightness)
    assert np.all(steps < -4) if theme == "light" else np.all(steps > 4)


@pytest.mark.parametrize("theme", THEMES)
def test_the_weight_scale_is_paper_in_the_middle_and_strong_at_both_ends(theme: str):
    colours = PALETTE["scales"]["weight"][theme]
    away = [distance(colour, colours[len(colours) // 2], "deuteranopia") for colour in colours]
    assert len(colours) % 2 == 1
    assert np.all(np.diff(away[: len(away) // 2 + 1]) < 0)
    assert np.all(np.diff(away[len(away) // 2 :]) > 0)
    assert distance(colours[0], colours[-1], "deuteranopia") > 40
