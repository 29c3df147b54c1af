"""
The text of a `where` filter becomes a tree. Grammar and refusal texts: facts 2.7.

Source: documented; texts from public issues.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeAlias

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken

from simulators.kernel.errors import Refusal, Refused

GRAMMAR: Final = r"""
    ?start: either
    ?either: both (_OR both)*
    ?both: unit (_AND unit)*
    ?unit: _NOT unit -> negation
         | "(" either ")"
         | operand OP operand -> comparison
         | operand -> bare
    ?operand: chain
            | TEXT -> text
            | NUMBER -> number
            | TRUE -> yes
            | FALSE -> no
            | NULL -> null
    chain: link ("." link)*
    link: NAME -> name
        | NAME "(" [operand ("," operand)*] ")" -> call
    _OR.3: /or\b/i | "||"
    _AND.3: /and\b/i | "&&"
    _NOT.3: /not\b/i | "!"
    TRUE.3: /true\b/i
    FALSE.3: /false\b/i
    NULL.3: /null\b/i
    OP.2: "==" | "!=" | ">=" | "<=" | "=" | ">" | "<"
    TEXT: /"(?:[^"]|"")*"/
    NUMBER: /-?[0-9]{1,20}(\.[0-9]{1,20})?[mMdDfF]?/
    NAME: /[A-Za-z_][A-Za-z0-9_]*/
    %import common.WS
    %ignore WS
"""

LONGEST: Final = 20_000
DEEPEST: Final = 60


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written: text, Decimal, bool or None."""

    value: Any


@dataclass(frozen=True, slots=True)
class Link:
    """One part of a dotted chain; `arguments` is None unless it is called."""

    name: str
    arguments: tuple[Operand, ...] | None


@dataclass(frozen=True, slots=True)
class Chain:
    """A dotted chain, such as `Contact.Name.Contains("x")` or `guid("…")`."""

    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and an operator; a bare operand is compared with true."""

    left: Operand
    operator: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite of a part."""

    part: Tree
    depth: int


@dataclass(frozen=True, slots=True)
class Group:
    """Parts joined by AND (`every`) or by OR."""

    every: bool
    parts: tuple[Tree, ...]
    depth: int


Operand: TypeAlias = Literal | Chain
Tree: TypeAlias = Comparison | Negation | Group


class BadFilter(Exception):  # noqa: N818 - becomes a refusal
    """A filter that cannot be understood, in Xero's words."""


def refused(message: str) -> Refused:
    """The refusal of a filter."""
    return Refused(Refusal("XE-37", message))


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    def text(self, token: Token) -> Literal:
        return Literal(str(token)[1:-1].replace('""', '"'))

    def number(self, token: Token) -> Literal:
        return Literal(Decimal(str(token).rstrip("mMdDfF")))

    def yes(self, _token: Token) -> Literal:
        return Literal(value=True)

    def no(self, _token: Token) -> Literal:
        return Literal(value=False)

    def null(self, _token: Token) -> Literal:
        return Literal(None)

    def name(self, token: Token) -> Link:
        return Link(str(token), None)

    def call(self, token: Token, *arguments: Operand | None) -> Link:
        return Link(str(token), tuple(each for each in arguments if each is not None))

    def chain(self, *links: Link) -> Chain:
        return Chain(links)

    def comparison(self, left: Operand, operator: Token, right: Operand) -> Comparison:
        return Comparison(left, "==" if operator == "=" else str(operator), right)

    def bare(self, operand: Operand) -> Comparison:
        return Comparison(operand, "==", Literal(value=True))

    def negation(self, part: Tree) -> Negation:
        return Negation(part, _deeper(part))

    def both(self, *parts: Tree) -> Group:
        return Group(True, parts, _deeper(*parts))

    def either(self, *parts: Tree) -> Group:
        return Group(False, parts, _deeper(*parts))


def _deeper(*parts: Tree) -> int:
    depth = 1 + max(part.depth if isinstance(part, Negation | Group) else 0 for part in parts)
    if depth > DEEPEST:
        raise BadFilter("Syntax error")
    return depth


_PARSER: Final = Lark(GRAMMAR, parser="lalr", maybe_placeholders=False, transformer=_Builder())


@lru_cache(maxsize=1_024)
def tree(text: str) -> Tree:
    """
    The tree of a filter.

    Raises:
        BadFilter: when the text is not of the grammar.
    """
    if len(text) > LONGEST:
        raise BadFilter("Syntax error")
    try:
        return _PARSER.parse(text)  # type: ignore[return-value]
    except UnexpectedToken as wrong:
        at_end = wrong.token.type == "$END"
        raise BadFilter("Expression expected" if at_end else "Syntax error") from None
    except UnexpectedInput:
        raise BadFilter("Syntax error") from None
