"""For each planted bug one short story in which it shows, after the catalogue's shortest one."""

from base64 import b64encode
from typing import Any, Final

from scenarios.model import mark

Step = dict[str, Any]

CYCLE: Final[Step] = {"do": "cycle"}
LOST_ANSWER: Final = {"kind": "drop_after_commit"}
CRASH: Final = {"kind": "crash", "when": "before"}


def ref(name: str) -> dict[str, str]:
    return {"ref": name}


def act(do: str, system: str, on: str, **fields: Any) -> Step:
    step: Step = {"do": do, "in": system, "on": on}
    return {**step, "fields": fields} if fields else step


def fault(action: dict[str, Any], **match: Any) -> Step:
    return {"do": "fault", "match": {"actor": "sync", "times": 1, **match}, "action": action}


def a_contact(system: str = "released", name: str = "c1", text: str = "", **fields: Any) -> Step:
    """A person adds a contact whose token is the mark of its number."""
    token = mark(int(name[1:]))
    names = ("Name", "EmailAddress") if system == "xero" else ("name", "email")
    values = (text or f"Rowan {token}", f"{token}@example.test")
    made = dict(zip(names, values, strict=True))
    return {"do": "contact.create", "in": system, "as": name, "fields": {**made, **fields}}


_WORDS: Final = {
    "released": (
        *("document.create", "kind", "status", "contactId", "issueDate", "dueDate", "taxMode"),
        *("reference", "lines", "description", "quantity", "unitPrice", "accountCode", "taxType"),
    ),
    "xero": (
        *("invoice.create", "Type", "Status", "ContactID", "Date", "DueDate", "LineAmountTypes"),
        *("Reference", "LineItems", "Description", "Quantity", "UnitAmount", "AccountCode"),
        "TaxType",
    ),
}
_STATUS: Final = {
    "xero": {"draft": "DRAFT", "awaiting": "SUBMITTED", "approved": "AUTHORISED"},
    "released": {"draft": "Draft", "awaiting": "AwaitingApproval", "approved": "Approved"},
}
_KIND: Final = {
    "xero": {False: "ACCREC", True: "ACCPAY"},
    "released": {False: "IncomeInvoice", True: "ExpenseInvoice"},
}


def a_document(
    system: str = "released",
    status: str = "approved",
    name: str = "d5",
    contact: str = "contact-1",
    *,
    bill: bool = False,
    **fields: Any,
) -> Step:
    """A person enters a document of 100.00 without tax, whose token is the mark of its number."""
    token, side = mark(int(name[1:])), "expense" if bill else "income"
    do, kind, state, debtor, issued, due, mode, reference, lines, *line = _WORDS[system]
    values = (f"{token} rent", "1", "100.00", ref(f"{side}-1"), ref(f"tax-{side}"))
    made = {
        kind: _KIND[system][bill],
        state: _STATUS[system][status],
        debtor: ref(contact),
        issued: "2026-03-01",
        due: "2026-03-31",
        mode: "Exclusive",
        lines: [dict(zip(line, values, strict=True))],
    }
    if not (bill and system == "xero"):
        made[reference] = f"Ref {token}"
    return {"do": do, "in": system, "as": name, "fields": {**made, **fields}}


def a_payment(
    system: str, amount: str = "40.00", name: str = "p1", on: str = "d5", day: str = "2026-03-02"
) -> Step:
    names = ("Amount", "Date", "Code") if system == "xero" else ("amount", "date", "accountCode")
    made = dict(zip(names, (amount, day, ref("bank-1")), strict=True))
    return {"do": "payment.create", "in": system, "as": name, "on": on, "fields": made}


def a_note(system: str = "released", name: str = "n7", contact: str = "contact-1") -> Step:
    """A person enters a credit note of 100.00 whose token is the mark of its number."""
    step = a_document(system, name=name, contact=contact)
    fields = {**step["fields"]}
    if system == "xero":
        del fields["DueDate"]
        return {**step, "do": "credit_note.create", "fields": {**fields, "Type": "ACCRECCREDIT"}}
    del fields["dueDate"]
    return {**step, "fields": {**fields, "kind": "IncomeCreditNote"}}


