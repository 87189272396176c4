"""What leaves the page comes back the same: states, tables with all their digits, pictures that say what they show."""

import csv
import io
import json

import numpy as np
import pytest

from lessons.catalogue import LESSON_IDS, load
from lessons.kit import fonts
from lessons.kit.paper import render, wrapped
from lessons.kit.player import Player
from lessons.kit.words import read_strings
from lessons.session import Session

OPEN = {"do": "open", "lesson": "gradient-descent", "step": "run", "settings": {"learning_rate": 0.05}, "t": 30,
        "branches": [{"t": 10, "changes": {"optimizer": "adam"}}]}  # fmt: skip


@pytest.fixture
def session():
    session = Session()
    assert session.handle(OPEN)[0]["ok"]
    return session


def answered(session, **request):
    answer, buffer = session.handle(request)
    json.dumps(answer, allow_nan=False)
    assert answer["ok"], answer
    return answer, buffer


def refused(session, **request):
    answer, _ = session.handle(request)
    assert not answer["ok"]
    return answer["error"] if isinstance(answer["error"], str) else answer["error"]["key"]


def test_a_file_leads_back_to_the_very_same_place(session):
    document = answered(session, do="state")[0]["document"]
    place, _ = answered(session, do="place", text=json.dumps(document))
    assert (place["settings"], place["t"], place["beat"]) == ({"learning_rate": 0.05}, 30, 0)
    assert place["branches"] == OPEN["branches"]
    before = session.player.moment().state.params.tobytes()
    again = Session()
    frame = answered(
        again,
        do="open",
        given=place["packed"],
        **{k: place[k] for k in ("lesson", "step", "settings", "branches", "t")},
    )
    assert frame[0]["frame"]["given"] == 30
    assert again.player.moment().state.params.tobytes() == before


def test_without_a_given_state_a_frame_speaks_of_none(session):
    assert "given" not in answered(session, do="advance", n=0)[0]["frame"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lesson": "alchemy"}, "refusal.unknown_lesson"),
        ({"step": "coda"}, "refusal.unknown_step"),
        ({"settings": {"learning_rate": 1e9}}, "refusal.out_of_range"),
        ({"settings": {"__class__": 1}}, "refusal.unknown_control"),
        ({"settings": [1]}, "refusal.state_damaged"),
        ({"branches": [{"t": "1", "changes": {}}]}, "refusal.state_damaged"),
        ({"branches": [{"t": 10**6, "changes": {}}]}, "refusal.no_such_time"),
        ({"format": "other"}, "refusal.state_foreign"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_and_the_frame_stays(session, change, reason):
    document = answered(session, do="state")[0]["document"]
    assert refused(session, do="place", text=json.dumps({**document, **change})) == reason
    assert answered(session, do="advance", n=0)[0]["frame"]["t"] == 30


def test_a_hostile_link_is_refused_with_a_sentence_and_what_is_open_stays(session):
    assert refused(session, **{**OPEN, "given": "AAAA"}) == "refusal.state_damaged"
    assert refused(session, **{**OPEN, "given": {"t": 1}}) == "refusal.state_damaged"
    assert answered(session, do="advance", n=0)[0]["frame"]["t"] == 30


def run_as_csv(session):
    answer, _ = answered(session, do="run-sheet")
    text = answer["text"]
    while answer["next"] is not None:
        answer, _ = answered(session, do="run-sheet", first=answer["next"])
        text += answer["text"]
    return list(csv.DictReader(io.StringIO(text)))


def test_the_run_as_csv_gives_every_readout_of_every_t_back_to_the_last_bit(session):
    rows = run_as_csv(session)
    assert [int(row["t"]) for row in rows] == list(range(501))
    for t in (0, 9, 11, 250, 500):
        readouts = answered(session, do="seek", t=t)[0]["frame"]["readouts"]
        assert {name: float(rows[t][name]) for name in readouts} == readouts


def test_the_run_as_csv_ends_where_the_run_ends():
    session = Session()
    answered(session, do="open", lesson="gradient-descent", step="too-large", settings={"learning_rate": 1.0})
    rows = run_as_csv(session)
    last = answered(session, do="seek", t=1000)[0]["frame"]["t"]
    assert last < 1000 and int(rows[-1]["t"]) == last


def figure_as_csv(session, figure):
    """The columns of the part that each row of a figure's table belongs to: number by name."""
    answer, _ = answered(session, do="sheet", figure=figure)
    return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(answer["text"]))]


