"""Steps in words: what a person, a fault or the sync does, one sentence each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from scenarios.model import RELEASED, XERO, Step

WHERE: Final = {XERO: "In Xero", RELEASED: "In Re-Leased"}

VERBS: Final = {
    "contact.create": "adds a contact",
    "contact.edit": "changes the contact",
    "contact.archive": "archives the contact",
    "contact.restore": "restores the contact",
    "contact.unarchive": "unarchives the contact",
    "contact.merge": "merges the contact",
    "invoice.create": "enters an invoice",
    "invoice.edit": "changes the invoice",
    "invoice.submit": "submits the invoice",
    "invoice.approve": "approves the invoice",
    "invoice.void": "voids the invoice",
    "invoice.delete": "deletes the invoice",
    "document.create": "enters a document",
    "document.edit": "changes the document",
    "document.submit": "submits the document",
    "document.approve": "approves the document",
    "document.return": "returns the document to draft",
    "document.void": "voids the document",
    "document.delete": "deletes the draft",
    "payment.create": "records a payment",
    "payment.reverse": "reverses the payment",
    "payment.edit": "changes the payment",
    "payment.reconcile": "reconciles the payment",
    "payment.unreconcile": "takes back the reconciliation of the payment",
    "bank_transaction.create": "records money without a document",
    "bank_transaction.edit": "changes the money",
    "bank_transaction.delete": "deletes the money",
    "bank_transfer.create": "moves money between two accounts",
    "batch_payment.create": "pays a batch",
    "batch_payment.delete": "takes the batch back",
    "overpayment.void": "voids the overpayment",
    "prepayment.void": "voids the prepayment",
    "allocation.create": "sets credit off",
    "allocation.delete": "takes the allocation back",
    "attachment.add": "puts a file",
    "attachment.replace": "gives other bytes to the file",
    "attachment.edit": "renames the file",
    "attachment.delete": "deletes the file",
    "organisation.lock_dates": "locks a period",
    "organisation.offline": "takes the organisation offline",
    "app.disconnect": "disconnects the app",
    "connection.connect": "connects the company",
    "connection.disconnect": "disconnects the company",
    "connection.revoke": "revokes the access",
    "sync_record.unlink": "leaves out of the sync what is listed as refused,",
    "sync_record.link": "takes into the sync again",
}
"""What a person does, by kind; other kinds are named as they are written."""


def in_words(steps: Iterable[Step]) -> Iterator[str]:
    """One sentence per step, without numbers."""
    for step in steps:
        yield _FLOW.get(step["do"], _action)(step)


def _action(step: Step) -> str:
    noun, _, verb = step["do"].partition(".")
    said = VERBS.get(step["do"], f"does {verb} on the {noun.replace('_', ' ')}")
    parts = [WHERE[step["in"]], "a person", said]
    if "as" in step and "on" in step:
        parts.append(f"{step['as']} on {step['on']}")
    else:
        parts += [step[key] for key in ("as", "on") if key in step]
    if step.get("at", 1) != 1:
        parts.append(f"(pairing {step['at']})")
    sentence = " ".join(parts)
    fields = step.get("fields")
    return f"{sentence}: {_listed(fields)}." if fields else f"{sentence}."


def _listed(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_shown(value)}" for name, value in fields.items())


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        if set(value) == {"ref"}:
            return str(value["ref"])
        if set(value) == {"due"}:
            return f"all that is due on {value['due']}"
        if set(value) == {"payer"}:
            return f"the contact of {value['payer']}"
        return f"({_listed(value)})"
    if isinstance(value, list):
        return " + ".join(_shown(item) for item in value)
    return '""' if value == "" else str(value)


WAYS_IN_WORDS: Final = {
    "deliver": "All webhooks that wait are delivered.",
    "repeat": "All webhooks that wait are delivered twice.",
    "reorder": "All webhooks that wait are delivered, the newest first.",
    "drop": "All webhooks that wait are lost.",
    "again": "All webhooks that were delivered so far are delivered once more.",
    "forge": "A webhook with a wrong signature is delivered.",
}


def _webhooks(step: Step) -> str:
    return WAYS_IN_WORDS[step["way"]]


def _switch(step: Step) -> str:
    return f"The products are switched: {_listed(step['set'])}."


def _cycle(step: Step) -> str:
    if "calls" in step:
        return f"The sync begins a cycle and is stopped after {step['calls']} calls."
    return "The sync runs one cycle."


def _noop(_step: Step) -> str:
    return "Nothing happens."


def _clock(step: Step) -> str:
    return f"{step['advance_s']} seconds pass."


def _fault(step: Step) -> str:
    match, action = step["match"], step["action"]
    where = " ".join(str(match[key]) for key in ("system", "method", "path") if key in match)
    detail = ", ".join(str(value) for key, value in action.items() if key != "kind")
    said = f"{action['kind']}({detail})" if detail else action["kind"]
    times = f", {match['times']} times" if match.get("times", 1) > 1 else ""
    return (
        f"A fault lies in wait: {said} at matching call {match.get('nth', 1)}"
        f"{f' of {where}' if where else ''}{times}."
    )


def _race(step: Step) -> str:
    when = step.get("when", "before")
    return f"Just {when} call {step['call']} of the next cycle: {_action(step['step'])}"


_FLOW: Final[Mapping[str, Callable[[Step], str]]] = {
    "noop": _noop,
    "cycle": _cycle,
    "clock": _clock,
    "webhooks": _webhooks,
    "switch": _switch,
    "fault": _fault,
    "race": _race,
}