def an_allocation(system: str, amount: str = "40.00", name: str = "a1", on: str = "n7") -> Step:
    """A person sets a note off against the invoice d5."""
    names = (
        ("InvoiceID", "Amount", "Date") if system == "xero" else ("invoiceId", "amount", "date")
    )
    made = dict(zip(names, (ref("d5"), amount, "2026-03-02"), strict=True))
    return {"do": "allocation.create", "in": system, "as": name, "on": on, "fields": made}


def money_in(type_: str, amount: str = "50.00", payer: str = "") -> Step:
    """A person records money received, from contact-1 or from who owes a document."""
    line = {"Description": f"{mark(9)} money", "Quantity": "1", "UnitAmount": amount}
    if not type_.endswith("OVERPAYMENT"):
        line |= {"AccountCode": ref("income-1"), "TaxType": ref("tax-none")}
    fields = {
        "Type": type_,
        "ContactID": {"payer": payer} if payer else ref("contact-1"),
        "Code": ref("bank-1"),
        "Date": "2026-03-02",
        "LineItems": [line],
    }
    return {"do": "bank_transaction.create", "in": "xero", "as": "m1", "fields": fields}


def a_file(
    system: str = "released", text: str = "one", name: str = "f1", on: str = "d5", **fields: Any
) -> Step:
    """A person puts a file on a record; in Xero the same name replaces."""
    called = "FileName" if system == "xero" else "fileName"
    made = {called: "lease.pdf", "content": b64encode(text.encode()).decode(), **fields}
    return {"do": "attachment.add", "in": system, "as": name, "on": on, "fields": made}


def mobile(number: str) -> dict[str, Any]:
    return {"phones": [{"type": "mobile", "number": number}]}


def tracked(step: Step, option: str = "option-1") -> Step:
    """The document with its line tracked by an option."""
    is_xero = step["in"] == "xero"
    key, own = ("LineItems", "Tracking") if is_xero else ("lines", "tracking")
    names = ("TrackingCategoryID", "TrackingOptionID") if is_xero else ("categoryId", "optionId")
    rows = [dict.fromkeys(names, ref(option))]
    return {**step, "fields": {**step["fields"], key: [{**step["fields"][key][0], own: rows}]}}


def with_line(step: Step, **values: Any) -> Step:
    """The document with other values on its line."""
    key = "LineItems" if step["in"] == "xero" else "lines"
    return {**step, "fields": {**step["fields"], key: [{**step["fields"][key][0], **values}]}}


def lines_edited(made: Step) -> Step:
    """A person gives the document d5 the lines of another step."""
    key = "LineItems" if made["in"] == "xero" else "lines"
    do = "invoice.edit" if made["in"] == "xero" else "document.edit"
    return act(do, made["in"], "d5", **{key: made["fields"][key]})


UNAVAILABLE: Final = {"kind": "status", "status": 503, "when": "before"}
MINUTE: Final[Step] = {"do": "clock", "advance_s": 60}

ARCHIVE: Final = act("contact.archive", "xero", "c1")
RESTORE: Final = act("contact.restore", "xero", "c1")
KNOWN: Final = (a_contact(), CYCLE)
"""A contact that both sides have."""
PUSHED: Final = (a_document(), CYCLE)
"""A document that both sides have."""
PAID: Final = (a_document(), a_payment("released"), CYCLE)
"""A document with a payment that both sides have."""

NOTED: Final = (a_document(), a_note(), CYCLE)
"""An invoice and a credit note that both sides have."""

EDITED_ARCHIVED: Final = (
    *KNOWN,
    ARCHIVE,
    CYCLE,
    act("contact.edit", "released", "c1", firstName="Jo k8ws"),
)
"""An edit that Xero does not take, since the contact is archived there."""

FILED: Final = (a_document(), a_file(), CYCLE)
"""A document with a file that both sides have."""

