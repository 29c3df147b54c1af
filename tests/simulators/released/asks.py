"""Questions of the guard matrix: each sets something up, asks as one principal, says what came."""

from collections.abc import Callable
from typing import Any

from tests.simulators.released.office import (
    TENANTS,
    Office,
    a_line,
    a_payment_body,
    an_allocation_body,
)

Ask = Callable[[Office, str], str]
A_FILE = {"fileName": "lease.pdf", "content": "UERG"}


def create_contact(office: Office, who: str) -> str:
    return office.code("POST", "/contacts", {"name": "New"}, who)


def edit_contact(office: Office, who: str) -> str:
    contact = office.a_contact()
    return office.code("PATCH", f"/contacts/{contact['id']}", {"email": "a@example.test"}, who)


def archive_contact(office: Office, who: str) -> str:
    return office.code("POST", f"/contacts/{office.a_contact()['id']}/archive", None, who)


def unarchive_contact(office: Office, who: str) -> str:
    contact = office.a_contact()
    office.ok("POST", f"/contacts/{contact['id']}/archive")
    return office.code("POST", f"/contacts/{contact['id']}/unarchive", None, who)


def merge_contacts(office: Office, who: str) -> str:
    loser, survivor = office.a_contact(), office.a_contact()
    body = {"intoId": survivor["id"]}
    return office.code("POST", f"/contacts/{loser['id']}/merge", body, who)


def write_tax_type(office: Office, who: str) -> str:
    return office.code("PUT", "/tax-types/NEW", {"name": "New", "rate": "5"}, who)


def write_account(office: Office, who: str) -> str:
    return office.code("PUT", "/accounts/account-201", {"code": "201", "name": "Renamed"}, who)


def write_category(office: Office, who: str) -> str:
    return office.code("PUT", "/tracking-categories/Property", {"name": "Renamed"}, who)


def write_option(office: Office, who: str) -> str:
    path = "/tracking-categories/41/options/North"
    return office.code("PUT", path, {"name": "Renamed"}, who)


def map_property(office: Office, who: str) -> str:
    made = office.person("property.create", name="Quay House")
    return office.code("PATCH", f"/properties/{made['id']}", {"trackingOptionId": 61}, who)


def choose_category(office: Office, who: str) -> str:
    return office.code("POST", "/tracking-categories/41/property-matching", None, who)


def approve_document(office: Office, who: str) -> str:
    awaiting = office.a_document(status="AwaitingApproval")
    return office.code("POST", f"/invoices/{awaiting['id']}/approve", None, who)


def void_document(office: Office, who: str) -> str:
    return office.code("POST", f"/invoices/{office.a_document()['id']}/void", None, who)


def link_contact(office: Office, who: str) -> str:
    path = f"/contacts/{office.a_contact()['id']}"
    return office.code("PATCH", path, {"externalId": TENANTS[2]}, who)


def add_payment(office: Office, who: str) -> str:
    return office.code("POST", "/payments", a_payment_body(office.a_document()), who)


def reverse_payment(office: Office, who: str) -> str:
    payment = office.a_payment(office.a_document(), who="sync")
    return office.code("POST", f"/payments/{payment['id']}/reverse", None, who)


def link_payment(office: Office, who: str) -> str:
    payment = office.a_payment(office.a_document())
    return office.code("PATCH", f"/payments/{payment['id']}", {"externalId": TENANTS[2]}, who)


def payment_with(name: str) -> Ask:
    def ask(office: Office, who: str) -> str:
        body = a_payment_body(office.a_document(), **{name: "x"})
        return office.code("POST", "/payments", body, who)

    return ask


def connect_elsewhere(office: Office, who: str) -> str:
    body = {"tenantId": TENANTS[2], "syncFromDate": "2026-01-01"}
    return office.code("POST", "/connection/connect", body, who)


def report_problem(office: Office, who: str) -> str:
    body = {"entity": "document", "recordId": 1, "direction": "Outgoing", "reason": "x"}
    return office.code("POST", "/sync-records", body, who)


def unlink_record(office: Office, who: str) -> str:
    body = {"entity": "document", "recordId": 1, "direction": "Outgoing", "reason": "x"}
    record = office.ok("POST", "/sync-records", body)
    return office.code("POST", f"/sync-records/{record['id']}/unlink", None, who)


def replace_contact(office: Office, who: str) -> str:
    path = f"/contacts/{office.a_contact()['id']}"
    return office.code("PUT", path, {"name": "New"}, who)


def a_place(office: Office) -> Any:
    return office.person("property.create", name="Quay House")


def a_tenancy(office: Office) -> Any:
    return office.person("tenancy.create", propertyId=a_place(office)["id"], name="Unit 1")


