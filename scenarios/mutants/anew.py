"""A contact that is there already, made once more."""

from dataclasses import replace

from sync.pair import Pair
from sync.requests.contact import create_in_xero
from sync.requests.request import Builder, Request


def anew(_right: Builder) -> Builder:
    """Instead of the right request one that makes the contact, without the mark of its pair."""

    def request(pair: Pair) -> Request:
        made = create_in_xero(pair)
        row = {n: v for n, v in (made.body or {})["Contacts"][0].items() if n != "ContactNumber"}
        return replace(made, body={"Contacts": [row]})

    return request
