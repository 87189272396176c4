"""What the server shows, how it says so, and everything it refuses."""

import gzip
import http.client
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tools.locking import part_of
from tools.compress import make_twin
from tools.errors import ToolError
from tools.headers import CONTENT_SECURITY_POLICY, security
from tools.serve import _parser as serve_parser
from tools.server import PageServer, accepts_gzip, names_etag, open_server
from tools.site import site_of

SCRIPT = b"let answer = 42;\n" * 100


@contextmanager
def running(server: PageServer) -> Iterator[PageServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout with something to hide."""
    root = tmp_path / "checkout"
    for name, content in {
        "index.html": b"<!doctype html>",
        "pyscript.toml": b"[files]\n",
        "README.md": b"# secret plans",
        "tools/serve.py": b"import this",
        "nnviz_core/network.py": b"import numpy\n",
        "nnviz_core/__pycache__/network.cpython-312.pyc": b"\0",
        "lessons/gradient_descent/en.md": "# Gradient descent – Größe\n".encode(),
        "static/js/some.js": SCRIPT,
        "static/.hidden": b"secret",
        "static/a b.csv": b"x,y\n",
        "static/vendor/thing-1.0/thing.js": SCRIPT,
        "static/vendor/thing-1.0/thing.wasm": b"\0asm",
        "static/vendor/thing-1.0/thing.whl": b"PK",
        "static/vendor/thing-1.0/thing.mjs": b"export {}",
        ".git/config": b"secret",
        ".venv/pyvenv.cfg": b"secret",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "outside.txt").write_bytes(b"secret")
    if hasattr(os, "symlink"):
        (root / "static/link.txt").symlink_to(tmp_path / "outside.txt")
        (root / "static/linked").symlink_to(root / "tools")
    return root


@pytest.fixture
def server(checkout: Path) -> Iterator[PageServer]:
    part = part_of({"thing.js": SCRIPT})
    for file in part.files:
        make_twin(checkout / "static/vendor", file)
    with running(open_server(site_of(checkout, (part,)), "127.0.0.1", 0)) as opened:
        yield opened


def ask(server: PageServer, target: str, method: str = "GET", **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("target", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/pyscript.toml", "application/toml; charset=utf-8"),
        ("/nnviz_core/network.py", "text/x-python; charset=utf-8"),
        ("/lessons/gradient_descent/en.md", "text/markdown; charset=utf-8"),
        ("/static/js/some.js?v=1", "text/javascript; charset=utf-8"),
        ("/static/a%20b.csv", "text/csv; charset=utf-8"),
        ("/static/vendor/thing-1.0/thing.wasm", "application/wasm"),
        ("/static/vendor/thing-1.0/thing.whl", "application/zip"),
        ("/static/vendor/thing-1.0/thing.mjs", "text/javascript; charset=utf-8"),
    ],
)
def test_a_file_of_the_page_is_sent_with_its_type(server: PageServer, target: str, media_type: str):
    answer, _ = ask(server, target)
    assert (answer.status, answer.headers["Content-Type"]) == (200, media_type)


@pytest.mark.parametrize(
    "target",
    [
        "/README.md",
        "/tools/serve.py",
        "/static",
        "/static/",
        "/static/js",
        "/nowhere.html",
        "/static/../tools/serve.py",
        "/static/%2e%2e/tools/serve.py",
        "/static/..%2f..%2foutside.txt",
        "/static/%2e%2e%5c%2e%2e%5coutside.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/static//js/some.js",
        "/static/./js/some.js",
        "/.git/config",
        "/%2egit/config",
        "/.venv/pyvenv.cfg",
        "/static/.hidden",
        "/static/link.txt",
        "/static/linked/serve.py",
        "/nnviz_core/__pycache__/network.cpython-312.pyc",
        "/static/js/some.js%00.png",
        "/static/%ff%fe",
        "/index.html/",
        "*",
        "index.html",
        "http://other.example/tools/serve.py",
    ],
)
def test_everything_else_is_refused_in_the_same_words(server: PageServer, target: str):
    answer, body = ask(server, target)
    assert (answer.status, body) == (404, b"There is no such file here.\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_only_get_and_head_are_answered(server: PageServer, method: str):
    answer, _ = ask(server, "/index.html", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_head_is_get_without_the_body(server: PageServer):
    got, body = ask(server, "/static/js/some.js")
    headed, nothing = ask(server, "/static/js/some.js", "HEAD")
    assert nothing == b""
    assert headed.headers["Content-Length"] == str(len(body))
    assert headed.headers["ETag"] == got.headers["ETag"]


@pytest.mark.parametrize("target", ["/", "/nowhere", "/static/vendor/thing-1.0/thing.js"])
def test_every_answer_carries_the_security_headers(server: PageServer, target: str):
    answer, _ = ask(server, target)
    assert {name: answer.headers[name] for name in security()} == security()


def test_the_policy_allows_no_other_host():
    for directive in CONTENT_SECURITY_POLICY.split("; "):
        for origin in directive.split(" ")[1:]:
            assert origin.startswith("'") or origin in ("blob:", "data:"), directive


@pytest.mark.parametrize("target", ["/static/js/some.js", "/static/vendor/thing-1.0/thing.js"])
def test_text_travels_compressed_to_those_who_can_read_that(server: PageServer, target: str):
    plain, body = ask(server, target)
    packed, packed_body = ask(server, target, Accept_Encoding="br, gzip")
    assert body == SCRIPT and "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed_body) < len(body) / 5
    assert gzip.decompress(packed_body) == body
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]


def test_a_wheel_is_not_compressed_twice(server: PageServer):
    answer, _ = ask(server, "/static/vendor/thing-1.0/thing.whl", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers and "Vary" not in answer.headers


def test_the_twin_of_a_vendored_file_is_what_travels(server: PageServer, checkout: Path):
    [twin] = (checkout / "static/vendor/.gz").iterdir()
    _, body = ask(server, "/static/vendor/thing-1.0/thing.js", Accept_Encoding="gzip")
    assert body == twin.read_bytes()


def test_vendored_files_are_kept_for_ever_and_ours_are_asked_for_again(server: PageServer):
    vendored, _ = ask(server, "/static/vendor/thing-1.0/thing.js")
    ours, _ = ask(server, "/static/js/some.js")
    unpinned, _ = ask(server, "/static/vendor/thing-1.0/thing.mjs")
    assert vendored.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ours.headers["Cache-Control"] == unpinned.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_unchanged_file_is_not_sent_again(server: PageServer, encoding: str):
    first, _ = ask(server, "/static/js/some.js", Accept_Encoding=encoding)
    again, body = ask(
        server, "/static/js/some.js", Accept_Encoding=encoding, If_None_Match=f'"x", W/{first.headers["ETag"]}'
    )
    assert (again.status, body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_a_changed_file_is_sent_anew(server: PageServer, checkout: Path):
    first, _ = ask(server, "/static/js/some.js", Accept_Encoding="gzip")
    (checkout / "static/js/some.js").write_bytes(b"let answer = 43;\n" * 100)
    again, body = ask(server, "/static/js/some.js", Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert again.status == 200 and b"43" in gzip.decompress(body)


def test_one_connection_carries_many_requests(server: PageServer):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    for target in ("/", "/nowhere", "/static/js/some.js", "/pyscript.toml"):
        connection.request("GET", target)
        answer = connection.getresponse()
        answer.read()
        assert not answer.will_close
    connection.close()


def test_a_taken_port_leads_to_the_next_free_one(checkout: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = open_server(site_of(checkout, ()), "127.0.0.1", port)
        server.server_close()
    assert port < server.server_port <= port + 20


def test_an_address_of_another_machine_is_refused_with_a_remedy(checkout: Path):
    with pytest.raises(ToolError, match=r"192\.0\.2\.1:8000 cannot be used .* --host or --port"):
        open_server(site_of(checkout, ()), "192.0.2.1", 8000)


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("", False), ("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("*", True), ("br", False)],
)
def test_accept_encoding_is_understood(header: str, accepted: bool):
    assert accepts_gzip(header) is accepted


@pytest.mark.parametrize(
    ("header", "named"), [("", False), ("*", True), ('"a"', True), ('W/"a"', True), ('"b", "a"', True), ('"b"', False)]
)
def test_if_none_match_is_understood(header: str, named: bool):
    assert names_etag(header, '"a"') is named


def test_only_this_host_and_named_origins_may_hold_the_page_in_a_frame():
    assert security()["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    named = security(("https://course.example",))["Content-Security-Policy"]
    assert named.endswith("frame-ancestors 'self' https://course.example")


@pytest.mark.parametrize(
    "origin", ["course.example", "javascript:alert(1)", "https://a.example/x", "https://a; script-src *"]
)
def test_an_origin_that_is_none_is_refused_at_the_terminal(origin: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        serve_parser().parse_args(["--embed-from", origin])
    assert "is not an origin" in capsys.readouterr().err
