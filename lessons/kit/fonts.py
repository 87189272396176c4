"""A font for Chinese on paper, where the system has none: the page carries one as a web font.

matplotlib wants the font as a plain file, so it is unpacked once (a web font of the first kind is the same tables,
deflated one by one).
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

CHINESE = "static/vendor/noto-sans-sc-5.3.0/noto-sans-sc-chinese-simplified-400-normal.woff"
_NAME = "Noto Sans SC"
_ROOT = Path(__file__).resolve().parents[2]
_INSTALLED = ("Noto Sans CJK SC", "Noto Sans CJK JP", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei")


def families() -> list[str]:
    """The fonts to write in, for matplotlib: the Latin one first, then one that has Chinese if there is any."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it tells of its cache as of a mishap
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    chinese = [name for name in _INSTALLED if name in known]
    path = _ROOT / CHINESE
    if not chinese and path.is_file():
        chinese = [_unpacked(path)]
    return ["DejaVu Sans", *chinese, "sans-serif"]


@lru_cache(maxsize=1)
def _unpacked(path: Path) -> str:
    """The name of the font in a web font, which matplotlib knows from now on."""
    from fontTools.ttLib import TTFont
    from matplotlib import font_manager

    target = Path(tempfile.mkdtemp(prefix="nnviz-font-")) / path.with_suffix(".ttf").name
    with TTFont(path, lazy=True) as font:
        font.flavor = None
        font.save(target, reorderTables=None)
    manager: Any = font_manager.fontManager
    manager.addfont(target)
    # its own name says "Thin", its strokes do not
    manager.ttflist[-1] = replace(manager.ttflist[-1], name=_NAME, weight=400)
    return _NAME
