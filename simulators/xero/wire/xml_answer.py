"""
Answers in XML: the same documents as in JSON, under the names and in the dates of the older form.

Source: documented, facts 2.8; the names that XML lacks and the form of errors, from recordings.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from simulators.kernel.call import Call, Reply
from simulators.kernel.clock import instant_text
from simulators.xero.wire.envelope import JSON
from simulators.xero.wire.xml import SINGULARS

XML: Final = "text/xml; charset=utf-8"
NAMESPACES: Final = (
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
)
JSON_ONLY: Final = frozenset(
    {"HasErrors", "HasValidationErrors", "IsDiscounted", "HasAccount", "ID"}
)
"""Names that no XML has, beside the `…String` twins. Source: freakboy3742/pyxero#105."""

STATUS: Final = "StatusAttributeString"
"""What JSON says in a field of this name, XML says in the attribute `status` of the row."""

_RENAMED: Final = {("Allocation", "Amount"): "AppliedAmount"}
_TICKS: Final = re.compile(r"/Date\((-?\d{1,15})(\+0000)?\)/")
_UNSPEAKABLE: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@lru_cache(maxsize=256)
def wants_xml(accept: str, anything: str) -> bool:
    """
    Whether an Accept header asks for XML: it does by default, as the older form.

    Args:
        accept: the header, empty when there is none.
        anything: `xml` or `json`, the form for a caller that takes any.
    """
    if not accept.strip():
        return True
    for kind in sorted((part.split(";") for part in accept.lower().split(",")), key=_last):
        name = kind[0].strip()
        if "json" in name or "xml" in name:
            return "xml" in name
        if name in ("*/*", "application/*", "text/*"):
            return anything == "xml"
    return False


def _last(kind: list[str]) -> float:
    """The quality of a media type, turned so that the best comes first."""
    for parameter in kind[1:]:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return -float(value)
            except ValueError:
                return 0.0
    return -1.0


def in_xml(call: Call, reply: Reply) -> Reply:
    """The answer in XML; what is no document of the Accounting API stays as it is."""
    if reply.headers.get("Content-Type") != JSON:
        return reply
    document = json.loads(reply.body, parse_int=str, parse_float=str)
    if "ErrorNumber" in document:
        text = _exception(call, document)
    elif "Status" in document and "ProviderName" in document:
        text = _Writer().document("Response", document)
    else:
        text = _Writer().document(_type(call), document)
    return Reply(reply.status, text.encode(), {**reply.headers, "Content-Type": XML})


def _exception(call: Call, document: dict[str, Any]) -> str:
    """Source: recorded: every element is a DataContractBase of a type, its errors first."""
    elements = document.pop("Elements", None)
    writer = _Writer(empty_lists=True)
    for name, value in document.items():
        writer.write(name, value)
    if elements:
        writer.out.append("<Elements>")
        for element in elements:
            errors = element.pop("ValidationErrors", [])
            row = {"ValidationErrors": errors, "Warnings": [], **element}
            writer.write("DataContractBase", row, f' xsi:type="{_type(call)}"')
        writer.out.append("</Elements>")
    return f"<ApiException{NAMESPACES}>{''.join(writer.out)}</ApiException>"


def _type(call: Call) -> str:
    """What the rows of the resource that a call is for are called."""
    for segment in reversed(call.route.split("/")):
        if segment in SINGULARS:
            return SINGULARS[segment][0]
    return "DataContractBase"


class _Writer:
    """
    Writes one document.

    Args:
        empty_lists: whether lists without rows are shown.
    """

    def __init__(self, *, empty_lists: bool = False) -> None:
        self.out: list[str] = []
        self._empty_lists = empty_lists

    def document(self, root: str, fields: dict[str, Any]) -> str:
        """The whole text; the collection of an answer is shown when it is empty, too."""
        last = next(reversed(fields), "")
        for name, value in fields.items():
            if name == last and value == []:
                self.out.append(f"<{name} />")
            self._field(root, name, value)
        return f"<{root}{NAMESPACES}>{''.join(self.out)}</{root}>"

    def write(self, name: str, value: Any, attributes: str = "") -> None:
        """One element."""
        out = self.out
        if isinstance(value, dict):
            if STATUS in value:
                attributes += f" status={quoteattr(value[STATUS])}"
            out.append(f"<{name}{attributes}>")
            for field, inner in value.items():
                self._field(name, field, inner)
            out.append(f"</{name}>")
        elif isinstance(value, list):
            self._rows(name, value)
        else:
            text = _text(value)
            out.append(f"<{name}>{text}</{name}>" if text else f"<{name} />")

    def _field(self, parent: str, name: str, value: Any) -> None:
        if value is None or name in JSON_ONLY or name.endswith("String"):
            return
        if value == [] and not self._empty_lists:
            return
        self.write(_RENAMED.get((parent, name), name), value)

    def _rows(self, name: str, rows: list[Any]) -> None:
        if not rows:
            self.out.append(f"<{name} />")
            return
        singular = SINGULARS.get(name, (name.removesuffix("s"),))[0]
        self.out.append(f"<{name}>")
        for row in rows:
            self.write(singular, row)
        self.out.append(f"</{name}>")


def _text(value: Any) -> str:
    """A single value; what XML cannot carry is left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    ticks = _TICKS.fullmatch(text)
    if ticks:
        return _moment(int(ticks[1]), bare=ticks[2] is None)
    return escape(_UNSPEAKABLE.sub("", text))


def _moment(milliseconds: int, *, bare: bool) -> str:
    """Source: recorded: only what JSON writes without an offset carries a zone in XML."""
    day, _, time = instant_text(milliseconds)[:-1].partition("T")
    seconds, _, fraction = time.partition(".")
    fraction = fraction.rstrip("0")
    return f"{day}T{seconds}{f'.{fraction}' if fraction else ''}{'Z' if bare else ''}"
