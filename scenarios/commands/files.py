"""What people do to files in either product: add, replace, rename, delete, out of scope too."""

from base64 import b64encode
from functools import partial
from typing import Any, Final
from unicodedata import normalize

from scenarios.chance import Chance, odds, pick
from scenarios.commands.command import Command, spelled, step
from scenarios.model import RELEASED, XERO, Known, Model, Step, other

PLAIN: Final = ("lease.pdf", "invoice.pdf", "meter.txt", "plan.png")
HARD: Final = (
    "A&B 100% #1 (é).pdf",
    normalize("NFD", "Zürich – Größe.txt"),
    "two  blanks, a comma.pdf",
    "brackets [a] (b) {c}.pdf",
    "100%25 sure.pdf",
    "LEASE.PDF",
    "租金.pdf",
    f"{'long ' * 44}name.pdf",
)
"""Names that a careless address spoils."""

REFUSED: Final = ("tool.exe", "no ending", "a+b.pdf")
"""Names that Xero does not take: by their type, by their letters."""

OUT_OF_SCOPE: Final = ("contact", "bank_transaction")
"""Records of Xero whose files never cross."""


def content(text: str) -> str:
    """The bytes of a small file in Base64: equal texts of equal length make equal sizes."""
    return b64encode(text.encode()).decode()


def _fresh(model: Model) -> str:
    """Bytes that nothing else in the history has, always of the same length."""
    return content(f"File {model.mark()}\n")


def _longer(model: Model, chance: Chance) -> str:
    return content(f"File {model.mark()}\n" + "and more\n" * (1 + chance.below(3)))


def _document(model: Model, chance: Chance, system: str) -> Known | None:
    """Mostly a document whose files cross; now and then a draft or one that is void."""
    owning = "credit_note" if odds(chance, 1, 4) else "document"
    turn = chance.below(8)
    suits = _may_be_void if turn == 7 else _is_draft if turn in (5, 6) else _is_live
    found = model.target(chance, owning, system, suits)
    found = found or model.target(chance, "document", system, suits)
    return found or model.target(chance, "document", system, _is_live)


def _is_live(record: Known) -> bool:
    return record.is_live()


def _is_draft(record: Known) -> bool:
    return record.status == "draft"


def _may_be_void(record: Known) -> bool:
    return record.status != "deleted"


def _name(model: Model, chance: Chance, document: Known, system: str) -> str:
    """A file's name: plain, hard, refused, or one that a file of the document has already."""
    turn = chance.below(12)
    siblings = [r for r in _files(model) if r.document == document.name and r.is_live()]
    if turn in (6, 7, 8) and siblings:
        return pick(chance, siblings).text
    if turn in (9, 10):
        return pick(chance, HARD)
    if turn == 11 and system == RELEASED:
        return pick(chance, REFUSED)
    return pick(chance, PLAIN)


def _files(model: Model) -> list[Known]:
    return list(model.of("attachment"))


def add_file(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person puts a file on a document; in Xero the same name replaces what had it."""
    document = _document(model, chance, system)
    if document is None or not model.has_room_for("attachment"):
        return None
    name, text = model.name("f"), _name(model, chance, document, system)
    record = Known(
        name=name, type="attachment", born=system, at=document.at, token=name, text=text,
        document=document.name,
    )  # fmt: skip
    record.touched[system] = "bytes"
    model.add(record)
    fields: dict[str, Any] = {
        spelled(system, "FileName", "fileName"): text,
        "content": _fresh(model),
    }
    if system == XERO and odds(chance, 1, 6):
        fields["IncludeOnline"] = True
    return step("attachment.add", system, named=name, on=document.name, fields=fields)


def replace_there(model: Model, chance: Chance) -> Step | None:
    """A person uploads other bytes in Xero under a name that is there."""
    target = _target(model, chance, XERO)
    if target is None:
        return None
    target.touched[XERO] = "bytes"
    fields = {"FileName": target.text, "content": _other(model, chance)}
    return step("attachment.add", XERO, on=target.document, fields=fields)


def replace_here(model: Model, chance: Chance) -> Step | None:
    """A person gives a file of Re-Leased other bytes."""
    target = _target(model, chance, RELEASED)
    if target is None:
        return None
    target.touched[RELEASED] = "bytes"
    fields = {"content": _other(model, chance)}
    return step("attachment.replace", RELEASED, on=target.name, fields=fields)


def _other(model: Model, chance: Chance) -> str:
    """Other bytes: two times in three of the same length, so that no size gives them away."""
    return _longer(model, chance) if odds(chance, 1, 3) else _fresh(model)


def _target(model: Model, chance: Chance, system: str) -> Known | None:
    """A file that is there, or that the far side has deleted since the last cycle."""

    def suits(record: Known) -> bool:
        return record.is_live() or record.touched.get(other(system)) == "deletion"

    return model.target(chance, "attachment", system, suits)


def rename(model: Model, chance: Chance) -> Step | None:
    """A person gives a file another name; only Re-Leased can."""
    target = _target(model, chance, RELEASED)
    if target is None:
        return None
    target.text = f"{model.mark()}.pdf" if odds(chance, 1, 2) else pick(chance, HARD)
    target.touched[RELEASED] = "name"
    return step("attachment.edit", RELEASED, on=target.name, fields={"fileName": target.text})


def delete(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person deletes a file, which in Xero no call can do."""
    target = _target(model, chance, system)
    if target is None:
        return None
    target.status = "deleted"
    target.touched[system] = "deletion"
    return step("attachment.delete", system, on=target.name)


def _has_files(model: Model, document: Known) -> bool:
    return any(r.document == document.name and r.is_live() for r in _files(model))


def add_elsewhere(model: Model, chance: Chance) -> Step | None:
    """A person puts a file on a contact or a bank entry in Xero: it never crosses (R34)."""
    owner = model.target(chance, pick(chance, OUT_OF_SCOPE), XERO)
    filed = [model.records.get(r.contact) for r in model.of("document") if _has_files(model, r)]
    debtors = [r for r in filed if r is not None and r.is_live() and XERO in model.sides()]
    if debtors and odds(chance, 2, 3):
        owner = pick(chance, debtors)
    owner = owner or model.target(chance, OUT_OF_SCOPE[0], XERO)
    if owner is None:
        return None
    fields: dict[str, Any] = {"FileName": pick(chance, PLAIN), "content": _fresh(model)}
    return step("attachment.add", XERO, on=owner.name, fields=fields)


def add_in_xero(model: Model, chance: Chance) -> Step | None:
    """A person puts a file on a record in Xero; now and then on one that is out of scope."""
    if odds(chance, 1, 6):
        return add_elsewhere(model, chance)
    return add_file(model, chance, system=XERO)


COMMANDS: Final = (
    Command("attachment.add", RELEASED, "files", 12, partial(add_file, system=RELEASED),
            makes="attachment"),
    Command("attachment.add", XERO, "files", 7, replace_there),
    Command("attachment.add", XERO, "files", 12, add_in_xero, makes="attachment"),
    Command("attachment.replace", RELEASED, "files", 7, replace_here),
    Command("attachment.edit", RELEASED, "files", 3, rename),
    Command("attachment.delete", RELEASED, "files", 4, partial(delete, system=RELEASED)),
    Command("attachment.delete", XERO, "files", 4, partial(delete, system=XERO)),
)  # fmt: skip