def add_property(office: Office, who: str) -> str:
    return office.code("POST", "/properties", {"name": "x"}, who)


def archive_property(office: Office, who: str) -> str:
    return office.code("POST", f"/properties/{a_place(office)['id']}/archive", None, who)


def add_tenancy(office: Office, who: str) -> str:
    body = {"propertyId": a_place(office)["id"], "name": "x"}
    return office.code("POST", "/tenancies", body, who)


def edit_tenancy(office: Office, who: str) -> str:
    return office.code("PATCH", f"/tenancies/{a_tenancy(office)['id']}", {"name": "x"}, who)


def archive_tenancy(office: Office, who: str) -> str:
    return office.code("POST", f"/tenancies/{a_tenancy(office)['id']}/archive", None, who)


def add_area(office: Office, who: str) -> str:
    return office.code("POST", f"/properties/{a_place(office)['id']}/areas", {"name": "x"}, who)


def on_area(method: str, tail: str = "", body: Any = None) -> Ask:
    def ask(office: Office, who: str) -> str:
        path = f"/properties/{a_place(office)['id']}/areas"
        area = office.ok("POST", path, {"name": "x"}, "user")
        return office.code(method, f"/areas/{area['id']}{tail}", body, who)

    return named(ask, f"{method}_area{tail}")


def add_tenancy_contact(office: Office, who: str) -> str:
    body = {"contactId": office.a_contact()["id"], "role": "Other"}
    return office.code("POST", f"/tenancies/{a_tenancy(office)['id']}/contacts", body, who)


def remove_tenancy_contact(office: Office, who: str) -> str:
    path, contact = f"/tenancies/{a_tenancy(office)['id']}/contacts", office.a_contact()["id"]
    office.ok("POST", path, {"contactId": contact, "role": "Other"}, "user")
    return office.code("DELETE", f"{path}/{contact}", None, who)


# Documents of either family: `a_document` and `a_note` make the same thing.


def made(office: Office, listed: str, status: str = "Approved") -> Any:
    make = office.a_document if listed == "invoices" else office.a_note
    return make(status=status)


def create_in(listed: str) -> Ask:
    def ask(office: Office, who: str) -> str:
        kind = "IncomeInvoice" if listed == "invoices" else "IncomeCreditNote"
        body = office.a_body(kind=kind)
        if listed == "credit-notes":
            del body["dueDate"]
        return office.code("POST", f"/{listed}", body, who)

    return named(ask, f"create_in_{listed}")


def verb_on(listed: str, verb: str, status: str) -> Ask:
    def ask(office: Office, who: str) -> str:
        path = f"/{listed}/{made(office, listed, status)['id']}"
        if verb == "delete":
            return office.code("DELETE", path, None, who)
        return office.code("POST", f"{path}/{verb}", None, who)

    return named(ask, f"{verb}_{listed}")


def change_in(listed: str, settle: str, method: str, **fields: Any) -> Ask:
    """A change of a document that is untouched, part-paid, part-credited, paid or void."""

    def ask(office: Office, who: str) -> str:
        document = settled_in(office, listed, settle)
        path = f"/{listed}/{document['id']}"
        body: dict[str, Any] = dict(fields) or {"lines": [a_line(unitPrice="200.00")]}
        if method == "PUT":
            contact = {"contactId": document["contactId"], "issueDate": "2026-03-01"}
            body = {**contact, "lines": [a_line()], **body}
        return office.code(method, path, body, who)

    return named(ask, f"{method}_{settle}_{listed}")


def settled_in(office: Office, listed: str, settle: str) -> Any:
    note, invoice = office.a_pair()
    document = invoice if listed == "invoices" else note
    if settle == "part-paid":
        office.a_payment(document, "20.00")
    elif settle == "paid":
        office.a_payment(document)
    elif settle == "part-credited":
        office.an_allocation(note, invoice)
    elif settle == "void":
        office.ok("POST", f"/{listed}/{document['id']}/void", None, "user")
    return document


def void_settled(listed: str, settle: str) -> Ask:
    def ask(office: Office, who: str) -> str:
        document = settled_in(office, listed, settle)
        return office.code("POST", f"/{listed}/{document['id']}/void", None, who)

    return named(ask, f"void_{settle}_{listed}")


def link_in(listed: str) -> Ask:
    def ask(office: Office, who: str) -> str:
        path = f"/{listed}/{made(office, listed)['id']}"
        body = {"externalId": TENANTS[2], "externalNumber": "INV-1"}
        return office.code("PATCH", path, body, who)

    return named(ask, f"link_{listed}")


