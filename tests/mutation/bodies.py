"""Faults in the bodies of guards and parties, and in the engine that asks them."""

from __future__ import annotations

import ast
import gc
import importlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path, PurePath
from types import CodeType, FunctionType

from tests.mutation.faults import Fault, NotPlanted, Seen, Test
from tests.mutation.variants import Variant, variants

ROOT = Path(__file__).parents[2]
FILES = (
    "casestudies/rules.py",
    "casestudies/by_letter.py",
    "casestudies/attachments/guards.py",
    "feedback/rules.py",
    "feedback/parties.py",
    "modules/guards.py",
    "moderation/parties.py",
    "moderation/engine.py",
)
MOST = 150


def faults() -> Iterator[Fault]:
    _functions()  # once, before any copy is made
    for file in FILES:
        source = (ROOT / file).read_text("utf-8")
        for number, variant in enumerate(variants(ast.parse(source))):
            name = f"line {variant.line}, {variant.name}"
            yield Fault(file, name, partial(_plant, file, number), partial(_choose, file, variant))


def _plant(file: str, number: int) -> None:
    """Give every function of the module, made already or yet to be made, the code with the fault in it."""
    path = ROOT / file
    tree = ast.parse(path.read_text("utf-8"))
    wrong = next(variant for n, variant in enumerate(variants(tree)) if n == number)
    wrong.apply()
    ast.fix_missing_locations(tree)
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    codes = dict(_codes(compile(tree, str(path), "exec")))
    planted = 0
    for function in _functions()[module.__name__]:
        name = function.__code__.co_qualname
        if name in codes and function.__code__.co_filename == str(path):
            function.__code__ = codes[name]
            planted += name == wrong.function
    if not planted:
        raise NotPlanted


@cache
def _functions() -> dict[str, list[FunctionType]]:
    """Give the functions there are now, by module; those made later get their code from these."""
    found: dict[str, list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__module__:  # “isinstance” wakes what is lazy
            found[thing.__module__].append(thing)
    return found


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant.co_qualname, constant
            yield from _codes(constant)


def _choose(file: str, variant: Variant, seen: Seen) -> list[Test]:
    """Give the tests that ran the line; first those whose file is named for it or for guards, then the quickest."""
    path = PurePath(file)
    near = tuple(f"test_{name}" for name in (path.stem, path.parent.name, "guards"))
    tests: frozenset[Test] = frozenset()
    line = variant.line
    while not tests and line > variant.first:  # of a statement over several lines only some are marked
        tests, line = seen.lines.get((file, line), tests), line - 1
    return sorted(tests, key=lambda test: (not any(n in test for n in near), seen.seconds[test]))[:MOST]
