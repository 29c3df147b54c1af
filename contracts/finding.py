"""One difference between what a document promises and what a server does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One broken promise.

    Args:
        system: whose promise.
        operation: such as `GET /api.xro/2.0/Contacts`.
        check: the name of the check that noticed.
        message: what is wrong, in one or a few lines.
        reproduce: a curl command, empty when no single request shows it.
        times: how many cases showed it.
    """

    system: str
    operation: str
    check: str
    message: str
    reproduce: str = ""
    times: int = 1
