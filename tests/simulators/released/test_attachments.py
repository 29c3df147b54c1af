"""Files on invoices: bytes in and out, tombstones, limits, and a journal without bytes."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

import orjson
import pytest

from simulators.released.attachment import LARGEST_FILE, MOST_FILES
from tests.simulators.released.office import Office

PDF = b"%PDF-1.4\r\n\x00\xff\r\n--boundary--\r\nend"
EXTERNAL = "bbbbbbbb-0000-4000-8000-000000000001"


def a_form(data: bytes = PDF, name: str = "lease.pdf", **texts: str) -> dict[str, Any]:
    file = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    parts = [file.encode() + data]
    parts += [
        f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}'.encode()
        for field, value in texts.items()
    ]
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=edge"}


def a_file(office: Office, document: Any, who: str = "user", **fields: Any) -> Any:
    body = {"fileName": "lease.pdf", "content": b64encode(PDF).decode(), **fields}
    return office.ok("POST", f"/invoices/{document['id']}/attachments", body, who)


def test_a_file_sent_in_a_form_comes_back_byte_for_byte() -> None:
    """Source: designed, re-leased.md §3.4."""
    office = Office()
    document = office.a_document()

    made = office.ok(
        "POST",
        f"/invoices/{document['id']}/attachments",
        who="user",
        **a_form(includeWithInvoice="true"),
    )
    content = office.call("GET", f"/attachments/{made['id']}/content")

    assert made["fileName"] == "lease.pdf"
    assert made["mimeType"] == "application/pdf"
    assert (made["size"], made["sha256"]) == (len(PDF), sha256(PDF).hexdigest())
    assert (made["documentId"], made["includeWithInvoice"]) == (document["id"], True)
    assert made["deletedAt"] is None
    assert content.data == PDF
    assert content.headers["Content-Type"] == "application/pdf"
    assert content.headers["ETag"] == '"1"'


def test_a_file_sent_in_json_is_the_same_file() -> None:
    """Source: designed."""
    office = Office()
    document = office.a_document()

    made = a_file(office, document, fileName="notes.TXT")

    assert made["mimeType"] == "text/plain"
    assert office.call("GET", f"/attachments/{made['id']}/content").data == PDF


def test_equal_names_are_two_files_on_one_document_and_on_two() -> None:
    """Rule: R32. Source: open, O9: Re-Leased may hold what Xero cannot."""
    office = Office()
    first, second = office.a_document(), office.a_document()

    ids = {a_file(office, each)["id"] for each in (first, first, second)}
    listed = office.ok("GET", f"/invoices/{first['id']}/attachments")["items"]

    assert len(ids) == 3
    assert [row["fileName"] for row in listed] == ["lease.pdf", "lease.pdf"]


def test_replacing_a_file_keeps_its_id_name_and_link() -> None:
    """Rule: R32."""
    office = Office()
    made = a_file(office, office.a_document())
    office.ok("PATCH", f"/attachments/{made['id']}", {"externalId": EXTERNAL})

    after = office.ok(
        "PUT", f"/attachments/{made['id']}/content", data=b"new", content_type="image/png"
    )

    assert (after["id"], after["fileName"], after["externalId"]) == (
        made["id"],
        "lease.pdf",
        EXTERNAL,
    )
    assert (after["mimeType"], after["size"], after["version"]) == ("image/png", 3, 3)
    assert office.call("GET", f"/attachments/{made['id']}/content").data == b"new"


def test_a_deleted_file_leaves_a_tombstone_without_bytes() -> None:
    """Rule: R33. Source: open, O8."""
    office = Office()
    document = office.a_document()
    made = a_file(office, document)
    path = f"/attachments/{made['id']}"

    gone = office.ok("DELETE", path, who="user")

    files = f"/invoices/{document['id']}/attachments"
    assert gone["deletedAt"] is not None
    assert office.ok("GET", path)["deletedAt"] == gone["deletedAt"]
    assert office.code("GET", f"{path}/content") == "not_found"
    assert office.ok("GET", files)["items"] == []
    assert len(office.ok("GET", f"{files}?includeDeleted=true")["items"]) == 1
    assert office.code("DELETE", path, who="user") == "invalid_transition"
    assert office.code("PATCH", path, {"fileName": "x"}, "user") == "invalid_transition"
    assert office.code("PUT", f"{path}/content", who="user", data=b"x") == "invalid_transition"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"content": None}, "required"),
        ({"content": "***"}, "wrong_value"),
        ({"content": ""}, "required"),
        ({"fileName": None}, "required"),
        ({"fileName": "a/b.pdf"}, "wrong_value"),
        ({"fileName": "a\u0000b"}, "wrong_value"),
        ({"fileName": "x" * 256}, "too_long"),
        ({"mimeType": "pdf"}, "unsupported_media_type"),
        ({"sha256": "0"}, "unknown_field"),
        ({"externalId": EXTERNAL}, "role_forbidden"),
    ],
)
def test_what_is_wrong_about_a_file_is_refused(fields: Any, code: str) -> None:
    """Source: designed."""
    office = Office()
    path = f"/invoices/{office.a_document()['id']}/attachments"
    body = {"fileName": "lease.pdf", "content": b64encode(PDF).decode(), **fields}

    assert office.code("POST", path, body, "user") == code


def test_a_file_has_a_largest_size_and_a_document_a_largest_number() -> None:
    """The last that is taken, and the first that is not. Source: designed."""
    office = Office()
    document = office.a_document()
    path = f"/invoices/{document['id']}/attachments"

    assert office.code("POST", path, who="user", **a_form(b"x" * LARGEST_FILE)) == "ok"
    too_large = office.call("POST", path, who="user", **a_form(b"x" * (LARGEST_FILE + 1)))
    assert (too_large.status_code, too_large.get_json()["code"]) == (413, "attachment_too_large")
    for _ in range(MOST_FILES - 1):
        a_file(office, document)
    assert office.code("POST", path, who="user", **a_form()) == "too_many"


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"data": b"x", "content_type": "text/plain"}, 415, "unsupported_media_type"),
        ({"data": b"x", "content_type": "multipart/form-data"}, 400, "malformed_form"),
        (
            {"data": b"x", "content_type": "multipart/form-data; boundary=b"},
            400,
            "malformed_form",
        ),
        (
            {"data": {"other": "x"}, "content_type": "multipart/form-data"},
            422,
            "validation_failed",
        ),
        ({"data": b"{", "content_type": "application/json"}, 400, "malformed_json"),
    ],
)
def test_a_body_that_carries_no_file_is_refused(more: Any, status: int, code: str) -> None:
    """Source: designed."""
    office = Office()
    path = f"/invoices/{office.a_document()['id']}/attachments"

    answer = office.call("POST", path, who="user", **more)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_the_journal_has_no_bytes_and_the_state_has_no_contents() -> None:
    """Source: decisions: contents are kept beside the books."""
    office = Office()
    a_file(office, office.a_document())

    lines = orjson.dumps(office.world.commits.after(0))

    assert b64encode(PDF)[:20] not in lines
    assert sha256(PDF).hexdigest().encode() in lines


def test_a_vintage_takes_no_files_from_xero_but_lets_them_be_linked() -> None:
    """Source: RL-EXPENSE19 against the guide; switch pull_attachments."""
    office = Office(profile="legacy")
    document = office.a_document()
    made = a_file(office, document)
    path = f"/attachments/{made['id']}"

    body = {"fileName": "x.pdf", "content": b64encode(PDF).decode()}
    add = f"/invoices/{document['id']}/attachments"
    assert office.code("POST", add, body, "sync") == "role_forbidden"
    assert office.code("PUT", f"{path}/content", data=b"x") == "role_forbidden"
    assert office.code("DELETE", path) == "role_forbidden"
    assert office.code("PATCH", path, {"fileName": "y"}) == "role_forbidden"
    assert office.code("PATCH", path, {"externalId": EXTERNAL}) == "ok"


def test_one_external_id_is_linked_to_one_file() -> None:
    """Source: designed, `duplicate_external_id`."""
    office = Office()
    document = office.a_document()
    first, second = a_file(office, document), a_file(office, document)
    body = {"externalId": EXTERNAL}

    assert office.code("PATCH", f"/attachments/{first['id']}", body) == "ok"
    assert office.code("PATCH", f"/attachments/{second['id']}", body) == "duplicate_external_id"


@pytest.mark.parametrize("name", ["", "  ", None])
def test_a_file_keeps_a_name(name: str | None) -> None:
    """Source: designed: a change that blanks the name is refused."""
    office = Office()
    document = office.a_document()
    path = f"/invoices/{document['id']}/attachments"
    file = office.ok("POST", path, {"fileName": "a.txt", "content": "UERG"})

    code = office.code("PATCH", f"/attachments/{file['id']}", {"fileName": name})

    assert code == "required"


def test_people_add_replace_rename_and_delete_files() -> None:
    """Source: promised to scenarios: `content` is Base64."""
    office = Office()
    document = office.a_document()
    content = b64encode(b"one").decode()

    made = office.person("attachment.add", document["id"], fileName="a.txt", content=content)
    changed = office.person("attachment.replace", made["id"], content=b64encode(b"two!").decode())
    renamed = office.person("attachment.edit", made["id"], fileName="b.txt")
    gone = office.person("attachment.delete", made["id"])

    assert (made["size"], changed["size"], renamed["fileName"]) == (3, 4, "b.txt")
    assert gone["deletedAt"] is not None
    assert office.person("attachment.delete", made["id"]) == "invalid_transition"
    assert office.person("attachment.add", 999, fileName="a", content=content) == "not_found"


def test_the_integration_writes_files_only_while_connected() -> None:
    """Source: designed, `not_connected`."""
    office = Office()
    made = a_file(office, office.a_document())
    office.person("connection.disconnect")

    assert office.code("PUT", f"/attachments/{made['id']}/content", data=b"x") == "not_connected"
    assert office.code("DELETE", f"/attachments/{made['id']}") == "not_connected"


def test_a_file_of_another_company_is_not_there() -> None:
    """Rule: R52."""
    office = Office()
    made = a_file(office, office.a_document())

    for path in (f"/attachments/{made['id']}", f"/attachments/{made['id']}/content"):
        assert office.code("GET", f"/rl/v1/companies/2{path}") == "not_found"


def test_files_of_all_documents_are_listed_by_what_changed_since() -> None:
    """Source: designed."""
    office = Office()
    first, second = office.a_document(), office.a_document()
    a_file(office, first)
    office.world.pass_time(60)
    late = a_file(office, second)

    since = late["updatedAt"]
    assert len(office.ok("GET", "/attachments")["items"]) == 2
    listed = office.ok("GET", f"/attachments?updatedSince={since}")["items"]
    assert [row["id"] for row in listed] == [late["id"]]
    by_name = office.ok("GET", f"/attachments?documentId={first['id']}&fileName=lease.pdf")
    assert len(by_name["items"]) == 1


def test_files_tell_of_themselves_in_webhooks() -> None:
    """Source: designed, re-leased.md §6.8."""
    office = Office(switches={"rl_webhooks": "on"})
    document = office.a_document()
    office.world.outbox.take(None)

    made = a_file(office, document)
    path = f"/attachments/{made['id']}"
    office.ok("PATCH", path, {"externalId": EXTERNAL})
    office.ok("PUT", f"{path}/content", data=b"new")
    office.ok("DELETE", path)

    heard = [line["event"]["type"] for line in office.world.outbox.take(None)]
    assert heard == ["attachment.added", "attachment.replaced", "attachment.deleted"]
