"""Files on records: stored as they come, found by id or name, within limits."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import pytest

from simulators.kernel.folder import Folder
from simulators.xero.attachment import MEGABYTE
from simulators.xero.identity import tokens
from tests.simulators.xero.office import Office

PDF = b"%PDF-1.4 nothing in it\n%%EOF"
HARD_NAMES = [
    "report #1.pdf",
    "two  blanks, a comma.pdf",
    "brackets [a] (b) {c}.pdf",
    "100%25 sure.pdf",
    "50% & more=yes;no.pdf",
    "Zürich – Größe.pdf",
    "租金.pdf",
    "dots..in...it.pdf",
    "'quoted' ~tilde`.PDF",
    " starts with a blank.pdf",
    "history",
]


def path_of(parent: str, record: str, name: str = "") -> str:
    return f"/{parent}/{record}/Attachments" + (f"/{quote(name, safe='')}" if name else "")


def attach(office: Office, path: str, content: bytes = PDF, **more: Any) -> Any:
    answer = office.call(more.pop("method", "PUT"), path, data=content, **more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    (row,) = answer.get_json()["Attachments"]
    return row


def refused(office: Office, path: str, content: bytes = PDF) -> list[str]:
    before = office.world.commits.next
    answer = office.call("PUT", path, data=content)
    assert answer.status_code == 400
    assert office.world.commits.next == before
    (element,) = answer.get_json()["Elements"]
    return [error["Message"] for error in element["ValidationErrors"]]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def invoice(office: Office) -> str:
    return str(office.invoice()["InvoiceID"])


def test_a_file_is_stored_and_comes_back_byte_for_byte(office: Office, invoice: str) -> None:
    content = bytes(range(256)) * 3
    row = attach(office, path_of("Invoices", invoice, "scan.pdf"), content)

    by_name = office.call("GET", path_of("Invoices", invoice, "scan.pdf"))
    by_id = office.call("GET", path_of("Invoices", invoice, row["AttachmentID"]))

    assert (by_name.data, by_id.data) == (content, content)
    assert by_name.headers["Content-Type"] == "application/pdf"
    assert "Content-Disposition" not in by_name.headers
    assert row == {
        "AttachmentID": row["AttachmentID"],
        "FileName": "scan.pdf",
        "Url": f"https://api.xero.com/api.xro/2.0/Invoices/{invoice}/Attachments/scan.pdf",
        "MimeType": "application/pdf",
        "ContentLength": 768,
    }
    assert office.ok("GET", path_of("Invoices", invoice)) == [row]
    assert office.ok("GET", path_of("Invoices", invoice) + "/") == [row]
    assert office.ok("GET", f"/invoices/{invoice}/attachments/") == [row]


@pytest.mark.parametrize(
    "content_type",
    ["application/octet-stream", "application/x-www-form-urlencoded", "application/json", ""],
)
def test_the_body_is_never_parsed_and_the_type_follows_the_name(
    office: Office, invoice: str, content_type: str
) -> None:
    """Source: recorded; xero-node sends files as forms."""
    content = b"a=1&b=%20&a=2"

    row = attach(
        office,
        path_of("Invoices", invoice, "a.png"),
        content,
        content_type=content_type,
        method="POST",
    )

    assert row["MimeType"] == "image/png"
    assert office.call("GET", path_of("Invoices", invoice, "a.png")).data == content


@pytest.mark.parametrize("name", HARD_NAMES)
def test_hard_names_survive(office: Office, invoice: str, name: str) -> None:
    """Source: XQ-16."""
    name = name if "." in name else f"{name}.pdf"
    row = attach(office, path_of("Invoices", invoice, name))

    assert row["FileName"] == name
    assert office.call("GET", path_of("Invoices", invoice, name)).data == PDF
    url = row["Url"].removeprefix("https://api.xero.com/api.xro/2.0")
    assert office.call("GET", url).data == PDF


def test_addresses_name_the_host_that_the_app_knows(office: Office, invoice: str) -> None:
    tokens.reached_at(office.world, "http://here:1")

    row = attach(office, path_of("Invoices", invoice, "a b.pdf"))

    assert row["Url"] == f"http://here:1/api.xro/2.0/Invoices/{invoice}/Attachments/a%20b.pdf"


def test_a_path_cut_at_the_hash_finds_nothing(office: Office, invoice: str) -> None:
    """Source: XQ-16."""
    attach(office, path_of("Invoices", invoice, "report #1.pdf"))

    assert office.call("GET", f"/Invoices/{invoice}/Attachments/report ").status_code == 404


def test_names_are_equal_however_their_accents_are_composed(office: Office, invoice: str) -> None:
    composed, apart = normalize("NFC", "café.pdf"), normalize("NFD", "café.pdf")
    first = attach(office, path_of("Invoices", invoice, apart))

    again = attach(office, path_of("Invoices", invoice, composed), b"new")

    assert first["FileName"] == apart
    assert again["FileName"] == composed
    assert again["AttachmentID"] == first["AttachmentID"]
    assert office.call("GET", path_of("Invoices", invoice, apart)).data == b"new"


@pytest.mark.parametrize("letter", [*'<>:"/\\|?*+', "\0", "\n"])
def test_a_forbidden_character_is_refused(office: Office, invoice: str, letter: str) -> None:
    messages = refused(office, path_of("Invoices", invoice, f"a{letter}b.pdf"))

    assert messages == ["The file name contains characters that are not allowed."]


def test_a_name_has_at_most_255_letters(office: Office, invoice: str) -> None:
    attach(office, path_of("Invoices", invoice, f"{'x' * 251}.pdf"))

    assert refused(office, path_of("Invoices", invoice, f"{'x' * 252}.pdf")) == [
        "The file name must not be longer than 255 characters."
    ]


@pytest.mark.parametrize("name", ["/a.pdf", "a.pdf/"])
def test_a_slash_at_either_end_is_refused_too(office: Office, invoice: str, name: str) -> None:
    first, *_ = refused(office, path_of("Invoices", invoice, name))

    assert first == "The file name contains characters that are not allowed."


@pytest.mark.parametrize("name", ["run.exe", "noextension", "page.html", "pdf"])
def test_a_type_that_xero_does_not_take_is_refused(
    office: Office, invoice: str, name: str
) -> None:
    """Source: XE-42."""
    messages = refused(office, path_of("Invoices", invoice, name))

    assert messages == ["The file couldn't be uploaded because it isn't a supported file type."]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_the_same_name_overwrites_and_keeps_its_id(
    office: Office, invoice: str, method: str
) -> None:
    path = path_of("Invoices", invoice, "a.pdf")
    first = attach(office, path, b"one", query_string="includeOnline=True")

    second = attach(office, path, b"three", method=method)

    assert second["AttachmentID"] == first["AttachmentID"]
    assert (first["IncludeOnline"], second.get("IncludeOnline")) == (True, None)
    assert office.call("GET", path).data == b"three"
    assert office.ok("GET", path_of("Invoices", invoice)) == [second]


def test_a_record_takes_ten_files_and_the_eleventh_is_refused(
    office: Office, invoice: str
) -> None:
    for number in range(10):
        attach(office, path_of("Invoices", invoice, f"{number}.txt"), b"")

    assert refused(office, path_of("Invoices", invoice, "11.txt")) == [
        "A maximum of 10 attachments is allowed."
    ]
    attach(office, path_of("Invoices", invoice, "9.txt"), b"again")


@pytest.mark.parametrize("most", ["3", "10", "25"])
def test_the_largest_file_fits_and_one_more_byte_does_not(most: str) -> None:
    office = Office(switches={"xero_attachment_mb": most})
    contact = office.contact()
    content = b"x" * (int(most) * MEGABYTE)

    row = attach(office, path_of("Contacts", contact, "big.zip"), content)
    too_large = office.call("PUT", path_of("Contacts", contact, "bigger.zip"), data=content + b"x")

    assert row["ContentLength"] == len(content)
    assert too_large.status_code == 413
    assert too_large.get_json()["Title"] == "RequestEntityTooLarge"
    assert too_large.get_json()["Detail"] == "PayloadTooLarge"


def test_include_online_means_something_on_sales_only(office: Office) -> None:
    sale = office.invoice()["InvoiceID"]
    bill = office.invoice(Type="ACCPAY", InvoiceNumber="B1")["InvoiceID"]
    more: dict[str, Any] = {"query_string": "IncludeOnline=true"}

    shown = attach(office, path_of("Invoices", sale, "a.pdf"), **more)
    hidden = attach(office, path_of("Invoices", bill, "a.pdf"), **more)

    assert shown["IncludeOnline"] is True
    assert "IncludeOnline" not in hidden


def test_a_record_says_that_it_has_files_and_stands_still(office: Office) -> None:
    """Source: decisions D3: the harsher reading."""
    contact = office.contact()
    before = office.one("GET", f"/Contacts/{contact}")
    office.world.outbox.pending.clear()

    row = attach(office, path_of("Contacts", contact, "a.pdf"))
    after = office.one("GET", f"/Contacts/{contact}")

    assert (before["HasAttachments"], after["HasAttachments"]) == (False, True)
    assert (before["Attachments"], after["Attachments"]) == ([], [row])
    assert before["UpdatedDateUTC"] == after["UpdatedDateUTC"]
    assert office.world.outbox.pending == []


@pytest.mark.parametrize("parent", ["Contacts", "Invoices"])
def test_a_switch_lets_a_file_move_its_record(parent: str) -> None:
    office = Office(switches={"xero_attach_moves": "on"})
    contact = office.contact()
    record = contact if parent == "Contacts" else office.invoice(contact)["InvoiceID"]
    before = office.one("GET", f"/{parent}/{record}")
    for name in ("a.pdf", "b.pdf"):
        office.world.outbox.pending.clear()

        attach(office, path_of(parent, record, name))

        after = office.one("GET", f"/{parent}/{record}")
        assert after["UpdatedDateUTC"] != before["UpdatedDateUTC"]
        (delivery,) = office.world.outbox.pending
        assert delivery["event"]["eventType"] == "UPDATE"
        before = after


@pytest.mark.parametrize("status", ["DRAFT", "AUTHORISED", "VOIDED"])
def test_files_go_onto_an_invoice_in_any_status(office: Office, status: str) -> None:
    """Source: recorded."""
    invoice = office.invoice(Status="DRAFT" if status == "DRAFT" else "AUTHORISED")["InvoiceID"]
    if status == "VOIDED":
        office.one("POST", f"/Invoices/{invoice}", {"Status": "VOIDED"})

    row = attach(office, path_of("Invoices", invoice, "a.pdf"))

    shown = office.one("GET", f"/Invoices/{invoice}")
    assert (shown["HasAttachments"], shown["Attachments"]) == (True, [row])


def test_accounts_carry_files(office: Office) -> None:
    account = office.ok("GET", "/Accounts")[0]["AccountID"]

    attach(office, path_of("Accounts", account, "statement.csv"), b"a,b")

    assert office.one("GET", f"/Accounts/{account}")["HasAttachments"] is True


def test_an_unknown_record_or_file_is_missing(office: Office, invoice: str) -> None:
    nobody = "00000000-0000-0000-0000-000000000001"

    for method, path in [
        ("GET", path_of("Invoices", nobody)),
        ("PUT", path_of("Invoices", nobody, "a.pdf")),
        ("GET", path_of("Invoices", invoice, "a.pdf")),
        ("GET", path_of("Invoices", invoice, nobody)),
    ]:
        assert office.call(method, path).status_code == 404, path


@pytest.mark.parametrize(
    "parent", ["ManualJournals", "PurchaseOrders", "Quotes", "Receipts", "RepeatingInvoices"]
)
def test_the_other_parents_are_not_offered(office: Office, parent: str) -> None:
    answer = office.call("GET", path_of(parent, "00000000-0000-0000-0000-000000000001"))

    assert answer.status_code == 501


def test_there_is_no_deleting(office: Office, invoice: str) -> None:
    attach(office, path_of("Invoices", invoice, "a.pdf"))

    assert office.call("DELETE", path_of("Invoices", invoice, "a.pdf")).status_code == 501


def test_a_switch_lets_a_trailing_blank_fail(invoice: str, office: Office) -> None:
    """Source: XQ-17."""
    failing = Office(switches={"xero_attachment_blank": "fails"})
    contact = failing.contact()

    answer = failing.call("PUT", path_of("Contacts", contact, "a.pdf "), data=PDF)
    stored = attach(office, path_of("Invoices", invoice, "a.pdf "))

    assert answer.status_code == 500
    assert stored["FileName"] == "a.pdf "


def test_files_need_their_own_scope(office: Office, invoice: str) -> None:
    token = office.token_call(
        grant_type="client_credentials", scope="accounting.invoices"
    ).get_json()
    office.token = token["access_token"]

    assert office.call("GET", path_of("Invoices", invoice)).status_code == 401


def test_the_journal_holds_the_print_and_never_the_bytes(office: Office, invoice: str) -> None:
    content = b"x" * 100_000
    attach(office, path_of("Invoices", invoice, "a.txt"), content)

    line = next(line for line in office.world.commits.after(0) if line["type"] == "attachment")

    assert line["after"]["sha256"] == sha256(content).hexdigest()
    assert len(str(office.world.commits.after(0))) < 90_000
    assert "sha256" not in office.ok("GET", path_of("Invoices", invoice))[0]


def test_equal_contents_are_kept_once(office: Office) -> None:
    for number in range(3):
        attach(office, path_of("Contacts", office.contact(f"C{number}"), "a.txt"), b"same")

    assert len(office.world.table("xero", "_content")) == 1


def test_a_snapshot_brings_files_back(office: Office, invoice: str) -> None:
    path = path_of("Invoices", invoice, "a.txt")
    attach(office, path, b"first")
    snapshot = office.world.snapshot()
    attach(office, path, b"second")

    office.world.restore(snapshot)

    assert office.call("GET", path).data == b"first"


def test_files_outlive_the_process(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    office = Office(folder=folder)
    contact = office.contact()
    path = path_of("Contacts", contact, "a.pdf")
    attach(office, path, b"\0\xff kept")
    folder.close()

    folder = Folder(tmp_path)
    office.reopen(folder)

    assert office.call("GET", path).data == b"\0\xff kept"
    folder.close()


def test_an_idempotency_key_gives_the_first_answer_again(office: Office, invoice: str) -> None:
    path, more = path_of("Invoices", invoice, "a.txt"), {"headers": {"Idempotency-Key": "k1"}}
    attach(office, path, b"first", **more)
    before = office.world.commits.next

    attach(office, path, b"first", **more)
    other = office.call("PUT", path, data=b"other", **more)

    assert office.world.commits.next == before
    assert other.status_code == 400


def test_a_person_attaches_a_file_and_replaces_it(office: Office, invoice: str) -> None:
    for content in (b"first", b"second"):
        made = office.person(
            "attachment.add",
            invoice,
            FileName="lease.pdf",
            content=b64encode(content).decode(),
            IncludeOnline=True,
        )

    (row,) = office.ok("GET", path_of("Invoices", invoice))
    assert row["AttachmentID"] == made["AttachmentID"]
    assert row["IncludeOnline"] is True
    assert office.call("GET", path_of("Invoices", invoice, "lease.pdf")).data == b"second"


@pytest.mark.parametrize(
    "fields",
    [
        {"FileName": "a.pdf", "content": "not base64!"},
        {"FileName": "a.pdf", "content": 7},
        {"FileName": 7, "content": ""},
        {"content": ""},
        {"FileName": "a.exe", "content": ""},
        {"FileName": "a.pdf", "content": "", "ParentType": "contact"},
    ],
)
def test_a_person_s_file_is_checked_as_well(
    office: Office, invoice: str, fields: dict[str, Any]
) -> None:
    assert office.refused("attachment.add", invoice, fields=fields)


def test_a_person_deletes_files_and_the_record_says_when_none_is_left(
    office: Office, invoice: str
) -> None:
    rows = [attach(office, path_of("Invoices", invoice, name)) for name in ("a.pdf", "b.pdf")]
    before = shown(office, invoice)

    office.person("attachment.delete", rows[0]["AttachmentID"])
    with_one = shown(office, invoice)
    office.person("attachment.delete", rows[1]["AttachmentID"])
    with_none = shown(office, invoice)

    assert [row["HasAttachments"] for row in (before, with_one, with_none)] == [True, True, False]
    assert with_none["UpdatedDateUTC"] == before["UpdatedDateUTC"]
    assert office.ok("GET", path_of("Invoices", invoice)) == []
    lines = [line for line in office.world.commits.after(0) if line["type"] == "attachment"]
    assert [(line["op"], line["actor"]) for line in lines[-2:]] == [("delete", "user")] * 2
    assert office.refused("attachment.delete", rows[1]["AttachmentID"])
    told = [row["Changes"] for row in office.ok("GET", f"/Invoices/{invoice}/History")]
    assert told.count("Deleted a file") == told.count("Attached a file") == 2


def shown(office: Office, invoice: str) -> Any:
    (row,) = office.ok("GET", f"/Invoices/{invoice}")
    return row
