"""Files on documents, with their bytes."""

from typing import Any, Final
from urllib.parse import quote

from simulators.kernel.call import Call, Doc, Endpoint, Handler, Reply
from simulators.kernel.contents import kept
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.multipart import File, read_form
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.actions import attachments
from simulators.released.actions.attachments import Upload
from simulators.released.attachment import LARGEST_FILE, STATUSES
from simulators.released.dialect import JSON, json_body, json_reply, media_type
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    lister,
    reader,
    record_of,
    record_reply,
    require_version,
)
from simulators.released.endpoints.listing import Listing, answer, read_query
from simulators.released.endpoints.shapes import plain

FORM: Final = "multipart/form-data"
LARGEST_BODY: Final = LARGEST_FILE * 7 // 5
"""The largest file in Base64, with something around it."""

LISTING: Final = Listing(
    "attachment",
    statuses=STATUSES,
    ids={"documentId": "documentId"},
    texts={"externalId": "externalId", "fileName": "fileName"},
    search=("fileName",),
    narrow={"externalId": ("external",), "documentId": ("companyId", "documentId")},
)


def _upload(call: Call) -> Upload:
    """The file that a call carries, in a form or in JSON."""
    media = media_type(call)
    if media == FORM:
        return _from_form(call)
    if media == JSON:
        return attachments.upload(json_body(call, LARGEST_BODY))
    raise Refused(Refusal("unsupported_media_type", f"Send {FORM} or {JSON}."))


def _from_form(call: Call) -> Upload:
    form = read_form(call.body, call.headers.get("content-type", ""))
    if form is None:
        raise Refused(Refusal("malformed_form", "The body is not a well-formed form."))
    if len(form.files) != 1 or form.files[0].field != "file":
        message = "Send one file, in the field `file`."
        raise Refused(Refusal("required", message, "file"))
    file = form.files[0]
    told = {"mimeType": file.media} if file.media else {}
    return Upload(file.data, {**_named(file), **told, **_texts(form.texts)})


def _named(file: File) -> dict[str, Any]:
    return {"fileName": file.name} if file.name else {}


def _texts(texts: dict[str, str]) -> dict[str, Any]:
    """The form's other fields; the one that holds no text is read as what it stands for."""
    truths = {"true": True, "false": False}
    return {
        name: truths.get(value, value) if name == "includeWithInvoice" else value
        for name, value in texts.items()
    }


def _document(world: World, call: Call, shelf: str) -> Doc:
    """The document of the path: an invoice below /invoices, a credit note below /credit-notes."""
    return record_of(world, call, "document", "document", shelf)


def _list_of(shelf: str) -> Handler:
    """The handler that lists the files of one document."""

    def list_files(world: World, call: Call) -> Reply:
        document = _document(world, call, shelf)
        asked = read_query(world, call, company_of(call), LISTING)
        asked.equals["documentId"] = document["id"]
        return json_reply(answer(world, LISTING, asked, plain))

    return list_files


def _adder(shelf: str) -> Handler:
    """The handler that puts a file on a document."""

    def add(world: World, call: Call) -> Reply:
        document = _document(world, call, shelf)
        made = attachments.add(world, call.origin, company_of(call), document, _upload(call))
        return record_reply(world, call, "attachment", made, 201)

    return add


def read_bytes(world: World, call: Call) -> Reply:
    """The bytes of a file; those of a deleted one are not shown any more."""
    record = record_of(world, call, "attachment")
    if record["deletedAt"] is not None:
        raise Refused(Refusal("not_found", f"There is nothing at {call.path}."))
    name = quote(record["fileName"])
    headers = {
        "Content-Type": record["mimeType"],
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "ETag": f'"{record["version"]}"',
    }
    return Reply(200, kept(world, books.SYSTEM, record["sha256"]), headers)


def replace(world: World, call: Call) -> Reply:
    """Other bytes, sent as they are; Content-Type says what they are."""
    record = record_of(world, call, "attachment")
    require_version(world, call, record)
    media = media_type(call)
    if media == FORM:
        raise Refused(Refusal("unsupported_media_type", "Send the bytes of the file alone."))
    upload = Upload(call.body, {"mimeType": media} if media else {})
    after = attachments.replace(world, call.origin, company_of(call), record, upload)
    return record_reply(world, call, "attachment", after)


def patch(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Rename it, say whether it goes to the tenant, note its id in Xero."""
    return attachments.edit(world, call.origin, company, record, json_body(call))


def delete(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Leave a tombstone."""
    return attachments.delete(world, call.origin, company, record)


BASE: Final = "/rl/v1/companies/<company>"
PATH: Final = f"{BASE}/attachments"


def _of_documents(path: str, shelf: str) -> tuple[Endpoint, ...]:
    files = f"{BASE}/{path}/<document>/attachments"
    return (
        Endpoint("GET", files, _list_of(shelf), "read"),
        Endpoint("POST", files, _adder(shelf), "write"),
    )


ENDPOINTS: Final = (
    *_of_documents("invoices", ""),
    *_of_documents("credit-notes", "credit-notes"),
    Endpoint("GET", PATH, lister(LISTING), "read"),
    Endpoint("GET", f"{PATH}/<id>", reader("attachment"), "read"),
    Endpoint("PATCH", f"{PATH}/<id>", changer("attachment", patch), "write"),
    Endpoint("DELETE", f"{PATH}/<id>", changer("attachment", delete), "write"),
    Endpoint("GET", f"{PATH}/<id>/content", read_bytes, "read"),
    Endpoint("PUT", f"{PATH}/<id>/content", replace, "write"),
)