def test_a_figure_as_csv_is_one_table_of_every_number_and_not_only_some(session):
    rows = figure_as_csv(session, "plane")
    raster = next(f for f in session.player.frame().figures if f.id == "plane").marks[0]
    cells = [row for row in rows if row["part of the figure"] == "loss L"]
    assert [float(row["value"]) for row in cells[: raster.channels["values"].size]] == raster.channels[
        "values"
    ].ravel().tolist()
    assert (cells[1]["weight w"], cells[1]["bias b"]) == (str(-1 + 4 / 64), "-3.0")
    path = [row for row in rows if row["part of the figure"] == "path"]
    assert path[0].keys() == {"part of the figure", "weight w", "bias b"}


def test_small_pictures_and_columns_of_the_same_name_are_told_one_by_one():
    session = Session()
    answered(session, do="open", lesson="hidden-layers", step="playground")
    pictures = [row for row in figure_as_csv(session, "network") if "picture" in row]
    (network,) = (f for f in session.player.frame().figures if f.id == "network")
    (tiles,) = (mark.channels["values"] for mark in network.marks if mark.type == "tiles")
    assert float(pictures[-1]["value"]) == tiles[-1, -1, -1] and len(pictures) == tiles.size
    answered(session, do="open", lesson="backpropagation", step="forward", t=3, beat=5)
    assert {"factor", "factor (2)"} <= figure_as_csv(session, "sums")[0].keys()


@pytest.mark.cpython
@pytest.mark.parametrize(("language", "word"), [("en", "learning rate"), ("zh", "学习率")])
def test_a_picture_says_which_lesson_settings_and_t(session, language, word):
    answer, data = answered(session, do="picture", figure="curves", format="svg", lang=language)
    text = data.tobytes().decode()
    assert answer["type"] == "image/svg+xml" and data.dtype == np.uint8
    for said in (word, "0.05", "Adam", "t = 10", "t = 30"):
        assert said in text, said


@pytest.mark.cpython
def test_a_surface_is_drawn_as_the_reader_has_turned_it(session):
    def drawn(**more):
        return answered(session, do="picture", figure="surface", format="svg", **more)[1].tobytes()

    assert (
        drawn()
        == drawn(camera={"azimuth": -60, "elevation": 28, "zoom": 2})
        != drawn(camera={"azimuth": 30, "elevation": 28})
    )


@pytest.mark.cpython
def test_chinese_is_drawn_without_a_font_of_the_system(monkeypatch):
    monkeypatch.setattr(fonts, "_INSTALLED", ())
    strings = read_strings(load("gradient-descent").folder, "zh")
    player = Player(load("gradient-descent"), "run")
    for form, magic in (("png", b"\x89PNG"), ("pdf", b"%PDF")):  # a missing glyph warns, and a warning fails the test
        assert render(player.frame().figures[2], strings, format=form, caption="优化器 = Adam").startswith(magic)
    monkeypatch.setattr(fonts, "CHINESE", "nowhere.woff")
    with pytest.warns(UserWarning, match="missing from"):
        render(player.frame().figures[2], strings, format="png")


@pytest.mark.cpython
def test_the_carried_font_has_every_character_that_the_words_use():
    from fontTools.ttLib import TTFont
    from matplotlib import font_manager

    known = set()
    for path in (fonts._ROOT / fonts.CHINESE, font_manager.findfont("DejaVu Sans")):
        known |= set(TTFont(path).getBestCmap())
    for lesson_id in LESSON_IDS:
        letters = set("".join(read_strings(load(lesson_id).folder, "zh").values()))
        assert {letter for letter in letters if letter > " " and ord(letter) not in known} == set(), lesson_id


def test_a_caption_is_broken_into_lines_that_fit():
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("学习率学习率", 6) == ["学习率", "学习率"]
    assert wrapped("", 8) == []


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"do": "picture", "figure": "sky", "format": "png"}, "refusal.unknown_figure"),
        ({"do": "picture", "figure": "curves", "format": "exe"}, "refusal.unknown_format"),
        ({"do": "sheet", "figure": "sky"}, "refusal.unknown_figure"),
        ({"do": "program", "format": "exe"}, "refusal.unknown_format"),
        ({"do": "place", "text": "{"}, "refusal.state_damaged"),
        ({"do": "place"}, "refusal.state_too_large"),
    ],
)
def test_a_wrong_wish_is_refused(session, request_, reason):
    assert refused(session, **request_) == reason
