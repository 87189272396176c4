"""A memory snapshot gives Python back to the last bit, or refuses; only a machine's own browser is offered one."""

import http.client
import json
import shutil
import subprocess
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tools import snapshot
from tools.errors import ToolError
from tools.lock import LockedFile, Part, read_lock
from tools.paths import ROOT
from tools.server import open_server
from tools.site import Site, site_of
from tools.snapshot import FOLDER, HEADER, MAKERS, _runtime, edition, make, offered, prepare, target

NODE = shutil.which("node")
# What the core computes: a training run, random numbers, linear algebra; as bytes.
PROGRAM = """
import numpy as np
from itertools import islice
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam
from nnviz_core.training import train
rng = np.random.default_rng(3)
X, y = rng.normal(size=(40, 3)), rng.integers(0, 2, size=(40, 1)).astype(float)
network = Network.dense((3, 6, 5, 1), activation="tanh", output="sigmoid", rng=rng)
last = next(islice(train(network, X, y, optimizer=Adam(), batch_size=8, seed=1), 60, None))
A = X.T @ X
results = [last.network.params, last.gradient, A, np.linalg.inv(A), np.linalg.eigh(A)[1], np.fft.fft(X[:, 0]),
           np.log(np.abs(X)), np.sort(X, axis=0), rng.permutation(9)]
b"".join(np.ascontiguousarray(result).tobytes() for result in results).hex()
"""


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A snapshot made with Node and brought back there, next to a plain start."""
    if NODE is None:
        pytest.skip("there is no Node here; tests/browser/test_snapshot.py makes one in the browser")
    root = tmp_path_factory.mktemp("checkout")
    for name in ("lessons", "nnviz_core", "static", "pyscript.toml"):
        (root / name).symlink_to(ROOT / name) if name != "static" else (root / name).mkdir()
    for name in ("data", "js", "recorded"):
        (root / "static" / name).symlink_to(ROOT / "static" / name)
    (root / "static" / "vendor").mkdir()
    pyodide = next((ROOT / "static" / "vendor").glob("pyodide-*"))
    (root / "static" / "vendor" / pyodide.name).symlink_to(pyodide)
    path = make(root, read_lock())
    assert offered(root, read_lock()) == path.relative_to(root).as_posix()
    script, folder = ROOT / "tests/tools/restored.mjs", f"static/vendor/{pyodide.name}"
    command = [NODE, str(script), str(root), folder, str(path), PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_core_computes_the_same_bytes_after_a_restore(restored: dict[str, Any]):
    assert len(restored["plain"]) > 2000
    assert restored["restored"] == restored["plain"]


def test_random_numbers_differ_from_start_to_start(restored: dict[str, Any]):
    one, other = (guess.split() for guess in restored["guesses"])
    assert len(one) == 3 and all(a != b for a, b in zip(one, other, strict=True))


def test_a_package_in_the_snapshot_is_not_loaded_again(restored: dict[str, Any]):
    assert "numpy" in restored["loaded"]


def test_one_changed_bit_anywhere_is_refused(restored: dict[str, Any]):
    assert all(reason and "damaged" in reason for reason in restored["damaged"])


def test_other_results_another_numpy_and_another_function_table_are_refused(restored: dict[str, Any]):
    results, numpy, table = restored["another"]
    assert "results differ" in results and "another NumPy" in numpy and "function table" in table


def test_without_node_the_command_says_what_happens_instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ToolError, match="after the first visit"):
        make(tmp_path, read_lock())


def checkout(tmp_path: Path, parts: tuple[Part, ...]) -> Site:
    """A checkout that has a snapshot, and one of another runtime beside it."""
    for name in MAKERS:
        path = tmp_path / "static" / "js" / "engine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("export {};", "utf-8")
    (tmp_path / "pyscript.toml").write_text("[files]\n", "utf-8")
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "0123456789abcdef-0123456789abcdef.bin").write_bytes(b"old")
    return site_of(tmp_path, parts)


def offer(site: Site, monkeypatch: pytest.MonkeyPatch, visitor: str = "127.0.0.1") -> str | None:
    """What the header says to a visitor."""
    server = open_server(site, "127.0.0.1", 0)
    accept = server.get_request
    monkeypatch.setattr(server, "get_request", lambda: (accept()[0], (visitor, 1)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)) as connection:
            connection.request("GET", "/pyscript.toml", headers={"Connection": "close"})
            with connection.getresponse() as response:
                response.read()
                return response.getheader(HEADER)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_snapshot_is_offered_to_this_machine_and_to_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    parts = read_lock()
    site = checkout(tmp_path, parts)
    assert offer(site, monkeypatch) == ""  # that of another runtime is none
    name = "static/vendor/snapshot/fits.bin"
    monkeypatch.setattr(Site, "snapshot", lambda self: name)
    assert offer(site, monkeypatch) == name
    assert offer(site, monkeypatch, "192.168.1.7") == ""


def test_a_new_runtime_or_maker_makes_the_old_snapshot_unfit(tmp_path: Path):
    site = checkout(tmp_path, ())

    def runtime(sha256: str) -> tuple[Part, ...]:
        return (Part("pyodide", "MPL-2.0", "pyodide-1", (), (LockedFile("pyodide-1/a.wasm", "a.wasm", 1, sha256),)),)

    (tmp_path / FOLDER / f"{_runtime(site.root, runtime('00'))}-own.bin").write_bytes(b"new")
    assert offered(tmp_path, runtime("00")) is not None
    assert offered(tmp_path, runtime("01")) is None
    (tmp_path / "static" / "js" / "engine" / MAKERS[0]).write_text("export const another = 1;", "utf-8")
    assert offered(tmp_path, runtime("00")) is None


def test_the_edition_changes_with_whatever_of_ours_a_snapshot_holds_and_with_nothing_else(tmp_path: Path):
    checkout(tmp_path, ())
    seen = [edition(tmp_path)]
    for name in (
        "lessons/kit/wire.py",
        "nnviz_core/network.py",
        "static/recorded/lessons.json",
        "static/data/iris.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for text in ("one", "two!"):
            path.write_text(text, "utf-8")
            seen.append(edition(tmp_path))
    path.rename(path.with_name("other.json"))
    seen.append(edition(tmp_path))
    assert len(set(seen)) == len(seen)
    (tmp_path / "lessons" / "en.md").write_text("words", "utf-8")
    assert edition(tmp_path) == seen[-1]


def test_one_of_older_python_is_offered_until_a_new_one_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    checkout(tmp_path, ())
    core = tmp_path / "nnviz_core" / "network.py"
    core.parent.mkdir()
    core.write_text("layers = 1", "utf-8")
    made: list[Path] = []

    def make_at_once(root: Path, parts: tuple[Part, ...]) -> Path:
        made.append(target(root, parts))
        made[-1].write_bytes(b"new")
        return made[-1]

    monkeypatch.setattr(snapshot, "make", make_at_once)
    monkeypatch.setattr(shutil, "which", lambda name: "node")
    assert prepare(tmp_path, ()) is None and len(made) == 1  # there was none
    assert prepare(tmp_path, ()) is None and len(made) == 1  # it is of what is there now
    core.write_text("layers = 2", "utf-8")
    assert offered(tmp_path, ()) == made[0].relative_to(tmp_path).as_posix()
    making = prepare(tmp_path, ())
    assert making is not None
    making.join()
    assert len(set(made)) == 2 and prepare(tmp_path, ()) is None
    said = capsys.readouterr().out
    assert said.count("once, some seconds") == 1 and said.count("prepared anew meanwhile") == 1