def named(ask: Ask, name: str) -> Ask:
    ask.__name__ = name  # type: ignore[attr-defined]
    return ask


def refund(office: Office, who: str) -> str:
    return office.code("POST", "/payments", a_payment_body(office.a_note()), who)


def reverse_refund(office: Office, who: str) -> str:
    payment = office.a_payment(office.a_note())
    return office.code("POST", f"/payments/{payment['id']}/reverse", None, who)


def allocate(office: Office, who: str) -> str:
    note, invoice = office.a_pair()
    path = f"/credit-notes/{note['id']}/allocations"
    return office.code("POST", path, an_allocation_body(invoice), who)


def on_allocation(method: str, body: Any = None) -> Ask:
    def ask(office: Office, who: str) -> str:
        note, invoice = office.a_pair()
        record = office.an_allocation(note, invoice, who="sync")
        path = f"/credit-notes/{note['id']}/allocations/{record['id']}"
        return office.code(method, path, body, who)

    return named(ask, f"{method}_allocation")


def write_credit(office: Office, who: str) -> str:
    return office.code("PUT", f"/credits/{TENANTS[2]}", office.a_credit_body(), who)


def change_credit(office: Office, who: str) -> str:
    credit = office.a_credit()
    body = office.a_credit_body(contactId=credit["contactId"], total="60.00")
    return office.code("PUT", f"/credits/{credit['externalId']}", body, who)


def note_run(office: Office, who: str) -> str:
    return office.code("POST", "/connection/sync-runs", {"state": "Running"}, who)


def subscribe(office: Office, who: str) -> str:
    body = {"url": "http://partner.test/hooks"}
    return office.code("POST", "/rl/v1/webhook-subscriptions", body, who)


def unsubscribe(office: Office, who: str) -> str:
    return office.code("DELETE", "/rl/v1/webhook-subscriptions/1", None, who)


def add_charge(office: Office, who: str) -> str:
    return office.code("POST", "/repeating-charges", _charge_body(office), who)


def on_charge(method: str, tail: str = "", body: Any = None) -> Ask:
    def ask(office: Office, who: str) -> str:
        made = office.ok("POST", "/repeating-charges", _charge_body(office), "user")
        return office.code(method, f"/repeating-charges/{made['id']}{tail}", body, who)

    return named(ask, f"{method}_charge{tail}")


def _charge_body(office: Office) -> dict[str, Any]:
    place = office.person("property.create", name="Quay House")
    tenancy = office.person("tenancy.create", propertyId=place["id"], name="Unit 1")
    return {
        "tenancyId": tenancy["id"],
        "description": "Rent",
        "amount": "1000.00",
        "accountCode": "201",
        "taxType": "STANDARD",
        "frequency": "Monthly",
        "day": 31,
        "startDate": "2026-01-01",
    }


def add_file(listed: str) -> Ask:
    def ask(office: Office, who: str) -> str:
        path = f"/{listed}/{made(office, listed)['id']}/attachments"
        return office.code("POST", path, A_FILE, who)

    return named(ask, f"add_file_to_{listed}")


def on_file(method: str, tail: str = "", body: Any = None) -> Ask:
    def ask(office: Office, who: str) -> str:
        document = office.a_document()
        file = office.ok("POST", f"/invoices/{document['id']}/attachments", A_FILE, "user")
        return office.code(method, f"/attachments/{file['id']}{tail}", body, who)

    return named(ask, f"{method}_file{tail}")


def resolve_record(office: Office, who: str) -> str:
    body = {"entity": "document", "recordId": 1, "direction": "Outgoing", "reason": "x"}
    record = office.ok("POST", "/sync-records", body)
    return office.code("POST", f"/sync-records/{record['id']}/resolve", None, who)


def link_record(office: Office, who: str) -> str:
    body = {"entity": "document", "recordId": 1, "direction": "Outgoing", "reason": "x"}
    record = office.ok("POST", "/sync-records", body)
    return office.code("POST", f"/sync-records/{record['id']}/link", None, who)


def on_connection(verb: str) -> Ask:
    def ask(office: Office, who: str) -> str:
        return office.code("POST", f"/connection/{verb}", None, who)

    return named(ask, verb)


def connect_again(office: Office, who: str) -> str:
    office.ok("POST", "/connection/disconnect", None, "user")
    return office.code("POST", "/connection/connect", {"tenantId": TENANTS[0]}, who)


def both(make: Callable[..., Ask], *rest: Any, **fields: Any) -> tuple[Ask, ...]:
    """The same question about invoices and about credit notes."""
    return tuple(make(listed, *rest, **fields) for listed in ("invoices", "credit-notes"))
