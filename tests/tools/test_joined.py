"""Joined files: what travels in them does what the single modules and sheets do, and nothing is lost or sent twice."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.browser.hosting import served
from tools.errors import ToolError
from tools.joined import FIRST, HEAD, JOINED, PAGE, SHEETS, THREADS, join, joined_in
from tools.lock import read_lock
from tools.modules import modules_behind
from tools.paths import ROOT
from tools.release import release_of
from tools.site import site_of

with_node = pytest.mark.skipif(shutil.which("node") is None, reason="what joined modules do is seen with Node")
# A page in small: every form of import and export that we use, with the order in which its modules run.
SMALL = {
    FIRST: 'import { told } from "./a/told.js";\ntold.push("first");\nimport("./start.js");\n',
    PAGE: """import * as all from "./a/all.js";
import named from "./b.js";
import { other as another } from "./b.js";
import "../vendor/lib-1.0/now.js";
import {
  told,
} from "./a/told.js";
/** @type {import("./nowhere.js").Type} */
const names = Object.keys(all).sort().join();
told.push("page", named.name, another, all.one + all.two, names);
const late = () => import("./late.js");
late()
  .then(({ where, library }) => told.push(where, library))
  .then(() => import("../vendor/lib-1.0/never.js"))
  .catch((error) => told.push(error.code))
  .then(() => console.log(JSON.stringify(told)));
""",
    "static/js/start.js": 'import { told } from "./a/told.js";\ntold.push("start");\n',
    "static/js/a/told.js": "export const told = [];\n",
    "static/js/a/all.js": """import { told } from "./told.js";
told.push("all");
export const [one, more] = [1, 2];
export const { two, three: drei } = { two: 2, three: 3 };
export async function wait() {}
export function* count() {}
export class Thing {}
const hidden = 4;
export { hidden };
""",
    "static/js/b.js": 'export default { name: "b" };\nexport const other = "other";\n',
    "static/js/late.js": """import lib from "../vendor/lib-1.0/late.js";
export const where = new URL("./worker.js", import.meta.url).pathname.slice(-20);
export const library = lib;
""",
    HEAD: (ROOT / HEAD).read_text("utf-8"),
    **{name: (ROOT / name).read_text("utf-8") for name in THREADS},
    **dict.fromkeys(SHEETS, ""),
}


def with_threads(files: dict[str, str]):
    """The text of a small page's files; what other threads run is that of the checkout."""
    return lambda name: files[name] if name in files else (ROOT / name).read_text("utf-8")


@with_node
def test_joined_modules_do_what_modules_do(tmp_path: Path):
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for name in ("now", "late"):
        library = tmp_path / f"static/vendor/lib-1.0/{name}.js"
        library.parent.mkdir(parents=True, exist_ok=True)
        library.write_text(f'export default "library {name}";\n')
    for name, content in join(with_threads(SMALL)).files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(["node", PAGE], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    ran = ["first", "all", "page", "b", "other", 3, "Thing,count,drei,hidden,more,one,two,wait", "start"]
    later = ["/static/js/worker.js", "library late", "ERR_MODULE_NOT_FOUND"]
    assert (done.stderr, json.loads(done.stdout)) == ("", [*ran, *later])


def test_each_module_stands_in_one_joined_file_with_all_its_lines():
    joined = joined_in(ROOT)
    first, page = (joined.files[name].decode().split("\n") for name in (FIRST, PAGE))
    scripts = [name for name in {*joined.inside, FIRST, PAGE} - {HEAD} if name.endswith("js")]
    assert len(scripts) > 100
    compared = 0
    for name in scripts:
        begin = f'joined.modules["{name}"] = () => {{'
        [lines] = [lines for lines in (first, page) if begin in lines]
        source = (ROOT / name).read_text("utf-8").split("\n")
        at = lines.index(begin) + 1
        code = [
            n
            for n, line in enumerate(source)
            if line and not re.match(r"\s*(import|export|\*|/\*)|.*(import|from )", line)
        ]
        compared += len(code)
        assert [lines[at + n] for n in code] == [source[n] for n in code], name
        assert lines[at + len(source) - 1].startswith("return {"), name
    assert compared > 4000


def test_a_release_has_joined_files_once_and_what_other_threads_run_by_itself():
    release = release_of(read_lock())
    joined = joined_in(ROOT)
    for name in JOINED:
        content = joined.files[name]
        assert release.files[name] == (len(content), hashlib.sha256(content).hexdigest())
    assert joined.inside.isdisjoint(release.files)
    assert {"static/js/page/app.js", "static/css/base.css", HEAD} <= joined.inside
    behind = modules_behind(THREADS, lambda name: (ROOT / name).read_text("utf-8"), later=True)
    assert set(behind) <= set(release.files) and "static/js/engine/runtime.mjs" in behind


def test_sheets_hold_in_their_order_each_for_its_screens():
    files = {**SMALL, "static/css/a.css": "a {}\n", "static/css/b.css": "b {}\n"}
    files[SHEETS[1]] = '/* All. */\n@import "b.css" (pointer: coarse);\n@import "a.css";\n'
    sheet = join(with_threads(files)).files[SHEETS[1]].decode()
    assert sheet == "/* All. */\n@media (pointer: coarse) {\nb {}\n}\n\na {}\n\n"


@pytest.mark.parametrize(
    ("module", "sentence"),
    [
        ('import "./b.js";\nimport "./circle.js";', "page.js → static/js/circle.js → static/js/page.js"),
        ('import "./gone.js";', "page.js imports static/js/gone.js, which is not there"),
        ("export let count = 0;", "page.js cannot be joined .* because of this line: export let count"),
        ('export { other } from "./b.js";', "page.js cannot be joined"),
    ],
)
def test_what_cannot_be_joined_is_refused_by_name(module: str, sentence: str):
    circle = {"static/js/circle.js": 'import "./page.js";'}
    with pytest.raises(ToolError, match=sentence):
        join(with_threads({**SMALL, **circle, PAGE: 'import "./page.js";', "static/js/page.js": module}))


def test_modules_may_ask_for_each_other_later():
    files = {**SMALL, PAGE: 'import "./page.js";', "static/js/page.js": 'import("./other.js");'}
    joined = join(with_threads({**files, "static/js/other.js": 'import "./page.js";'}))
    assert {"static/js/page.js", "static/js/other.js"} <= joined.inside


def test_the_server_sends_what_is_there_now_and_says_what_is_missing(tmp_path: Path):
    for folder in ("js", "css"):
        shutil.copytree(ROOT / "static" / folder, tmp_path / "static" / folder)
    with served(site_of(tmp_path, ())) as address:

        def ask(**headers: str) -> tuple[int, str, str]:
            try:
                with urlopen(Request(f"{address}{PAGE}", headers=headers), timeout=20) as answer:
                    return answer.status, answer.headers["ETag"], answer.read().decode()
            except HTTPError as error:
                return error.code, error.headers["ETag"], error.read().decode()

        status, before, script = ask()
        assert status == 200 and 'joined.modules["static/js/page/app.js"]' in script
        assert ask(**{"If-None-Match": before})[0] == 304
        module = tmp_path / "static/js/page/rail.js"
        module.write_text(module.read_text("utf-8") + "// one more line\n", "utf-8")
        status, after, script = ask(**{"If-None-Match": before})
        assert status == 200 and after != before and "// one more line" in script
        module.write_text('import "./gone.js";\n', "utf-8")
        status, _, sentence = ask()
        assert status == 500
        assert sentence == "static/js/page/rail.js imports static/js/page/gone.js, which is not there.\n"