STORIES: Final[dict[str, tuple[Step, ...]]] = {
    "M01": (a_contact(), CYCLE, CYCLE),
    "M02": (*KNOWN, a_contact(name="c2", text=f"Rowan {mark(1)}")),
    "M03": (a_contact("xero"), CYCLE, a_contact(name="c2", text=f"ROWAN {mark(1).upper()}")),
    "M04": (a_contact(text=f"Rowan  Ltd {mark(1)} "), CYCLE),
    "M05": (*KNOWN, ARCHIVE, act("contact.edit", "released", "c1", **mobile("07700900123"))),
    "M07": (*KNOWN, ARCHIVE),
    "M08": (*KNOWN, ARCHIVE, CYCLE, RESTORE),
    "M09": (*KNOWN, ARCHIVE, CYCLE, act("contact.unarchive", "released", "c1")),
    "M10": (*KNOWN, ARCHIVE, CYCLE, act("contact.unarchive", "released", "c1")),
    "M11": (
        *KNOWN,
        act("contact.edit", "released", "c1", **mobile("07700900123")),
        act("contact.edit", "xero", "c1", FirstName="Jo r4mv"),
    ),
    "M12": (
        *KNOWN,
        act("contact.edit", "released", "c1", firstName="Jo k8ws"),
        {"do": "clock", "advance_s": 60},
        act("contact.edit", "xero", "c1", FirstName="Jo r4mv"),
    ),
    "M13": (
        *KNOWN,
        act("contact.edit", "xero", "c1", AccountNumber="A-77"),
        CYCLE,
        act("contact.edit", "released", "c1", firstName="Jo k8ws"),
    ),
    "M14": (*KNOWN, act("contact.edit", "released", "c1", email="")),
    "M16": (*KNOWN, act("contact.merge", "xero", "c1", into=ref("contact-1"))),
    "M17": (*KNOWN, act("contact.merge", "xero", "c1", into=ref("contact-1"))),
    "M19": (*KNOWN, a_document(contact="c1"), a_document(name="d6", contact="c1"), CYCLE),
    "M20": (*EDITED_ARCHIVED, a_contact(name="c2")),
    "M21": (a_document(status="draft"), CYCLE),
    "M22": (a_document(status="draft"), CYCLE, act("document.delete", "released", "d5")),
    "M23": (a_document(status="awaiting"), CYCLE),
    "M24": (a_document(status="awaiting"),),
    "M25": (a_document(status="awaiting"), CYCLE),
    "M26": (a_document(status="awaiting"), CYCLE, act("document.approve", "released", "d5")),
    "M27": (a_document(status="awaiting"), CYCLE, act("invoice.approve", "xero", "d5")),
    "M30": (
        a_contact("xero"),
        CYCLE,
        ARCHIVE,
        a_document(contact="c1"),
    ),
    "M31": (a_document(bill=True), CYCLE),
    "M32": (a_document(), fault(LOST_ANSWER, method="PUT", path="*/Invoices*"), CYCLE, CYCLE),
    "M33": (
        *PUSHED,
        a_payment("released"),
        fault(LOST_ANSWER, method="PUT", path="*/Payments*"),
        CYCLE,
    ),
    "M35": (a_document(), a_document(name="d6"), CYCLE),
    "M36": (a_document(), CYCLE),
    "M37": (a_document(status="awaiting"), CYCLE, act("document.void", "released", "d5")),
    "M38": (*PUSHED, act("invoice.void", "xero", "d5")),
    "M39": (*PUSHED, act("invoice.void", "xero", "d5"), CYCLE),
    "M40": (*PUSHED, a_payment("xero"), act("document.void", "released", "d5")),
    "M42": (*PUSHED, act("document.void", "released", "d5"), CYCLE, CYCLE),
    "M44": (
        tracked(a_document()),
        CYCLE,
        lines_edited(tracked(with_line(a_document(), description=f"{mark(5)} k8ws"))),
    ),
    "M45": (
        *PUSHED,
        lines_edited(with_line(a_document(), description=f"{mark(5)} k8w2s")),
        lines_edited(with_line(a_document("xero"), Description=f"{mark(5)} r4m3v")),
    ),
    "M46": (a_document(taxMode="Inclusive"), CYCLE),
    "M47": (with_line(a_document("xero"), Quantity="0.3333"), CYCLE),
    "M48": (with_line(a_document(), quantity="0.3333"), CYCLE, CYCLE),
    "M49": (a_document(), CYCLE),
    "M51": (*PUSHED, act("document.edit", "released", "d5", contactId=ref("contact-2"))),
    "M52": (
        {"do": "currency.add", "in": "xero", "fields": {"Code": "USD"}},
        a_document("xero", CurrencyCode="USD"),
        CYCLE,
    ),
    "M53": (a_document(issueDate="2026-02-15"), CYCLE),
    "M54": (a_document(issueDate="2025-12-31"), CYCLE),
    "M55": (
        *PUSHED,
        a_payment("xero", "120.00"),
        act("document.edit", "released", "d5", dueDate="2026-05-05"),
    ),
    "M56": (*PUSHED, act("invoice.edit", "xero", "d5", DueDate="2026-05-05")),
    "M58": (
        a_document(serviceDate="2026-02-14"),
        CYCLE,
        act("invoice.edit", "xero", "d5", DueDate="2026-05-05"),
    ),
    "M59": (money_in("RECEIVE"),),
    "M60": (*PUSHED, money_in("RECEIVE", "100.00", payer="d5")),
    "M61": (money_in("RECEIVE-OVERPAYMENT"),),
    "M62": (
        *NOTED,
        an_allocation("released"),
        fault(LOST_ANSWER, method="PUT", path="*/Allocations"),
        CYCLE,
    ),
    "M63": (*NOTED, an_allocation("xero")),
    "M64": (
        *NOTED,
        an_allocation("xero"),
        CYCLE,
        act("allocation.delete", "xero", "a1"),
    ),
    "M66": (a_note(), CYCLE, a_payment("xero", on="n7")),
    "M68": (*FILED, a_file(text="two", name="f2")),
    "M69": (*FILED, act("attachment.replace", "released", "f1", content="dHdv")),
    "M70": (*PUSHED, a_file("xero"), CYCLE),
    "M71": (*FILED, act("attachment.delete", "released", "f1")),
    "M72": (*FILED, act("attachment.delete", "xero", "f1")),
    "M73": (
        a_document(status="draft"),
        a_file(),
        CYCLE,
        act("document.approve", "released", "d5"),
    ),
    "M74": (*PUSHED, a_file("xero")),
    "M75": (a_note(), a_file(on="n7")),
    "M76": (a_document(), a_file(fileName="tool.exe")),
    "M77": (a_document(), a_file(fileName="A&B 100%.pdf")),
    "M78": (*PUSHED, a_file("xero"), a_file("xero", "two", name="f2", on="contact-1")),
    "M79": (*PUSHED, a_payment("released"), CYCLE, CYCLE),
    "M80": (
        *PUSHED,
        a_payment("released"),
        fault(LOST_ANSWER, method="PUT", path="*/Payments*"),
        CYCLE,
    ),
    "M81": (*PAID, act("payment.reverse", "xero", "p1")),
    "M82": (*PAID, act("payment.reverse", "xero", "p1"), CYCLE),
    "M84": (*PUSHED, a_payment("xero"), a_payment("xero", name="p2")),
    "M85": (
        a_document("xero"),
        a_document("xero", name="d6"),
        {
            "do": "batch_payment.create",
            "in": "xero",
            "as": "b1",
            "fields": {
                "Code": ref("bank-1"),
                "Date": "2026-03-02",
                "Payments": [
                    {"Invoice": {"InvoiceID": ref(name)}, "Amount": "40.00"}
                    for name in ("d5", "d6")
                ],
            },
        },
    ),
    "M89": (*NOTED, an_allocation("xero")),
    "M90": (*PUSHED, a_payment("xero", day="2026-04-01")),
    "M92": (*PAID, act("payment.edit", "xero", "p1", Reference="Bank k8ws")),
    "M93": (*PUSHED, a_payment("released")),
    "M95": (*PUSHED, a_payment("released", day="2026-02-20")),
    "M96": (*PUSHED, a_payment("released", "70.00"), a_payment("xero", "80.00", name="p2")),
    "M97": (act("tracking_option.edit", "xero", "option-1", Name="Renamed k8ws"), CYCLE),
    "M99": (act("account.archive", "xero", "spare-1"), CYCLE),
    "M102": (act("account.edit", "xero", "spare-1", Code="Q7F3"), CYCLE),
    "M105": (*PUSHED, a_payment("released"), CYCLE),
    "M106": (
        *KNOWN,
        act("contact.edit", "xero", "c1", FirstName="Jo k8ws"),
        CYCLE,
        act("contact.edit", "xero", "c1", FirstName="Jo r4mv"),
    ),
    "M107": (
        *KNOWN,
        {"do": "clock", "advance_s": 60},
        act("contact.edit", "xero", "c1", FirstName="Jo k8ws"),
        {"do": "clock", "advance_s": 60},
        act("contact.edit", "xero", "contact-1", FirstName="Jo r4mv"),
        fault(CRASH, method="GET", path="*/Invoices*"),
        CYCLE,
    ),
    "M108": (
        *KNOWN,
        CYCLE,
        {"do": "clock", "advance_s": 10},
        act("contact.edit", "xero", "c1", FirstName="Jo r4mv"),
    ),
    "M111": (
        *(a_contact("xero", name=f"c{number}") for number in range(1, 5)),
        CYCLE,
        *(
            step
            for number in range(1, 5)
            for step in (
                act("contact.edit", "xero", f"c{number}", FirstName=f"Jo k{number}ws"),
                MINUTE,
            )
        ),
        {
            "do": "race",
            "call": 6,
            "when": "before",
            "step": act("contact.edit", "xero", "c1", LastName="van der k8ws"),
        },
        CYCLE,
    ),
    "M112": tuple(a_contact("xero", name=f"c{number}") for number in range(1, 5)),
    "M113": (
        a_document(),
        fault({"kind": "status", "status": 429, "when": "before"}, method="PUT"),
        CYCLE,
    ),
    "M115": (
        a_document(),
        fault({"kind": "drop_before_commit"}, method="PUT", path="*/Invoices*"),
        CYCLE,
    ),
    "M117": (*KNOWN, ARCHIVE, a_document(contact="c1"), a_document(name="d6")),
    "M119": (
        *KNOWN,
        act("contact.edit", "xero", "c1", FirstName="Jo r4mv"),
        fault(UNAVAILABLE, path="*/Contacts*", times=12),
        CYCLE,
    ),
    "M122": (
        *KNOWN,
        act("contact.edit", "xero", "c1", FirstName="Jo r4mv"),
        {"do": "webhooks", "way": "drop"},
    ),
    "M123": (*KNOWN, act("contact.edit", "released", "c1", firstName="Jo k8ws"), CYCLE, CYCLE),
    "M124": (*KNOWN, act("contact.edit", "xero", "c1", FirstName="Jo r4mv")),
    "M125": (*KNOWN, act("contact.edit", "xero", "c1", FirstName="Jo r4mv")),
    "M127": (
        a_document(),
        fault({"kind": "crash", "when": "after"}, method="PUT", path="*/Invoices*"),
        CYCLE,
    ),
    "M132": (act("contact.edit", "xero", "contact-2", LastName="van der s5q4uu"),),
    "M133": ({**a_contact(name="c2"), "at": 2},),
    "M136": ({"do": "connection.disconnect", "in": "released"}, a_contact(), CYCLE),
    "M137": (
        *EDITED_ARCHIVED,
        CYCLE,
        act("sync_record.unlink", "released", "c1"),
        RESTORE,
        CYCLE,
    ),
    "M139": (a_contact("xero"),),
    "M140": (a_document(), CYCLE),
    "M141": (
        {
            "do": "tracking_option.create",
            "in": "xero",
            "as": "o3",
            "on": "category-1",
            "fields": {"Name": "Dock k8ws"},
        },
        tracked(a_document("xero"), "o3"),
        fault(UNAVAILABLE, method="PUT", path="*/options/*", times=3),
        CYCLE,
    ),
    "M142": (*PUSHED, act("document.edit", "released", "d5", dueDate="2026-05-05")),
}
