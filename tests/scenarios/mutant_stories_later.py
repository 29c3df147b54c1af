"""Stories of planted bugs whose beginnings are long, or whose worlds are unusual."""

from typing import Final

from scenarios.plan import World
from tests.scenarios.mutant_stories import (
    CYCLE,
    KNOWN,
    MINUTE,
    PAID,
    PUSHED,
    UNAVAILABLE,
    Step,
    a_contact,
    a_document,
    a_note,
    a_payment,
    act,
    an_allocation,
    fault,
    lines_edited,
    ref,
    tracked,
    with_line,
)

FAX: Final = {"PhoneType": "FAX", "PhoneNumber": "5550199"}
AN_OPTION: Final = {
    "do": "tracking_option.create",
    "in": "xero",
    "as": "o3",
    "on": "category-1",
    "fields": {"Name": "Dock k8ws"},
}
COMPONENT: Final = {"Name": "VAT", "Rate": "20", "IsCompound": False}
DISCONNECT: Final = {"do": "connection.disconnect", "in": "released"}
CONNECT: Final = {
    "do": "connection.connect",
    "in": "released",
    "fields": {"tenantId": ref("organisation-1"), "syncFromDate": "2026-01-01"},
}


def clock(seconds: int) -> Step:
    return {"do": "clock", "advance_s": seconds}


def without(step: Step, *names: str) -> Step:
    """The step without some of its fields."""
    fields = {name: value for name, value in step["fields"].items() if name not in names}
    return {**step, "fields": fields}


LATER: Final[dict[str, tuple[Step, ...]]] = {
    "M15": (
        a_contact("xero", Phones=[FAX]),
        CYCLE,
        act(
            "contact.edit",
            "released",
            "c1",
            phones=[
                {"type": "fax", "number": "5550199"},
                {"type": "mobile", "number": "07700900123"},
            ],
        ),
    ),
    "M18": (a_contact(companyIds=[1, 2]) | {"at": 2},),
    "M28": (
        a_document(status="awaiting"),
        {
            "do": "race",
            "call": 9,
            "when": "before",
            "step": act("document.return", "released", "d5"),
        },
        CYCLE,
        act("document.submit", "released", "d5"),
        CYCLE,
        CYCLE,
        fault({"kind": "stale_read", "commits": 1}, path="*/Invoices*"),
        CYCLE,
    ),
    "M29": (
        a_document(status="awaiting"),
        CYCLE,
        act("account.archive", "xero", "spare-1"),
        lines_edited(with_line(a_document(), accountCode=ref("spare-1"))),
    ),
    "M34": (
        *PUSHED,
        a_payment("released"),
        a_payment("released", name="p2"),
    ),
    "M41": (a_document(status="awaiting"), CYCLE, act("invoice.delete", "xero", "d5")),
    "M43": (
        a_document("xero", "draft"),
        CYCLE,
        act("invoice.edit", "xero", "d5", DueDate="2026-05-05"),
    ),
    "M50": (without(a_document(), "dueDate"),),
    "M57": (a_note(),),
    "M65": (
        a_document(),
        a_document(name="d6"),
        a_note(),
        CYCLE,
        {
            **an_allocation("released"),
            "fields": {
                **an_allocation("released")["fields"],
                "invoiceId": ref("d6"),
            },
        },
    ),
    "M83": (
        *PAID,
        DISCONNECT,
        act("payment.reverse", "released", "p1"),
        CONNECT,
    ),
    "M86": (
        a_document(),
        a_payment("released"),
        fault(UNAVAILABLE, method="PUT", path="*/Invoices*", times=3),
        CYCLE,
    ),
    "M87": (
        a_document(status="awaiting"),
        CYCLE,
        act("document.approve", "released", "d5"),
        a_payment("released"),
        fault(UNAVAILABLE, method="POST", path="*/Invoices/*", times=3),
        CYCLE,
    ),
    "M91": (
        a_document(issueDate="2026-01-31"),
        CYCLE,
        clock(2_678_400),
        a_payment("xero"),
    ),
    "M94": (
        *PUSHED,
        {**a_payment("xero"), "fields": {**a_payment("xero")["fields"], "Reference": "BNK k8ws"}},
    ),
    "M98": (
        AN_OPTION,
        CYCLE,
        act("tracking_option.edit", "xero", "o3", Name="Quay r4mv"),
        tracked(a_document(), "o3"),
    ),
    "M100": (act("account.edit", "xero", "spare-1", Name="Renamed k8ws"),),
    "M101": (act("account.archive", "xero", "spare-1"),),
    "M103": (
        {
            "do": "tax_rate.create",
            "in": "xero",
            "as": "t4",
            "fields": {"Name": "Tax k8ws", "TaxComponents": [COMPONENT]},
        },
        with_line(a_document("xero"), TaxType=ref("t4")),
        CYCLE,
        act("tax_rate.edit", "xero", "t4", TaxComponents=[{**COMPONENT, "Rate": "12.5"}]),
        act("invoice.edit", "xero", "d5", DueDate="2026-05-05"),
    ),
    "M104": (
        act("tracking_category.archive", "xero", "category-1"),
        CYCLE,
        {**AN_OPTION, "on": "category-2"},
    ),
    "M114": (CYCLE,) * 8,
    "M116": (
        a_contact("xero"),
        CYCLE,
        act("contact.archive", "xero", "c1"),
        a_document(contact="c1"),
    ),
    "M126": (
        *KNOWN,
        act("contact.edit", "released", "c1", firstName="Jo k8ws"),
        fault(UNAVAILABLE, method="POST", path="*/Contacts/*", times=60),
        CYCLE,
        act("contact.edit", "released", "c1", firstName="Jo r4mv"),
    ),
    "M134": (*KNOWN, DISCONNECT, CONNECT),
    "M135": (
        *KNOWN,
        DISCONNECT,
        act("contact.edit", "released", "c1", firstName="Jo k8ws"),
        MINUTE,
        CONNECT,
    ),
    "M138": (a_contact(),),
}
WORLDS: Final[dict[str, World]] = {
    "M134": World(switches={"duplicate_external_id": "accept"}),
    "M18": World(organisations=2, companies=2),
    "M98": World(switches={"xero_unknown_tracking": "dropped"}),
}
