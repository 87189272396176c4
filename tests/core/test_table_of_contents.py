"""The package reads from top to bottom, and the examples in its docstrings are true."""

import ast
import doctest
import importlib
from pathlib import Path

import numpy as np
import pytest

import nnviz_core
from nnviz_core.network import Network

MODULES = [line.split()[0] for line in str(nnviz_core.__doc__).splitlines() if line.startswith("    ")]


def imported(module):
    """Return the modules of the package that a module imports."""
    tree = ast.parse(Path(str(importlib.import_module(f"nnviz_core.{module}").__file__)).read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 1]
    return {name for node in imports for name in ([node.module] if node.module else [a.name for a in node.names])}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_earlier_ones(module):
    assert imported(module) <= set(MODULES[: MODULES.index(module)])


def test_a_module_that_imports_a_later_one_would_be_found():
    assert not imported("training") <= set(MODULES[: MODULES.index("batches")])


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_the_docstrings_are_true(module):
    names = {"np": np, "Network": Network}
    assert doctest.testmod(importlib.import_module(f"nnviz_core.{module}"), extraglobs=names).failed == 0


@pytest.mark.parametrize("module", MODULES)
def test_what_is_public_has_a_docstring(module):
    tree = ast.parse(Path(str(importlib.import_module(f"nnviz_core.{module}").__file__)).read_text("utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]
    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []
