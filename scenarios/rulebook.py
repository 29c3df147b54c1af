"""The rulebook as data: what each rule says in plain words, and how the judge looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RuleRow:
    """
    One rule.

    Args:
        id: `R1` to `R64`.
        title: a few words for tables.
        sentence: what the guide asks for, in our words; or, without a guide sentence, what must
            hold so that the guide's sentences can be true.
        guide: the numbers of the guide's sentences behind it; empty for a cross-cutting rule.
        checks: `T` on each commit, `Q` at settled points, `H` over the whole history.
        entities: what it speaks of.
    """

    id: str
    title: str
    sentence: str
    guide: tuple[int, ...]
    checks: str
    entities: tuple[str, ...]


_ALL: Final = ("contact", "document", "payment", "reference")
_BUSINESS: Final = ("contact", "document", "payment")

RULEBOOK: Final = (
    RuleRow("R1", "one owner for each field",
            "Shared fields travel both ways, some only from Xero, and each product keeps the rest "
            "to itself: the sync writes nothing else.", (1, 2), "H", _ALL),
    RuleRow("R2", "a contact made in Re-Leased exists in Xero",
            "A contact that a person makes in Re-Leased appears in Xero, once, with the same "
            "details.", (3, 9), "Q", ("contact",)),
    RuleRow("R3", "a contact made in Xero exists in Re-Leased",
            "A contact that a person makes in Xero appears in Re-Leased, once, with the same "
            "details.", (3, 9), "Q", ("contact",)),
    RuleRow("R4", "a contact edited in Re-Leased is edited in Xero",
            "What a person changes on a contact in Re-Leased changes in Xero, and nothing else "
            "does.", (9,), "QT", ("contact",)),
    RuleRow("R5", "a contact edited in Xero is edited in Re-Leased",
            "What a person changes on a contact in Xero changes in Re-Leased, and nothing else "
            "does.", (9,), "QT", ("contact",)),
    RuleRow("R6", "edits on both sides are merged by field",
            "When both sides edited a contact, each field ends as somebody wrote it: edits of "
            "different fields both survive.", (9,), "Q", ("contact",)),
    RuleRow("R7", "archived in Xero, archived in Re-Leased",
            "A contact archived in Xero becomes archived in Re-Leased, and nothing of it is lost.",
            (3, 10), "Q", ("contact",)),
    RuleRow("R8", "archiving starts in Xero only",
            "Contacts are archived in Xero only: Re-Leased refuses it, and the sync archives "
            "nothing in Xero.", (3, 10), "T", ("contact",)),
    RuleRow("R9", "restored in Xero, restored in Re-Leased",
            "A contact brought back in Xero is brought back in Re-Leased, as the same record.",
            (9,), "Q", ("contact",)),
    RuleRow("R10", "unarchived in Re-Leased, restored in Xero",
            "A contact unarchived in Re-Leased is active in Xero too, or archived again in both "
            "with an entry in the sync results.", (9,), "Q", ("contact",)),
    RuleRow("R11", "no contact rises by itself",
            "Only a person brings an archived contact back; edits, documents and retries never "
            "do.",
            (10,), "T", ("contact",)),
    RuleRow("R12", "one party, one pair",
            "Two parties of one name stay two records: a name that is taken is reported, never "
            "merged into the other party.", (9,), "QT", ("contact",)),
    RuleRow("R13", "merges in Xero are followed",
            "When contacts are merged in Xero, their documents follow the survivor, and the loser "
            "is not made again.", (), "Q", ("contact", "document")),
    RuleRow("R14", "money spent or received directly never crosses",
            "Spend-money and receive-money entries stay in Xero, in both directions; an over- or "
            "prepayment shows in Re-Leased as a credit, and as nothing else.", (4,), "TQ",
            ("bank transaction", "credit")),
    RuleRow("R15", "a document made in Re-Leased exists in Xero",
            "An invoice or bill that leaves Draft in Re-Leased appears in Xero, once, with the "
            "same content.", (3, 11, 12), "Q", ("document",)),
    RuleRow("R16", "a document made in Xero exists in Re-Leased",
            "An invoice or bill submitted or approved in Xero appears in Re-Leased, once, with "
            "the same content.", (11,), "Q", ("document",)),
    RuleRow("R17", "drafts stay in Re-Leased",
            "A draft in Re-Leased does not sync.", (12,), "HQ", ("document",)),
    RuleRow("R18", "awaiting approval is pushed as submitted",
            "A document that awaits approval in Re-Leased awaits approval in Xero: neither hidden "
            "as a draft nor approved by the sync.", (12,), "TQ", ("document",)),
    RuleRow("R19", "approved is pushed as authorised",
            "An approved document is approved on both sides, and paid on both or on neither.",
            (12,), "Q", ("document",)),
    RuleRow("R20", "approval travels both ways",
            "A document approved in either product is approved in both.", (11, 12, 13), "Q",
            ("document",)),
    RuleRow("R21", "no falling back",
            "The sync never takes a document back down the ladder by itself.", (12,), "T",
            ("document",)),
    RuleRow("R22", "content edits travel both ways",
            "What a person changes on an open document in either product changes in the other.",
            (11, 13), "Q", ("document",)),
    RuleRow("R23", "voided in Re-Leased, voided in Xero",
            "A document voided in Re-Leased is void in Xero.", (13,), "Q", ("document",)),
    RuleRow("R24", "voided in Xero, voided in Re-Leased",
            "A document voided or deleted in Xero stays visible in Re-Leased as voided.", (13,),
            "Q", ("document",)),
    RuleRow("R25", "void is for ever",
            "Nothing revives a voided document, and no document is void on one side and open on "
            "the other.", (13,), "TQ", ("document",)),
    RuleRow("R26", "Xero's number is shown",
            "Re-Leased shows the number that Xero gave; the sync never renumbers and never writes "
            "into another document that has the same number.", (), "QTH", ("document",)),
    RuleRow("R27", "credit notes obey the rules of documents",
            "Credit notes sync as invoices do, with their kind and sign.", (3, 11, 12, 13), "Q",
            ("credit note",)),
    RuleRow("R28", "allocations are the same on both sides",
            "A credit allocated to an invoice in one product is allocated once in the other.",
            (3, 15), "QT", ("allocation",)),
    RuleRow("R29", "a refusal is shown and undone",
            "A document that Xero refuses goes back to Draft with an entry in the sync results, "
            "unless a live copy exists; it never stays approved in silence.", (), "Q",
            ("document",)),
    RuleRow("R30", "files added in Re-Leased appear in Xero",
            "A file attached to a document in Re-Leased is attached in Xero.", (14,), "Q",
            ("attachment",)),
    RuleRow("R31", "files added in Xero appear in Re-Leased",
            "A file attached to a document in Xero is attached in Re-Leased.", (14,), "Q",
            ("attachment",)),
    RuleRow("R32", "changed files are changed on both sides",
            "A replaced file is replaced on both sides, and no bytes are lost.", (14,), "QH",
            ("attachment",)),
    RuleRow("R33", "deleted files do not come back",
            "The sync never restores a file that a person deleted.", (14,), "T", ("attachment",)),
    RuleRow("R34", "only files of synced documents cross",
            "Files of contacts, properties and bank entries stay where they are; a file that "
            "cannot cross is reported.", (14,), "Q", ("attachment",)),
    RuleRow("R35", "a payment made in Re-Leased exists in Xero",
            "A payment entered in Re-Leased appears in Xero on the same document: same amount, "
            "date and bank account.", (3, 15), "Q", ("payment",)),
    RuleRow("R36", "a payment made in Xero exists in Re-Leased",
            "A payment entered in Xero appears in Re-Leased on the same document; two equal ones "
            "are two.", (15,), "Q", ("payment",)),
    RuleRow("R37", "refunds of credit notes cross likewise",
            "A refund of a credit note entered in either product appears in the other.", (15,),
            "Q", ("credit note", "payment")),
    RuleRow("R38", "what is due follows from payments",
            "Paid, credited and due are worked out from live payments, never negative, and equal "
            "on both sides.", (15,), "TQ", ("document", "payment")),
    RuleRow("R39", "reversed in Xero, reversed in Re-Leased",
            "A payment reversed in Xero is reversed in Re-Leased, and the document is due again.",
            (3, 5), "Q", ("payment",)),
    RuleRow("R40", "reversal starts in Xero only",
            "Payments are reversed in Xero only: Re-Leased refuses it, and the sync deletes no "
            "payment in Xero.", (3, 5, 6), "T", ("payment",)),
    RuleRow("R41", "each payment exactly once",
            "No payment exists twice in a system, not even for a moment, and a reversed one is "
            "never sent again.", (15,), "T", ("payment",)),
    RuleRow("R42", "tax types come from Xero",
            "Re-Leased mirrors the tax rates of Xero: names, rates, statuses.", (5, 7), "Q",
            ("tax type",)),
    RuleRow("R43", "accounts come from Xero",
            "Re-Leased mirrors the chart of accounts of Xero: codes, names, statuses.", (5, 7),
            "Q", ("account",)),
    RuleRow("R44", "tracking comes from Xero",
            "Re-Leased mirrors the tracking categories and options of Xero.", (5, 8), "Q",
            ("tracking",)),
    RuleRow("R45", "reference data is managed in Xero",
            "After pairing nobody changes tax types, accounts or tracking in Re-Leased, and the "
            "sync writes none into Xero.", (6, 7, 8), "T", ("reference",)),
    RuleRow("R46", "a rename is not a new record",
            "A renamed account, tax type or option stays the same record: mappings and old "
            "documents keep pointing at it, and old amounts stay.", (7, 8), "TQ", ("reference",)),
    RuleRow("R47", "references resolve",
            "A document in Re-Leased names only contacts, accounts, tax types and options that "
            "exist there.", (), "T", ("document", "payment")),
    RuleRow("R48", "reconciling belongs to Xero",
            "The sync neither sets nor clears the reconciled flag.", (5, 6), "T", ("payment",)),
    RuleRow("R49", "bank references belong to Xero",
            "Bank reference, particulars and code are not stored in Re-Leased and never written "
            "by the sync.", (5, 6), "TQ", ("payment",)),
    RuleRow("R50", "pairing is one to one",
            "A company has at most one organisation, and an organisation at most one company.",
            (16,), "T", ("connection",)),
    RuleRow("R51", "pairing is for ever",
            "A company once paired accepts no other organisation.", (16,), "H", ("connection",)),
    RuleRow("R52", "companies are isolated",
            "A company's data flows only between it and its own organisation.", (16,), "T",
            _BUSINESS),
    RuleRow("R53", "both sides converge",
            "When all is quiet, both sides hold the same records with the same content, except "
            "what the sync results name.", (), "Q", _BUSINESS),
    RuleRow("R54", "quiet when idle",
            "When nothing changed, a cycle writes nothing.", (), "Q", _ALL),
    RuleRow("R55", "no duplicates",
            "A record has at most one copy in the other system.", (), "Q", _BUSINESS),
    RuleRow("R56", "no edit is lost, no value invented",
            "What people wrote is there on both sides, or was overwritten by a person, or lost a "
            "declared conflict, or is reported; nothing else appears.", (), "Q", _BUSINESS),
    RuleRow("R57", "effort is bounded",
            "Quiet is reached within a few cycles, with no more writes than edits ask for.", (),
            "H", _ALL),
    RuleRow("R58", "money is conserved",
            "Totals and amounts due agree to the cent, and each document is the sum of its "
            "lines.", (), "TQ", ("document",)),
    RuleRow("R59", "dates are calendar dates",
            "Issue, due and payment dates are the same day on both sides, whatever the time "
            "zones.", (), "Q", ("document", "payment")),
    RuleRow("R60", "faults do not show",
            "After timeouts, errors, crashes and expired tokens are over, the outcome is the one "
            "without them.", (), "Q", _BUSINESS),
    RuleRow("R61", "no change is skipped",
            "Every change that a person makes is read and processed by a later cycle.", (), "H",
            _BUSINESS),
    RuleRow("R62", "failures are local and visible",
            "One bad record stops no other; what could not be synced is listed, and what agrees "
            "is not.", (), "Q", _BUSINESS),
    RuleRow("R63", "what is out of scope is left alone",
            "Records before the start date, in foreign currency or unlinked are not touched on "
            "either side.", (), "T", ("document", "payment")),
    RuleRow("R64", "nothing is destroyed",
            "The sync deletes no business record and blanks no field that nobody cleared.", (),
            "T", _BUSINESS),
)  # fmt: skip

RULES: Final[Mapping[str, RuleRow]] = {row.id: row for row in RULEBOOK}
"""The rules by id."""
