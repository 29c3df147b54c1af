"""What can go wrong on purpose: refusals without HTTP, and the ways a connection dies."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    One expected "no" of a vendor, in the vendor's own words.

    Args:
        code: the vendor's or catalogue's code, such as `XE-23` or `already_paid`.
        message: what the vendor says.
        field: the wire path of the field at fault, empty when the record as a whole is.
        status: the HTTP status that the dialect answers with; 0 leaves it to the dialect.
        detail: further machine-readable facts that the dialect may add to its envelope.
    """

    code: str
    message: str
    field: str = ""
    status: int = 0
    detail: tuple[tuple[str, object], ...] = ()


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """Carries all refusals of one call, in the order of precedence, to the dialect."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(refusal.message for refusal in refusals))
        self.refusals = refusals


def refuse_if(refusals: Iterable[Refusal]) -> None:
    """
    Pass when there is no refusal.

    Raises:
        Refused: with every refusal that was yielded, in order.
    """
    collected = tuple(refusals)
    if collected:
        raise Refused(*collected)


class BadRequest(ValueError):  # noqa: N818 - the caller's fault, worded for the caller
    """A control-plane request that cannot be understood: says what, where and what is right."""


class Hangup(Exception):  # noqa: N818 - an event
    """The connection ends without an answer; `crash` asks an in-process caller to die as well."""

    def __init__(self, *, crash: bool = False) -> None:
        super().__init__("the connection is dropped by the fault plan")
        self.crash = crash
