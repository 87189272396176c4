from base64 import b64encode

import numpy as np
import pytest

from lessons.catalogue import load
from lessons.models.models import model
from lessons.session import Session


@pytest.fixture
def ask():
    session = Session()

    def ask(verb: str, **values):
        answer, _ = session.handle({"do": verb, **values})
        return answer

    yield ask
    ask("own-forget")


def opened(ask, data: bytes, **dialect):
    assert ask("own-begin", size=len(data))["ok"]
    for start in range(0, len(data), 1000):
        assert ask("own-piece", base64=b64encode(data[start : start + 1000]).decode())["ok"]
    return ask("own-preview", **({"dialect": dialect} if dialect else {}))


def read_all(ask, dialect, **values):
    answer = ask("own-read", dialect=dialect, **values)
    while answer["ok"] and answer["share"] < 1:
        answer = ask("own-read")
    return answer


def flowers(n: int = 90, seed: int = 0) -> bytes:
    """A class that follows from a number and a colour, and a number that says nothing."""
    rng = np.random.default_rng(seed)
    rows = ["length,colour,noise,kind"]
    for _ in range(n):
        length, colour = rng.uniform(0, 10), rng.choice(["red", "blue"])
        kind = "rose" if length + 6 * (colour == "red") > 8 else "iris"
        rows.append(f"{length:.2f},{colour},{rng.normal():.3f},{kind}")
    return "\n".join(rows).encode()


def test_a_table_is_guessed_shown_read_and_explained_like_a_built_in_one(ask):
    shown = opened(ask, flowers())
    assert shown["names"] == ["length", "colour", "noise", "kind"]
    assert shown["kinds"] == ["number", "category", "number", "category"] and len(shown["rows"]) == 8
    found = read_all(ask, shown["dialect"])
    assert found["n_rows"] == 90 and found["target"] == 3
    used = ask("own-use", target=3)
    assert used["ok"] and used["table"].startswith("own:") and used["is_classification"]
    for name in ("network", "linear", "forest"):
        assert model(name, used["table"]).score > 0.8
    opening = {"model": "network", "table": used["table"]}
    answer = ask("open", lesson="kernel-shap", step="draw", settings=opening)
    assert answer["ok"], answer


def test_the_same_table_has_the_same_name_and_another_target_another(ask):
    shown = opened(ask, flowers())
    read_all(ask, shown["dialect"])
    first, other, again = (ask("own-use", target=target)["table"] for target in (3, 1, 3))
    assert first == again != other


@pytest.mark.parametrize("end_of_line", [b"\n", b"\r"])
def test_all_is_read_where_it_is_said_to_be_however_slow_the_machine(ask, monkeypatch, end_of_line):
    monkeypatch.setattr("lessons.own_tables.READ_FOR", 0.0)
    data = flowers(2500).replace(b"\n", end_of_line)
    found = read_all(ask, opened(ask, data)["dialect"])
    assert found["n_rows"] == 2500 and ask("own-use", target=3)["ok"]


def test_what_is_in_a_table_names_it_and_not_how_its_file_was_written(ask):
    read_all(ask, opened(ask, flowers())["dialect"])
    first = ask("own-use", target=3)["table"]
    shown = opened(ask, flowers().replace(b",", b";"))
    earlier = {**shown["dialect"], "header": True}  # as a browser keeps it since an earlier release
    assert read_all(ask, earlier)["n_rows"] == 90
    assert ask("own-use", target=3)["table"] == first


def test_a_corrected_dialect_and_kinds_are_followed(ask):
    shown = opened(ask, b"a;b\n" + b"1,5;2\n2,5;3\n" * 10, encoding="utf-8", separator="semicolon", decimal="point")
    assert shown["kinds"] == ["category", "number"]
    shown = opened(ask, b"a;b\n1,5;2\n2,5;3\n" + b"3,5;4\n" * 10)
    found = read_all(ask, shown["dialect"], kinds=["number", "category"])
    assert [column["kind"] for column in found["columns"]] == ["number", "category"]


def test_a_table_that_is_not_there_is_named_in_a_sentence(ask):
    answer = ask("open", lesson="kernel-shap", step="draw", settings={"table": "own:0123456789"})
    assert not answer["ok"] and answer["error"] == "refusal.table_not_here"


