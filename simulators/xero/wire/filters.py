"""Filters over records: a tree bound to columns is a predicate, and says what an index serves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.clock import instant_text, parse_instant
from simulators.xero.books import Books, plain
from simulators.xero.wire.columns import Column, Columns, Read, Type
from simulators.xero.wire.filter_text import (
    BadFilter,
    Chain,
    Comparison,
    Link,
    Literal,
    Negation,
    Operand,
    Tree,
    refused,
    tree,
)
from simulators.xero.wire.ranges import Range, both, range_of
from simulators.xero.wire.values import guid

Predicate = Callable[[Books, Doc], bool]

FLIPPED: Final = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
OPERATORS: Final = {"==": eq, "!=": ne, ">": gt, ">=": ge, "<": lt, "<=": le}
TESTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
NULL_CALLED: Final = "Object reference not set to an instance of an object."


@dataclass(frozen=True, slots=True)
class Filter:
    """
    A checked filter.

    Args:
        test: whether a record passes.
        equal: per column path the only values that can pass, as far as the filter pins them down.
        ranges: per column path the earliest and the latest instant that can pass, likewise.
        full: whether `equal` and `ranges` say all that the filter says.
    """

    test: Predicate
    equal: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    full: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    type: Type
    read: Read
    path: str = ""
    constant: Any = None
    above: str = ""


def compile_filter(text: str, columns: Columns, type_name: str) -> Filter:
    """
    The predicate that a text stands for.

    Raises:
        Refused: with XE-37, in the words of Xero's query parser.
    """
    try:
        return _bound(tree(text), columns, type_name)
    except BadFilter as wrong:
        raise refused(str(wrong)) from None


def find_column(path: str, columns: Columns, type_name: str) -> Column:
    """
    The column that a dotted path names, in any case.

    Raises:
        BadFilter: when the type has no such field.
    """
    found = columns.get(path.lower())
    if found is not None:
        return found
    if any(known.startswith(f"{path.lower()}.") for known in columns):
        return Column(path, Type.OBJECT, lambda _books, _doc: True)
    first, _, rest = path.partition(".")
    if rest and any(known.startswith(f"{first.lower()}.") for known in columns):
        raise BadFilter(f"No property or field '{rest}' exists in type '{first}'")
    raise BadFilter(f"No property or field '{first}' exists in type '{type_name}'")


def _bound(node: Tree, columns: Columns, type_name: str) -> Filter:
    if isinstance(node, Comparison):
        return _comparison(node, columns, type_name)
    if isinstance(node, Negation):
        inner = _bound(node.part, columns, type_name).test
        return Filter(lambda books, doc: not inner(books, doc))
    parts = [_bound(part, columns, type_name) for part in node.parts]
    return _every(parts) if node.every else _any(parts)


def _every(parts: list[Filter]) -> Filter:
    equal: dict[str, frozenset[Any]] = {}
    ranges: dict[str, Range] = {}
    for part in parts:
        for path, limits in part.ranges.items():
            ranges[path] = both(ranges[path], limits) if path in ranges else limits
        for path, values in part.equal.items():
            equal[path] = equal[path] & values if path in equal else values
    tests = tuple(part.test for part in parts)

    def test(books: Books, doc: Doc) -> bool:
        for each in tests:  # noqa: SIM110 - a generator costs twice as much here
            if not each(books, doc):
                return False
        return True

    return Filter(test, equal, ranges, all(part.full for part in parts))


def _any(parts: list[Filter]) -> Filter:
    shared = set(parts[0].equal).intersection(*(part.equal for part in parts[1:]))
    equal = {path: frozenset().union(*(part.equal[path] for part in parts)) for path in shared}
    tests = tuple(part.test for part in parts)

    def test(books: Books, doc: Doc) -> bool:
        for each in tests:  # noqa: SIM110 - a generator costs twice as much here
            if each(books, doc):
                return True
        return False

    single = all(part.full and len(part.equal) == 1 and not part.ranges for part in parts)
    return Filter(test, equal, full=single and len(equal) == 1)


def _comparison(node: Comparison, columns: Columns, type_name: str) -> Filter:
    left = _side(node.left, columns, type_name)
    right = _side(node.right, columns, type_name)
    _require_comparable(node.operator, left, right)
    test = _test(node.operator, left, right)
    if Type.NULL in (left.type, right.type) or bool(left.path) == bool(right.path):
        return Filter(test)
    if left.path:
        return _served(test, left, node.operator, right.constant)
    return _served(test, right, FLIPPED.get(node.operator, node.operator), left.constant)


def _served(test: Predicate, column: _Side, operator: str, value: Any) -> Filter:
    """A comparison of a column with a constant, with what an index can make of it."""
    if operator == "==":
        return Filter(test, {column.path: frozenset((value,))}, full=True)
    if column.type is Type.DATE and (limits := range_of(operator, value)):
        return Filter(test, ranges={column.path: limits}, full=True)
    if column.above and ((value > 0 and operator in (">", ">=")) or (operator, value) == (">", 0)):
        return Filter(test, {column.above: frozenset(("yes",))}, full=value == 0)
    if column.above and operator == "<=" and value == 0:
        return Filter(test, {column.above: frozenset(("no",))}, full=True)
    return Filter(test)


def _require_comparable(operator: str, left: _Side, right: _Side) -> None:
    kinds = {left.type, right.type}
    if Type.NULL in kinds:
        return
    ordered = kinds <= {Type.TEXT, Type.NUMBER, Type.DATE}
    if len(kinds) > 1 or Type.OBJECT in kinds or (operator not in ("==", "!=") and not ordered):
        raise BadFilter(
            f"Operator '{operator}' incompatible with operand types "
            f"'{left.type}' and '{right.type}'"
        )


def _test(operator: str, left: _Side, right: _Side) -> Predicate:
    compare, read, other = OPERATORS[operator], left.read, right.read
    if Type.TEXT in (left.type, right.type):
        read, other = _folded(read), _folded(other)
    if operator == "==":
        return lambda books, doc: bool(read(books, doc) == other(books, doc))
    if operator == "!=":
        return lambda books, doc: bool(read(books, doc) != other(books, doc))

    def test(books: Books, doc: Doc) -> bool:
        one, two = read(books, doc), other(books, doc)
        return one is not None and two is not None and bool(compare(one, two))

    return test


def _folded(read: Read) -> Read:
    return lambda books, doc: None if (text := read(books, doc)) is None else plain(text)


def _side(operand: Operand, columns: Columns, type_name: str) -> _Side:
    if isinstance(operand, Literal):
        return _constant(*_typed(operand.value))
    first = operand.links[0]
    if first.arguments is not None:
        return _function(first.name.lower(), _texts(first), operand.links[1:])
    if first.name.lower() == "datetime" and len(operand.links) == 2:
        return _function(f"datetime.{operand.links[1].name.lower()}", _texts(operand.links[1]), ())
    return _field(operand, columns, type_name)


def _constant(kind: Type, value: Any) -> _Side:
    shown = plain(value) if kind is Type.TEXT else value
    return _Side(kind, lambda _books, _doc: value, constant=shown)


def _typed(value: Any) -> tuple[Type, Any]:
    if value is None:
        return Type.NULL, None
    if isinstance(value, bool):
        return Type.BOOLEAN, value
    return (Type.NUMBER, value) if isinstance(value, Decimal) else (Type.TEXT, value)


def _texts(link: Link) -> list[Any]:
    arguments = link.arguments or ()
    if not all(isinstance(each, Literal) for each in arguments):
        raise BadFilter("Syntax error")
    return [each.value for each in arguments if isinstance(each, Literal)]


def _function(name: str, arguments: list[Any], rest: tuple[Link, ...]) -> _Side:
    if not rest and name == "guid" and len(arguments) == 1:
        found = guid(arguments[0])
        if found is None:
            raise BadFilter("Guid should contain 32 digits with 4 dashes")
        return _constant(Type.GUID, found)
    if not rest and name in ("datetime", "datetime.parse"):
        return _constant(Type.DATE, _instant(name, arguments))
    raise BadFilter(f"No applicable method '{name}' exists")


def _instant(name: str, arguments: list[Any]) -> str:
    try:
        if name == "datetime.parse":
            (text,) = arguments
            return instant_text(parse_instant(str(text).strip()))
        parts = [int(part) for part in arguments if isinstance(part, Decimal)]
        if len(parts) != len(arguments) or len(parts) < 3:
            raise ValueError
        return instant_text(parse_instant(datetime(*parts).isoformat()))  # type: ignore[arg-type]  # noqa: DTZ001
    except (ValueError, TypeError, OverflowError):
        raise BadFilter("String was not recognized as a valid DateTime.") from None


def _field(operand: Chain, columns: Columns, type_name: str) -> _Side:
    names = []
    calls: list[Link] = []
    for link in operand.links:
        if link.arguments is None and not calls:
            names.append(link.name)
        else:
            calls.append(link)
    column = find_column(".".join(names), columns, type_name)
    side = _Side(column.type, column.read, column.path.lower(), above=column.above)
    for link in calls:
        side = _method(side, link, column.path)
    return side


def _method(side: _Side, link: Link, path: str) -> _Side:
    name, arguments = link.name.lower(), _texts(link)
    if link.arguments is None:
        raise BadFilter(f"No property or field '{link.name}' exists in type '{side.type}'")
    if side.type is Type.TEXT and name in ("tolower", "toupper") and not arguments:
        return _Side(Type.TEXT, _called(side.read, lambda text: text))
    single_text = len(arguments) == 1 and isinstance(arguments[0], str)
    if side.type is Type.TEXT and name in TESTS and single_text:
        holds, part = TESTS[name], plain(arguments[0])
        return _Side(Type.BOOLEAN, _called(side.read, lambda text: holds(plain(text), part)))
    raise BadFilter(f"No applicable method '{link.name}' exists in type '{path}'")


def _called(read: Read, method: Callable[[str], Any]) -> Read:
    def called(books: Books, doc: Doc) -> Any:
        text = read(books, doc)
        if text is None:
            raise refused(NULL_CALLED)
        return method(text)

    return called
