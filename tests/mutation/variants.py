"""The small changes that turn a right condition into a wrong one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

OTHER = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add}
# Calls without which a query gives more, or the wrong ones; and lines that only write a log.
NARROWING = {"filter", "exclude", "distinct"}
UNSEEN = {"info", "warning", "debug"}


@dataclass(frozen=True, slots=True)
class Variant:
    """One change of a syntax tree, not made until ``apply`` is called."""

    function: str
    first: int
    line: int
    name: str
    apply: Callable[[], None]


def variants(tree: ast.Module) -> Iterator[Variant]:
    """Give every change of every function, always in the same order."""
    yield from _of_scope(tree, "")


def _of_scope(scope: ast.AST, prefix: str) -> Iterator[Variant]:
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.ClassDef):
            continue  # what is declared is tested by what the database refuses
        if isinstance(node, ast.FunctionDef):
            name = f"{prefix}{node.name}"
            for holder, field, index, child in _places(node):
                for words, put in _changes(holder, field, index, child):
                    yield Variant(
                        name, node.lineno, _line(child, holder), f"{name}: {words}", _kept(node, put)
                    )
            yield from _of_scope(node, f"{name}.<locals>.")
        else:
            yield from _of_scope(node, prefix)


Place = tuple[ast.AST, str, int | None, Any]


def _places(function: ast.FunctionDef) -> Iterator[Place]:
    """Give each node of a function with where it stands, but neither annotations nor inner functions."""
    stack: list[Place] = [(function, "body", n, node) for n, node in enumerate(function.body)]
    while stack:
        place = stack.pop(0)
        node = place[3]
        if isinstance(node, ast.FunctionDef):
            continue
        yield place
        for field, value in ast.iter_fields(node):
            if field in {"annotation", "returns"}:
                continue
            if isinstance(value, list):
                stack.extend((node, field, n, v) for n, v in enumerate(value) if isinstance(v, ast.AST))
            elif isinstance(value, ast.AST):
                stack.append((node, field, None, value))


Change = tuple[str, Callable[[], None]]


def _changes(holder: ast.AST, field: str, index: int | None, node: ast.AST) -> Iterator[Change]:
    def put(new: ast.AST) -> Callable[[], None]:
        def apply() -> None:
            ast.copy_location(new, node)
            if index is None:
                setattr(holder, field, new)
            else:
                getattr(holder, field)[index] = new

        return apply

    yield from _of_conditions(node, put)
    yield from _of_values(node, put)
    yield from _of_queries(node, put)
    yield from _of_statements(node, put)


Put = Callable[[ast.AST], Callable[[], None]]


def _of_conditions(node: ast.AST, put: Put) -> Iterator[Change]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test):
            yield f"if not ({ast.unparse(test)[:50]})", _set(node, "test", _not(test))
        case ast.comprehension(ifs=[test]):
            yield f"for … if not ({ast.unparse(test)[:50]})", _set(node, "ifs", [_not(test)])
        case ast.BoolOp(values=values):
            for dropped in range(len(values)):
                rest = [value for n, value in enumerate(values) if n != dropped]
                left = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
                yield f"“{ast.unparse(values[dropped])[:50]}” dropped of {_shown(node)}", put(left)


def _of_values(node: ast.AST, put: Put) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in OTHER:
            wrong = OTHER[type(operator)]
            yield f"{_shown(node)} → {wrong.__name__}", _set(node, "ops", [wrong()])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield f"“not” dropped of {_shown(node)}", put(operand)
        case ast.BinOp(op=sign) if type(sign) in SIGNS:
            yield f"{_shown(node)} → {SIGNS[type(sign)].__name__}", _set(node, "op", SIGNS[type(sign)]())
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            yield f"{number} → {number + 1}", put(ast.Constant(number + 1))


def _of_queries(node: ast.AST, put: Put) -> Iterator[Change]:
    match node:
        case ast.Call(func=ast.Attribute(attr=attribute, value=owner)) if attribute in NARROWING:
            yield f".{attribute}() dropped of {_shown(node)}", put(owner)
            for n, keyword in enumerate(node.keywords if len(node.keywords) > 1 else []):
                rest = [*node.keywords[:n], *node.keywords[n + 1 :]]
                yield f"{keyword.arg} dropped of {_shown(node)}", _set(node, "keywords", rest)


def _of_statements(node: ast.AST, put: Put) -> Iterator[Change]:
    match node:
        case ast.Return(value=None):
            yield "return dropped", put(ast.Pass())
        case ast.Return(value=value) if not isinstance(value, ast.Constant):
            for constant in (True, False) if _is_truth(value) else (None,):
                yield f"return {constant}, not {_shown(value)}", _set(node, "value", ast.Constant(constant))
        case ast.Expr(value=ast.Yield() | ast.Call()) | ast.Raise() | ast.AugAssign() if not _is_unseen(node):
            yield f"dropped: {_shown(node)}", put(ast.Pass())
        case ast.Assign(targets=[ast.Attribute() | ast.Tuple(elts=[ast.Attribute(), *_])]):
            yield f"dropped: {_shown(node)}", put(ast.Pass())


def _set(node: ast.AST, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, name, value)


def _shown(node: ast.AST) -> str:
    return ast.unparse(node).replace("\n", " ")[:60]


def _line(node: Any, holder: Any) -> int:
    return getattr(node, "lineno", 0) or holder.lineno  # what stands in brackets after “for” has no line


def _not(test: ast.expr) -> ast.expr:
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _is_truth(value: ast.expr) -> bool:
    return isinstance(value, ast.Compare | ast.BoolOp) or (
        isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
    )


def _is_unseen(node: ast.stmt) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in UNSEEN


def _kept(function: ast.FunctionDef, put: Callable[[], None]) -> Callable[[], None]:
    """Let a function stay a generator, and a closure over the same names, whatever is dropped from it."""
    before = ast.parse(ast.unparse(function)).body[0]

    def apply() -> None:
        put()
        function.body.append(ast.If(ast.Constant(False), [*before.body], []))

    return apply
