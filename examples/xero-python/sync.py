"""
A small honest mirror: contacts, invoices, bills and payments travel from Xero to Re-Leased.

One run is one cycle. It reads everything, so it needs no cursor, and writes only what changed.
Links stand in Re-Leased's externalId; what was last agreed on stands in a file.

    BUG=double-payment python sync.py     plants a known bug
"""

import hashlib
import json
import os
import sys
import unicodedata
from pathlib import Path

from systems import Later, Refused, Released, Xero

BUG = os.environ.get("BUG", "")
CALL_AGAIN = 75

PLAIN = {"name": "name", "firstName": "first_name", "lastName": "last_name",
         "email": "email_address", "taxNumber": "tax_number"}  # fmt: skip
PHONES = {"mobile": "MOBILE", "default": "DEFAULT", "ddi": "DDI", "fax": "FAX"}
ADDRESSES = {"postal": "POBOX", "physical": "STREET"}
LINES = {"line1": "address_line1", "line2": "address_line2", "line3": "address_line3",
         "line4": "address_line4", "city": "city", "region": "region",
         "postalCode": "postal_code", "country": "country"}  # fmt: skip
KINDS = {"ACCREC": "IncomeInvoice", "ACCPAY": "ExpenseInvoice"}
STATUSES = {"SUBMITTED": "AwaitingApproval", "AUTHORISED": "Approved", "PAID": "Approved"}


class Memory(dict):
    """What must survive a crash. Written beside the file and then renamed: never half."""

    def __init__(self, folder):
        self.file = folder / "links.json"
        super().__init__(json.loads(self.file.read_text()) if self.file.exists() else {})

    def save(self):
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(self))
        new.replace(self.file)


def text(value):
    return " ".join(unicodedata.normalize("NFC", value or "").split())


def picture_of_xero(row):
    """A contact of Xero, unit by unit, as Re-Leased would say it."""
    seen = {ours: text(getattr(row, theirs)) for ours, theirs in PLAIN.items()}
    for ours, theirs in PHONES.items():
        one = next((p for p in row.phones or () if p.phone_type == theirs), None)
        parts = [one.phone_country_code, one.phone_area_code, one.phone_number] if one else []
        seen[f"phones {ours}"] = text(" ".join(part or "" for part in parts))
    for ours, theirs in ADDRESSES.items():
        one = next((a for a in row.addresses or () if a.address_type == theirs), None)
        seen[f"addresses {ours}"] = [text(getattr(one, name, "")) for name in LINES.values()]
    return seen


def picture_of_released(row):
    """The same of a contact of Re-Leased."""
    seen = {name: text(row[name]) for name in PLAIN}
    for type_ in PHONES:
        one = next((p for p in row["phones"] if p["type"] == type_), {})
        seen[f"phones {type_}"] = text(one.get("number"))
    for type_ in ADDRESSES:
        one = next((a for a in row["addresses"] if a["type"] == type_), {})
        seen[f"addresses {type_}"] = [text(one.get(name)) for name in LINES]
    return seen


def meaning(unit, value):
    if unit.startswith("phones"):
        return "".join(filter(str.isdigit, value or ""))
    return value.lower() if unit == "email" and value else value


def is_filled(value):
    return any(value) if isinstance(value, list) else bool(value)


def body_of(units, seen, row=None):
    """These units and no others; a list goes whole, so its other entries go along."""
    body, row = {}, row or {"phones": [], "addresses": []}
    for unit in units:
        family, _, type_ = unit.partition(" ")
        if not type_:
            body[unit] = seen[unit] or None
            continue
        value, rows = seen[unit], body.get(family, row[family])
        body[family] = [one for one in rows if one["type"] != type_]
        if is_filled(value):
            parts = zip(LINES, [part or None for part in value], strict=True)
            entry = {"number": value} if family == "phones" else dict(parts)
            body[family].append({"type": type_, **entry})
    return body


