"""What the sync may write into files, asked of each of its commits: R30 to R34."""

from collections.abc import Iterator
from typing import Final

from scenarios.canonical import CREDITS, XERO
from scenarios.finding import Finding, Judgement
from scenarios.history import PEOPLE, Commit, History
from scenarios.invariants.files import IN, plain_name
from scenarios.invariants.invariant import ATTACHMENTS, Invariant, Options
from scenarios.lineage import Record

SYNC: Final = ("sync",)


def bytes_belong_to_the_document(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync puts onto a document only bytes that a person put onto it or its twin.

    Rule: R34 for files of contacts and bank entries, R30 and R31 for those of another document,
    R27 too when that is a credit note, R32 for bytes that nobody uploaded; on each file that the
    sync writes.
    """
    record = commit.record
    if record is None or "digest" not in commit.changed:
        return
    document, digest = record.units["document"], record.units["digest"]
    homes = [
        root.copies[0].units["document"]
        for root in history.lineage.writers("attachment", "digest", digest)
    ]
    if document is not None and document in homes:
        return
    if document is None or None in homes:
        rules, whose = ["R34"], "a record whose files stay where they are"
    elif homes:
        rules, whose = [_made_there(record)], "another document"
        rules += ["R27"] if any(_is_note(history, each) for each in (document, *homes)) else []
    else:
        rules, whose = ["R32"], "nobody"
    for rule in rules:
        message = f"The sync wrote bytes into {record} in {IN[record.system]} that {whose} has."
        if whose == "nobody":
            message = f"The sync wrote bytes into {record} that nobody uploaded."
        evidence = {"name": record.units["name"], "sha256": digest}
        yield Finding(rule, message, evidence, commit.n, (commit.name,))


def _made_there(record: Record) -> str:
    return "R30" if record.system == XERO else "R31"


def _is_note(history: History, document: str | None) -> bool:
    root = history.lineage.roots.get(document or "")
    return root is not None and root.copies[0].units["kind"] in CREDITS


def deleted_files_stay_deleted(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync never makes a file again that a person deleted in this system.

    Rule: R33, on each file that the sync makes.
    Method: the same name and bytes on the same document, which nobody uploaded again since, nor
    ever in the other system by himself; and the sync knew that the file had been there.
    """
    record = commit.record
    if record is None or not {"digest", "status"} & set(commit.changed) or not record.is_live:
        return
    units = record.units
    for root in history.lineage.hanging_on("attachment", units["document"]):
        for copy in root.within(record.system):
            if copy is record or copy.is_live or not _is_alike(copy, record):
                continue
            gone = _deletion(copy)
            if gone is None or _was_uploaded(history, copy, gone):
                continue
            yield Finding(
                "R33",
                f"The sync made {record} in {IN[record.system]} again, which a person had "
                f"deleted.",
                {"name": units["name"], "deleted in commit": gone, "deleted": str(copy)},
                commit.n,
                (commit.name, copy.name),
            )
            return


def _is_alike(copy: Record, record: Record) -> bool:
    names = {plain_name(each.units["name"]) for each in (copy, record)}
    return len(names) == 1 and copy.units["digest"] == record.units["digest"]


def _deletion(copy: Record) -> int | None:
    """The commit by which a person deleted a file; None when no person did."""
    for move in reversed(copy.root.moves):
        if move.record is copy and move.now == "deleted":
            return move.n if move.actor in PEOPLE else None
    return None


def _was_uploaded(history: History, copy: Record, gone: int) -> bool:
    """
    True when the bytes may be there in their own right: uploaded after the deletion, or on both
    sides by people, or made by a call whose answer the sync never had.
    """
    uploads = [each for each in _uploads(history) if _is_upload_of(each, copy)]
    if any(each.n > gone for each in uploads):
        return True
    if len({each.system for each in uploads}) > 1:
        return True
    made = next(
        (each for each in history.commits if each.name == copy.name and each.was is None), None
    )
    return bool(made and made.call is not None and not history.calls.was_answered(made.call))


def _is_upload_of(commit: Commit, copy: Record) -> bool:
    units = ("document", "digest")
    return all(commit.now[unit] == copy.units[unit] for unit in units)


def _uploads(history: History) -> Iterator[Commit]:
    """Every commit by which a person gave a file bytes."""
    for commit in history.commits:
        is_by_people = commit.type == "attachment" and commit.record and commit.actor in PEOPLE
        if is_by_people and commit.after is not None and "digest" in commit.changed:
            yield commit


def files_of_void_documents_are_left_alone(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync touches no file of a document that it could know to be void.

    Rule: R34, on each file that the sync makes, replaces or deletes.
    """
    record = commit.record
    root = history.lineage.roots.get((record.units["document"] if record else None) or "")
    if root is None or not {"digest", "status"} & set(commit.changed):
        return
    for move in root.moves:
        is_void = move.record.status in ("void", "deleted") and move.now in ("void", "deleted")
        if is_void and history.calls.could_know(move.record, move.time, commit.call):
            yield Finding(
                "R34",
                f"The sync wrote {record} in {IN[commit.system]}, a file of the void "
                f"{move.record}.",
                {"void since commit": move.n},
                commit.n,
                (commit.name, move.record.name),
            )
            return


FILE_COMMIT_INVARIANTS: Final = (
    Invariant(
        ("R30", "R31", "R32", "R34", "R27"), bytes_belong_to_the_document, ATTACHMENTS, SYNC
    ),
    Invariant(("R33",), deleted_files_stay_deleted, ATTACHMENTS, SYNC),
    Invariant(("R34",), files_of_void_documents_are_left_alone, ATTACHMENTS, SYNC),
)