def test_a_wrong_file_leaves_the_table_before_in_use(ask):
    shown = opened(ask, flowers())
    read_all(ask, shown["dialect"])
    name = ask("own-use", target=3)["table"]
    assert opened(ask, b"%PDF-1.7")["error"] == "refusal.table_is_pdf"
    assert model("linear", name).score > 0.5


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "own-read"},
        {"do": "own-use", "target": 0},
        {"do": "own-piece", "base64": "%%%"},
        {"do": "own-begin", "size": 10**12},
        {"do": "own-read", "dialect": {"evil": 1}},
        {"do": "own-read", "dialect": {"separator": "x"}},
    ],
)
def test_requests_that_make_no_sense_are_refused(ask, request_):
    verb = request_.pop("do")
    ask("own-forget")
    answer = ask(verb, **request_)
    assert not answer["ok"] and "detail" in answer and not answer["detail"]


@pytest.mark.parametrize("lesson_id", ["shapley", "kernel-shap", "lime", "trust"])
def test_every_step_that_takes_a_table_takes_one_with_categories(ask, lesson_id):
    shown = opened(ask, flowers())
    read_all(ask, shown["dialect"])
    name = ask("own-use", target=3)["table"]
    for step in load(lesson_id).steps:
        if "table" in step.controls:
            answer = ask("open", lesson=lesson_id, step=step.id, settings={"table": name}, t=min(2, step.length))
            assert answer["ok"], (step.id, answer)


def test_a_category_is_said_by_its_level(ask):
    shown = opened(ask, flowers())
    read_all(ask, shown["dialect"])
    table = model("linear", ask("own-use", target=3)["table"]).table
    assert table.categorical == (1,)
    assert table.said(1, 0.0) == {"key": "table.given", "values": {"name": "blue"}}
    assert table.said(0, 2.5) == 2.5
    np.testing.assert_allclose(table.in_spreads(table.X_train).std(axis=0), 1)


def test_a_first_line_longer_than_the_sample_is_shown_whole(ask):
    names = ["x" * 400 + str(k) for k in range(200)]
    data = ("\n" + ",".join(names) + "\n" + (",".join("12" for _ in names) + "\n") * 3).encode()
    shown = opened(ask, data)
    assert shown["ok"] and shown["names"] == names and len(shown["rows"]) == 3
    assert opened(ask, data, separator="comma")["names"] == names


def test_a_column_that_is_empty_in_the_preview_is_read_as_what_comes_later(ask):
    lines = [f"{n},{n % 3 if n > 400 else ''},{'yes' if n % 2 else 'no'}" for n in range(600)]
    shown = opened(ask, "\n".join(["a,late,answer", *lines]).encode())
    assert shown["kinds"] == ["number", None, "category"]
    found = read_all(ask, shown["dialect"], kinds=[None, None, None])
    assert [column["kind"] for column in found["columns"]] == ["number", "number", "category"]
    found = read_all(ask, shown["dialect"], kinds=[None, "category", None])
    assert [column["kind"] for column in found["columns"]] == ["number", "category", "category"]


def test_a_last_column_of_two_numbers_is_what_is_likely_to_be_learned(ask):
    rows = "\n".join(f"{k % 7},{'red' if k % 3 else 'blue'},{k % 2}" for k in range(40))
    found = read_all(ask, opened(ask, f"length,colour,survived\n{rows}".encode())["dialect"])
    assert found["target"] == 2
    used = ask("own-use", target=2)
    assert used["is_classification"] and [name["values"]["name"] for name in used["outputs"]] == ["0", "1"]


def test_of_more_columns_than_can_be_read_so_many_are_shown_and_their_number_is_said(ask):
    shown = opened(ask, b"\n".join([b"a," * 4999 + b"b", b"1," * 4999 + b"2"]))
    assert len(shown["names"]) == len(shown["kinds"]) == len(shown["rows"][0]) == 300
    refused = read_all(ask, shown["dialect"])["error"]
    assert (refused["key"], refused["values"]["columns"]) == ("refusal.table_too_wide", 5000)
