"""`python3 -m tools bundle`: the whole page in one file, `nnviz.html`, that opens from a disk without any server.

The same modules, lessons and runtime as everywhere lie in it as base64, compressed where that helps, and are unpacked
in the browser by `static/js/bundle/loader.js`. Two modules are replaced, because one file cannot fetch another: who
starts Python, and the dialog about use without a network.
"""

import argparse
import base64
import gzip
import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from tools.compress import worth_compressing
from tools.errors import ToolError, writing
from tools.fetch import fetch
from tools.joined import content_of, join
from tools.lock import Part, read_lock
from tools.modules import for_single_file
from tools.paths import ROOT
from tools.progress import size
from tools.release import CATALOGUE, PACKS, Release, release_of
from tools.snapshot import make, target

NAME = "nnviz.html"
REPLACED = {
    "static/js/engine/host.js": "static/js/bundle/host.js",
    "static/js/page/offline.js": "static/js/bundle/offline.js",
}
LOADER = "static/js/bundle/loader.js"
PYTHON_WORKER = "static/js/bundle/worker.js"
LEFT_OUT = ("static/vendor/pyscript-", "static/css/")
LEFT_OUT_ENDINGS = (".css", ".woff2")
SIZE = "bytes of this file"
LARGE = 400_000
LEVEL = 9
POLICY = (
    "default-src 'none'; script-src {scripts} blob: 'unsafe-eval'; worker-src blob:; connect-src data: blob:; "
    "style-src {styles}; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class Block:
    """Files that are packed together; a block of compressed files is not compressed again."""

    files: dict[str, bytes]
    packed: bool

    def text(self) -> str:
        """What stands in the page."""
        content = b"".join(self.files.values())
        return base64.b64encode(gzip.compress(content, LEVEL, mtime=0) if self.packed else content).decode()


def bundle(release: Release, packs: tuple[str, ...] = (), snapshot: str | None = None, root: Path = ROOT) -> str:
    """The text of the single file; `snapshot` is the path of a memory snapshot that Python may start from."""
    files = _files(release, packs, root)
    if snapshot:
        files[snapshot] = (root / snapshot).read_bytes()
    modules = {path: content.decode() for path, content in files.items() if _is_module(path)}
    linked = {path: for_single_file(path, source).encode() for path, source in modules.items()}
    blocks = _blocks(files | linked)
    texts = [block.text() for block in blocks]
    contents = {
        "blocks": [
            {"packed": block.packed, "files": [[path, len(content)] for path, content in block.files.items()]}
            for block in blocks
        ],
        "packs": {pack: pack in packs for pack in PACKS},
        "snapshot": snapshot,
        "size": SIZE,
        "licences": [path for path in files if path.endswith(("LICENSE", "THIRD_PARTY.md"))],
    }
    return _telling_its_size(_page(contents, texts, root))


def _telling_its_size(page: str) -> str:
    """The page with its size in bytes in the place kept for it; the number's own digits count, too."""
    place = json.dumps(SIZE)
    others = len(page.encode()) - len(place)
    digits = len(str(others + len(str(others))))
    return page.replace(place, str(others + digits), 1)


def _files(release: Release, packs: tuple[str, ...], root: Path) -> dict[str, bytes]:
    """What goes inside, by path in the site."""
    names = ["LICENSE", "THIRD_PARTY.md", PYTHON_WORKER, *release.core()]
    names += [name for pack in packs for name in release.packs[pack]]
    kept = [name for name in names if not name.startswith(LEFT_OUT) and not name.endswith(LEFT_OUT_ENDINGS)]
    joined = join(lambda name: (root / REPLACED.get(name, name)).read_text("utf-8")).files
    return {name: joined.get(name) or (root / name).read_bytes() for name in kept}


def _is_module(path: str) -> bool:
    return path.endswith((".js", ".mjs")) and not path.endswith(".asm.js")


def _blocks(files: dict[str, bytes]) -> list[Block]:
    """First what words need, then what lessons need, then each large file by itself."""
    first: dict[str, bytes] = {}
    later: dict[str, bytes] = {}
    large: list[Block] = []
    for path, content in files.items():
        is_words = path.endswith((".md", CATALOGUE)) or path.startswith("lessons/kit/")
        if _is_module(path) or is_words:
            first[path] = content
        elif len(content) < LARGE and worth_compressing(path):
            later[path] = content
        else:
            large.append(Block({path: content}, worth_compressing(path) or path.endswith(".bin")))
    return [Block(first, True), Block(later, True), *large]


def _page(contents: dict, texts: list[str], root: Path) -> str:
    """index.html with everything that it names put inside, and a policy that allows nothing else."""
    page = (root / "index.html").read_text("utf-8")
    style = _style(page, root)
    loader = (root / LOADER).read_text("utf-8")
    icon = base64.b64encode((root / "static/css/icon.svg").read_bytes()).decode()
    policy = POLICY.format(scripts=_hash_of(loader), styles=_hash_of(style))
    page = re.sub(r'(http-equiv="Content-Security-Policy" content=)"[^"]*"', rf'\1"{policy}"', page)
    page = re.sub(r'\s*<link rel="(?:stylesheet|preload|modulepreload|manifest)"[^>]*>', "", page)
    page = re.sub(r'\s*<script\b[^>]*src="static/[^>]*></script>|\s*<!--.*?-->', "", page, flags=re.DOTALL)
    page = re.sub(r"\s*<(py-config|mpy-config)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r'(<link rel="icon" href=)"[^"]*"', rf'\1"data:image/svg+xml;base64,{icon}"', page)
    head = f"<style>{style}</style>\n  </head>"
    described = f'<script type="application/json" id="contents">{json.dumps(contents)}</script>'
    first, *others = (f'<script type="text/plain" id="block-{n}">{text}</script>' for n, text in enumerate(texts))
    body = [described, first, f"<script>{loader}</script>", *others, "</body>"]
    return page.replace("</head>", head).replace("</body>", "\n".join(body))


def _style(page: str, root: Path) -> str:
    """All style sheets in the page's own order, with their fonts inside."""
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    return "\n".join(_with_fonts(root / name, content_of(name, root).decode()) for name in sheets)


def _with_fonts(sheet: Path, text: str) -> str:
    """The text of a style sheet with its fonts inside; each in the form that all browsers read."""

    def inside(found: re.Match[str]) -> str:
        font = base64.b64encode((sheet.parent / found[1]).read_bytes()).decode()
        return f'src:url(data:font/woff2;base64,{font}) format("woff2")'

    return re.sub(r'src:url\(([^)]+\.woff2)\) format\("woff2"\)[^;}]*', inside, text)


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _snapshot(parts: tuple[Part, ...]) -> str:
    """Where the memory snapshot lies, made now if there is none of what the file will hold."""
    there = target(ROOT, parts)
    return (there if there.is_file() else make(ROOT, parts)).relative_to(ROOT).as_posix()


def _write(file: Path, text: bytes) -> None:
    """Write the file so that nobody ever opens half of it, and no half stays on a full disk."""
    unfinished = file.with_name(f".{file.name}.part")
    try:
        with writing(file):
            unfinished.write_bytes(text)
            os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """Write the file and say how large it is."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tools bundle", description="Write the whole page as one file that opens without a network."
    )
    parser.add_argument("--with", dest="packs", default="", metavar="NAMES", help=f"also inside: {','.join(PACKS)}")
    parser.add_argument("--to", type=Path, default=Path(NAME), metavar="FILE", help=f"{NAME}, or a folder for it")
    quick = "also Python's memory with NumPy inside, so that it opens sooner (made with Node)"
    parser.add_argument("--quick", action="store_true", help=quick)
    options = parser.parse_args(arguments)
    packs = tuple(name.strip() for name in options.packs.split(",") if name.strip())
    file = options.to / NAME if options.to.is_dir() else options.to
    for unknown in set(packs) - set(PACKS):
        raise ToolError(f"There is no package {unknown!r} to put inside: give one or more of {', '.join(PACKS)}.")
    parts = read_lock()
    fetch(parts)
    snapshot = _snapshot(parts) if options.quick else None
    text = bundle(release_of(parts), packs, snapshot).encode()
    _write(file, text)
    print(f"{file} is written: {size(len(text))}. Open it with a double-click; it needs nothing else.")
    return 0
