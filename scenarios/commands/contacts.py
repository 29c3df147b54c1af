"""What people do to contacts, in either product."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from unicodedata import normalize

from scenarios.chance import Chance, odds, pick
from scenarios.commands.command import Command, never, ref, spelled, step
from scenarios.model import RELEASED, XERO, Known, Model, Step, other

TRADES: Final = ("Rowan", "Harbour", "Quay", "O'Brien & Söhne", "Zażółć", "東京商事", "Ünal-Kaya")
FORMS: Final = ("Ltd", "Holdings", "LLP", "& Co", "Trust")

Writer = Callable[[str, str, str], dict[str, Any]]
"""Writes one unit of a contact in one system: (system, root's token, unique text) -> fields."""


def _name(system: str, token: str, mark: str) -> dict[str, Any]:
    return {spelled(system, "Name", "name"): f"Renamed {mark} {token}".rstrip()}


def _email(system: str, token: str, mark: str) -> dict[str, Any]:
    local = f"{token}.{mark}" if token else mark
    return {spelled(system, "EmailAddress", "email"): f"{local}@example.test"}


def _no_email(system: str, _token: str, _mark: str) -> dict[str, Any]:
    """Cleared as each product clears a field: with an empty text, or with null."""
    return {"EmailAddress": ""} if system == XERO else {"email": None}


def _first_name(system: str, _token: str, mark: str) -> dict[str, Any]:
    return {spelled(system, "FirstName", "firstName"): f"Jo {mark}"}


def _last_name(system: str, _token: str, mark: str) -> dict[str, Any]:
    return {spelled(system, "LastName", "lastName"): f"van der {mark}"}


def _tax_number(system: str, _token: str, mark: str) -> dict[str, Any]:
    return {spelled(system, "TaxNumber", "taxNumber"): f"GB {mark.upper()}"}


def digits(mark: str) -> str:
    """A phone number that is as unique as `mark`."""
    return "".join(f"{ord(letter) % 100:02d}" for letter in mark)


def _mobile(system: str, _token: str, mark: str) -> dict[str, Any]:
    if system == XERO:
        return {"Phones": [{"PhoneType": "MOBILE", "PhoneNumber": digits(mark)}]}
    return {"phones": [{"type": "mobile", "number": digits(mark)}]}


def _postal(system: str, _token: str, mark: str) -> dict[str, Any]:
    street, city = f"{len(mark)} {mark.title()} Street", "Porto"
    if system == XERO:
        line = {"AddressType": "POBOX", "AddressLine1": street, "City": city, "PostalCode": "4050"}
        return {"Addresses": [line]}
    lines = {"type": "postal", "line1": street, "city": city, "postalCode": "4050"}
    return {"addresses": [lines]}


UNITS: Final[tuple[tuple[str, Writer], ...]] = (
    ("mobile", _mobile),
    ("email", _email),
    ("name", _name),
    ("first name", _first_name),
    ("tax number", _tax_number),
    ("last name", _last_name),
    ("address", _postal),
    ("no email", _no_email),
)
"""The units of a contact that both systems share; edits on both sides collide here."""


def _fax(mark: str) -> dict[str, Any]:
    return {"Phones": [{"PhoneType": "FAX", "PhoneNumber": digits(mark)}]}


def _account_number(mark: str) -> dict[str, Any]:
    return {"AccountNumber": f"A-{mark}"}


XERO_UNITS: Final = (("account number", _account_number), ("fax", _fax))
"""Units that live in Xero only and must survive whatever the sync does."""


def _contact_name(model: Model, chance: Chance, system: str, token: str) -> str:
    """A contact's name: mostly plain, now and then a namesake of another or oddly spaced."""
    plain = f"{pick(chance, TRADES)} {pick(chance, FORMS)} {token}"
    turn = chance.below(16)
    namesakes = [r for r in model.of("contact") if r.text and r.is_live()]
    if turn in (12, 13, 14) and namesakes:
        sake = pick(chance, namesakes)
        return pick(chance, SPELLINGS)(sake.text)
    if turn == 15 and system == RELEASED:
        return plain.replace(" ", "  ", 1) + " "
    return plain


def _decomposed(text: str) -> str:
    return normalize("NFD", text)


def _spaced(text: str) -> str:
    return text.replace(" ", "  ", 1)


SPELLINGS: Final[tuple[Callable[[str], str], ...]] = (
    str, str, str.upper, str.lower, _decomposed, _spaced,
)  # fmt: skip
"""How a namesake is spelled: the same, in another case, another Unicode form, other blanks."""


def create_contact(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person adds a contact; its token stands in the name and in the e-mail address."""
    if system not in model.sides() or not model.has_room_for("contact"):
        return None
    token, name, at = model.mark(), model.name("c"), 1 + chance.below(model.pairings)
    text = _contact_name(model, chance, system, token)
    fields: dict[str, Any] = {
        spelled(system, "Name", "name"): text,
        spelled(system, "EmailAddress", "email"): f"{token}@example.test",
    }
    if odds(chance, 1, 3):
        fields |= _mobile(system, token, model.mark())
    if odds(chance, 1, 4):
        fields |= _postal(system, token, model.mark())
    made = Known(name=name, type="contact", born=system, at=at, token=token, text=text)
    made.refused = system == RELEASED and token not in text
    if system == RELEASED and model.pairings > 1 and odds(chance, 1, 3):
        fields["companyIds"] = [1 + place for place in range(model.pairings)]
        made.shared = True
    model.add(made)
    return step("contact.create", system, named=name, at=at, fields=fields)


def _unit(target: Known, system: str, chance: Chance) -> tuple[str, Writer]:
    """The unit to write: half of the time the one that the far side has written meanwhile."""
    theirs = target.touched.get(other(system))
    same = [unit for unit in UNITS if unit[0] == theirs]
    if same and odds(chance, 1, 2):
        return same[0]
    return pick(chance, UNITS)


def edit_contact(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person changes one unit of a contact, archived or not."""
    target = model.target(chance, "contact", system)
    if target is None:
        return None
    if system == XERO and odds(chance, 1, 6):
        unit, own = pick(chance, XERO_UNITS)
        fields = own(model.mark())
    else:
        unit, write = _unit(target, system, chance)
        fields = write(system, target.token, model.mark())
    target.touched[system] = unit
    target.refused = target.refused or (system == RELEASED and target.status == "archived")
    return step("contact.edit", system, on=target.name, fields=fields)


def _is_active(record: Known) -> bool:
    return record.status == "active"


def _is_archived(record: Known) -> bool:
    return record.status == "archived"


def _is_shown_archived(record: Known) -> bool:
    """Archived, and Re-Leased has heard of it: before a cycle there is nothing to bring back."""
    return _is_archived(record) and record.touched.get(XERO) != "status"


def move_contact(
    model: Model, chance: Chance, *, system: str, kind: str, before: str, after: str
) -> Step | None:
    """A person archives a contact, or brings one back."""
    back = _is_shown_archived if system == RELEASED else _is_archived
    suits = _is_active if before == "active" else back
    target = model.target(chance, "contact", system, suits)
    if target is None:
        return None
    target.status = after
    target.refused = target.refused and after == "archived"
    target.touched[system] = "status"
    return step(kind, system, on=target.name)


def forbidden_archive(model: Model, chance: Chance) -> Step | None:
    """A person tries to archive in Re-Leased, where a paired company refuses it."""
    target = model.target(chance, "contact", RELEASED, _is_active)
    return None if target is None else step("contact.archive", RELEASED, on=target.name)


def merge_contact(model: Model, chance: Chance) -> Step | None:
    """A person merges one contact into another; only Xero can."""
    into = model.target(chance, "contact", XERO, _is_active)
    if into is None:
        return None
    losers = [
        r
        for r in model.of("contact")
        if r.is_seen_in(XERO) and r.is_live() and r.at == into.at and r is not into and r.token
    ]
    if not losers:
        return None
    loser = pick(chance, losers)
    loser.status = "merged"
    return step("contact.merge", XERO, on=loser.name, fields={"into": ref(into.name)})


_archive = partial(move_contact, kind="contact.archive", before="active", after="archived")
_back = partial(move_contact, before="archived", after="active")

COMMANDS: Final = (
    Command("contact.create", RELEASED, "contacts", 6, partial(create_contact, system=RELEASED),
            makes="contact"),
    Command("contact.create", XERO, "contacts", 5, partial(create_contact, system=XERO),
            makes="contact"),
    Command("contact.edit", RELEASED, "contacts", 10, partial(edit_contact, system=RELEASED)),
    Command("contact.edit", XERO, "contacts", 10, partial(edit_contact, system=XERO)),
    Command("contact.archive", XERO, "contacts", 5, partial(_archive, system=XERO)),
    Command("contact.archive", RELEASED, "contacts", 1, forbidden_archive),
    Command("contact.restore", XERO, "contacts", 9, partial(_back, system=XERO,
                                                            kind="contact.restore")),
    Command("contact.unarchive", RELEASED, "contacts", 9, partial(_back, system=RELEASED,
                                                                  kind="contact.unarchive")),
    Command("contact.merge", XERO, "contacts", 2, merge_contact),
    Command("contact.merge", RELEASED, "contacts", 0, never),
)  # fmt: skip