class Pairing:
    def __init__(self, pairing, connection, memory):
        self.company, self.since = pairing["company_id"], pairing["sync_from"]
        self.memory = memory
        self.released = Released(connection["released"], self.company, memory)
        self.xero = Xero(connection["xero"], pairing["tenant_id"], memory)
        book = memory.setdefault(f"company {self.company}", {})
        self.agreed = book.setdefault("agreed", {})  # ContactID -> what both sides last said
        self.refused = book.setdefault("refused", {})

    def cycle(self):
        paths = ("contacts?includeArchived=true", "invoices", "payments")
        contacts, documents, payments = (self.released.all(path) for path in paths)
        theirs = self.xero.all("contacts", include_archived=BUG != "misses-archived")
        invoices = self.xero.all("invoices")
        paid = self.xero.all("payments")
        if BUG == "misses-reversals":
            paid = [row for row in paid if row.status == "AUTHORISED"]
        self.versions = {row["id"]: row["version"] for row in (*contacts, *documents)}
        in_scope = [row for row in invoices if self.is_in_scope(row)]
        needed = {row.contact.contact_id for row in in_scope}
        self.mirror_contacts(theirs, self.by_link(contacts), needed)
        self.mirror_documents(in_scope, self.by_link(documents))
        self.mirror_payments(paid, self.by_link(payments))

    @staticmethod
    def by_link(rows):
        return {row["externalId"]: row for row in rows if row["externalId"]}

    def is_in_scope(self, row):
        return row.type in KINDS and str(row.date) >= self.since

    # Contacts.

    def mirror_contacts(self, theirs, ours, needed):
        self.contacts = {link: row["id"] for link, row in ours.items()}
        for row in theirs:
            twin = ours.get(row.contact_id)
            about = {"entity": "contact", "externalId": row.contact_id}
            if twin:
                print_ = f"{twin['version']} {row.updated_date_utc}"
                self.attempt(about, print_, lambda _key, r=row, t=twin: self.settle(r, t))
            elif row.contact_status == "ACTIVE" or row.contact_id in needed:
                self.attempt(about, str(row.updated_date_utc), lambda key, r=row: self.add(r, key))

    def add(self, row, key):
        seen = picture_of_xero(row)
        body = body_of([unit for unit in seen if is_filled(seen[unit])], seen)
        body["externalId"] = row.contact_id
        self.agree(row, seen, is_active=True)
        made = self.released.call("POST", "contacts", body, key(body))
        self.contacts[row.contact_id] = made["id"]

    def settle(self, row, twin):
        """Xero's news is what differs from what was last agreed, and was not edited here."""
        old = self.agreed.get(row.contact_id, {"seen": {}, "version": 0, "updated": ""})
        if twin["version"] < old["version"] or str(row.updated_date_utc) < old["updated"]:
            return  # a stale read
        here, there, base = picture_of_released(twin), picture_of_xero(row), old["seen"]
        same = {u for u in here if meaning(u, here[u]) == meaning(u, there[u])}
        news = [
            u for u in here if u not in same and meaning(u, here[u]) == meaning(u, base.get(u))
        ]
        was_active = old.get("active", True)
        is_active, is_active_here = row.contact_status == "ACTIVE", twin["status"] == "Active"
        version = twin["version"]
        is_again = not is_active and str(row.updated_date_utc) != old["updated"]  # archived anew
        if is_active != is_active_here and (is_active != was_active or is_again):
            verb = "unarchive" if is_active else "archive"
            done = self.released.call("POST", f"contacts/{twin['id']}/{verb}", version=version)
            version = done["version"]
        if news:
            body, place = body_of(news, there, twin), f"contacts/{twin['id']}"
            version = self.released.call("PATCH", place, body, version=version)["version"]
        known = {unit: there[unit] for unit in (*same, *news)}
        self.agree(row, {**base, **known}, is_active=is_active, version=version)

    def agree(self, row, seen, *, is_active, version=0):
        new = {"seen": seen, "active": is_active, "version": version,
               "updated": str(row.updated_date_utc)}  # fmt: skip
        if self.agreed.get(row.contact_id) != new:
            self.agreed[row.contact_id] = new
            self.memory.save()

    # Documents.

    def mirror_documents(self, theirs, ours):
        self.documents = {link: row["id"] for link, row in ours.items()}
        for row in theirs:
            twin = ours.get(row.invoice_id)
            about = {"entity": "document", "externalId": row.invoice_id}
            print_ = f"{twin and twin['version']} {row.updated_date_utc}"
            if twin:
                verb = self.verb(row, twin)
                place = f"invoices/{twin['id']}/{verb}"
                if verb:
                    self.attempt(about, print_, lambda _k, p=place: self.released.call("POST", p))
            elif row.status in STATUSES:
                print_ += f" {self.contacts.get(row.contact.contact_id)}"
                self.attempt(about, print_, lambda key, r=row: self.import_document(r, key))

    @staticmethod
    def verb(row, twin):
        """The step by which Re-Leased follows Xero up the ladder, or into the void."""
        if row.status in ("VOIDED", "DELETED"):
            return "" if twin["status"] in ("Voided", "Deleted") else "void"
        is_late = twin["status"] == "AwaitingApproval" and STATUSES.get(row.status) == "Approved"
        return "approve" if is_late else ""

    def import_document(self, row, key):
        if row.contact.contact_id not in self.contacts:
            raise Refused("its contact is not in Re-Leased")
        lines = [
            {"description": line.description, "quantity": str(line.quantity),
             "unitPrice": str(line.unit_amount), "accountCode": line.account_code,
             "taxType": line.tax_type, "taxAmount": str(line.tax_amount),
             "lineAmount": str(line.line_amount), "tracking": self.tracking(line.tracking)}
            for line in row.line_items
        ]  # fmt: skip
        body = {
            "kind": KINDS[row.type], "status": STATUSES[row.status], "issueDate": str(row.date),
            "dueDate": row.due_date and str(row.due_date), "reference": row.reference or None,
            "contactId": self.contacts[row.contact.contact_id], "lines": lines,
            "taxMode": row.line_amount_types.value, "externalId": row.invoice_id,
            "externalNumber": row.invoice_number,
        }  # fmt: skip
        body = {name: value for name, value in body.items() if value is not None}
        made = self.released.call("POST", "invoices", body, key(body))
        self.documents[row.invoice_id] = made["id"]

    def tracking(self, rows):
        found = []
        for row in rows or ():
            categories = self.by_link(self.released.all("tracking-categories"))
            category = categories.get(row.tracking_category_id, {}).get("id")
            path = f"tracking-categories/{category}/options"
            options = self.by_link(self.released.all(path)) if category else {}
            if row.tracking_option_id not in options:
                raise Refused("its tracking option is not in Re-Leased")
            option = options[row.tracking_option_id]["id"]
            found.append({"categoryId": category, "optionId": option})
        return found

    # Payments.

    def mirror_payments(self, theirs, ours):
        links = self.memory.setdefault("careless", [])
        for row in theirs:
            twin = ours.get(row.payment_id)
            document = self.documents.get(row.invoice.invoice_id) if row.invoice else None
            about = {"entity": "payment", "externalId": row.payment_id}
            print_ = f"{document} {self.versions.get(document)} {row.updated_date_utc}"
            is_reversed = row.status == "DELETED"
            if twin and is_reversed and twin["status"] == "Applied":
                place = f"payments/{twin['id']}/reverse"
                self.attempt(about, print_, lambda _key, p=place: self.released.call("POST", p))
            elif twin or is_reversed or not document or row.payment_id in links:
                continue
            elif str(row.date) >= self.since:
                self.attempt(about, print_, lambda key, r=row, d=document: self.pay(r, d, key))

    def pay(self, row, document, key):
        body = {"documentId": document, "amount": str(row.amount), "date": str(row.date),
                "accountCode": row.account and row.account.code}  # fmt: skip
        if BUG == "double-payment":  # knows what it made by what it was answered, and not else
            self.released.call("POST", "payments", body)
            self.memory["careless"].append(row.payment_id)
            self.memory.save()
            return
        body["externalId"] = row.payment_id
        self.released.call("POST", "payments", body, key(body))

    # Trying, and telling.

    def attempt(self, about, print_, work):
        """What was refused is tried again when something changed (`print_`), with a new key."""
        name = about["externalId"]
        old = self.refused.get(name)
        if old and old["print"] == print_:
            return
        tries = old["tries"] if old else 0
        try:
            work(lambda body: digest(self.company, name, body, tries))
        except Refused as error:
            row = {**about, "direction": "Incoming", "reason": str(error)}
            record = self.released.call("POST", "sync-records", row)["id"]
            self.refused[name] = {"print": print_, "tries": tries + 1, "record": record}
            self.memory.save()
            return
        if old:
            self.released.call("POST", f"sync-records/{old['record']}/resolve")
            del self.refused[name]
            self.memory.save()


def digest(*values):
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:40]


def main():
    connection = json.loads(Path(os.environ["COUNTERFOIL_CONNECTION"]).read_text())
    memory = Memory(Path(os.environ["COUNTERFOIL_STATE"]))
    is_complete = True
    for pairing in connection["pairings"]:
        try:
            Pairing(pairing, connection, memory).cycle()
        except Later:
            is_complete = False
    return 0 if is_complete else CALL_AGAIN


if __name__ == "__main__":
    sys.exit(main())
