"""
Files of documents: R30 to R34, no bytes twice (R55), what is listed and agrees (R62).

A file is known by its document and its bytes: in Xero a name is a key, so a second file of one
name goes there under a numbered one, and so does what loses a conflict. Both are agreement.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from scenarios.canonical import RELEASED, XERO
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import PEOPLE, Commit, History
from scenarios.invariants.invariant import Invariant, Options
from scenarios.lineage import Record
from scenarios.settled import Pair, Settled

A_CALL: Final = timedelta(milliseconds=1)
_OTHER: Final = {RELEASED: XERO, XERO: RELEASED}
IN: Final = {RELEASED: "Re-Leased", XERO: "Xero"}
_NUMBERED: Final = re.compile(r"( \(\d+\))+(?=(\.[^.]*)?$)")


def plain_name(name: str) -> str:
    """A file's name without the number that tells it from another one of the same name."""
    return _NUMBERED.sub("", name)


@dataclass(eq=False)
class Shelf:
    """
    The files of one pair of documents, live ones, and what people did with their bytes.

    Args:
        puts: how often a person gave some file these bytes, or such a file another name.
        uploads: the commit that put the bytes there last.
        renamed: the commit that renamed a file of these bytes last.
        ended: the bytes that a person deleted or replaced, and in which system and how.
    """

    pair: Pair
    ours: list[Record] = field(default_factory=list)
    theirs: list[Record] = field(default_factory=list)
    puts: Counter[str] = field(default_factory=Counter)
    uploads: dict[str, Commit] = field(default_factory=dict)
    renamed: dict[str, Commit] = field(default_factory=dict)
    ended: dict[str, dict[str, tuple[str, Commit]]] = field(default_factory=dict)

    def within(self, system: str) -> list[Record]:
        """The live files in a system."""
        return self.ours if system == RELEASED else self.theirs

    def holders(self, system: str, digest: str) -> list[Record]:
        """The live files in a system that have these bytes."""
        return [each for each in self.within(system) if each.units["digest"] == digest]


def shelves(settled: Settled) -> list[Shelf]:
    """The files of every pair of live documents of which some file may have changed."""
    wanted = {root.copies[0].units["document"] for root in settled.of_kind("attachment")}
    if not wanted - {None}:
        return []
    found = {}
    for pair in settled.documents():
        if pair.is_live and pair.root.name in wanted:
            found[pair.root.name] = _shelf(settled.history, pair)
    for commit in settled.history.commits:
        if commit.type == "attachment" and commit.record and commit.actor in PEOPLE:
            shelf = found.get(commit.now.get("document") or "")
            if shelf is not None:
                _take_note(shelf, commit)
    return list(found.values())


def _shelf(history: History, pair: Pair) -> Shelf:
    shelf = Shelf(pair)
    owners = {RELEASED: pair.released.owner, XERO: pair.xero.owner}
    for root in history.lineage.hanging_on("attachment", pair.root.name):
        for copy in root.copies:
            if copy.is_live and copy.owner == owners[copy.system]:
                shelf.within(copy.system).append(copy)
    return shelf


def _take_note(shelf: Shelf, commit: Commit) -> None:
    now, was = commit.now, commit.was
    is_gone = commit.after is None or now["status"] == "deleted"
    if not is_gone and {"digest", "name"} & set(commit.changed):
        shelf.puts[now["digest"]] += 1
    if not is_gone and "digest" in commit.changed:
        shelf.uploads[now["digest"]] = commit
        shelf.ended.pop(now["digest"], None)
    elif not is_gone and "name" in commit.changed:
        shelf.renamed[now["digest"]] = commit
    if was is not None and (is_gone or was["digest"] != now["digest"]):
        how = "deleted" if is_gone else "replaced"
        shelf.ended.setdefault(was["digest"], {})[commit.system] = (how, commit)


def files_are_the_same(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    A document and its twin have the same files: the same bytes under the same name.

    Rule: R30 added in Re-Leased, R31 added in Xero, R32 replaced or renamed since, R33 deleted in
    Xero, R34 added before the document crossed, when settled.
    """
    for shelf in shelves(settled):
        for system in (RELEASED, XERO):
            for digest in dict.fromkeys(each.units["digest"] for each in shelf.within(system)):
                yield from _present(settled, shelf, system, digest)
        for digest, ends in shelf.ended.items():
            how, commit = ends.get(XERO, ("", None))
            is_new = commit is not None and commit.n > settled.since
            if how == "deleted" and is_new and not shelf.holders(RELEASED, digest):
                yield KEPT["R33"]


def _present(settled: Settled, shelf: Shelf, system: str, digest: str) -> Iterator[Judgement]:
    here, there = shelf.holders(system, digest), shelf.holders(_OTHER[system], digest)
    file, ended = here[0], shelf.ended.get(digest, {}).get(_OTHER[system])
    if there:
        yield from _named_alike(settled, shelf, here, there)
    elif system == XERO and ended and ended[0] == "deleted":
        yield from (KEPT["R33"] for _ in range(ended[1].n > settled.since))
    elif not _is_excused(settled, shelf, *here):
        rule = _rule_of(shelf, file, ended)
        far, verb = IN[_OTHER[system]], f"was {ended[0]}" if ended else "is missing"
        yield Finding(
            rule,
            f"The file {file.units['name']!r} of {shelf.pair} is in {IN[system]} and {verb} in "
            f"{far}.",
            _beside(shelf),
            records=(file.name, *shelf.pair.names),
        )


def _is_excused(settled: Settled, shelf: Shelf, *files: Record) -> bool:
    """True when the sync results name a file itself, its document or the document's contact."""
    return any(file.name in settled.reported for file in files) or settled.is_excused(
        shelf.pair.released, shelf.pair.xero
    )


def _rule_of(shelf: Shelf, file: Record, ended: tuple[str, Commit] | None) -> str:
    if ended is not None:
        return "R33" if ended[0] == "deleted" else "R32"
    upload = shelf.uploads.get(file.units["digest"])
    if upload is not None and upload.was is not None:
        return "R32"
    if file.born < max(shelf.pair.released.born, shelf.pair.xero.born):
        return "R34"
    return "R30" if file.system == RELEASED else "R31"


def _named_alike(
    settled: Settled, shelf: Shelf, here: list[Record], there: list[Record]
) -> Iterator[Judgement]:
    """Judged once, from Re-Leased's side."""
    if here[0].system != RELEASED:
        return
    ours = {plain_name(each.units["name"]) for each in here}
    theirs = {plain_name(each.units["name"]) for each in there}
    if ours <= theirs or _is_excused(settled, shelf, *here, *there):
        yield from _kept(settled, shelf, here[0])
        return
    yield Finding(
        "R32",
        f"A file of {shelf.pair} is called {', '.join(sorted(ours))} in Re-Leased and "
        f"{', '.join(sorted(theirs))} in Xero.",
        _beside(shelf),
        records=(here[0].name, there[0].name),
    )


def _kept(settled: Settled, shelf: Shelf, file: Record) -> Iterator[Judgement]:
    renamed = shelf.renamed.get(file.units["digest"])
    if renamed is not None and renamed.n > settled.since:
        yield KEPT["R32"]
    upload = shelf.uploads.get(file.units["digest"])
    if upload is None or upload.n <= settled.since:
        return
    if upload.was is not None:
        yield KEPT["R32"]
    elif upload.n < max(shelf.pair.released.born, shelf.pair.xero.born):
        yield KEPT["R34"]
    yield KEPT["R30" if upload.system == RELEASED else "R31"]


def _beside(shelf: Shelf) -> dict[str, Any]:
    """The files of both sides, JSON-native: name and the beginning of the print."""
    return {
        IN[system]: sorted(
            [each.units["name"], str(each.units["digest"])[:12]] for each in shelf.within(system)
        )
        for system in (RELEASED, XERO)
    }


def _was_too_late_to_see(history: History, upload: Commit) -> bool:
    """
    The sync wrote over it in its very next call, so that no look could have shown it.

    Method: an upload to Xero names no version, only the file's name; a call takes a millisecond
    of a world's clock.
    """
    for commit in history.commits:
        is_over = commit.actor == "sync" and commit.n > upload.n and commit.name == upload.name
        if is_over and commit.was and commit.was["digest"] == upload.now["digest"]:
            passed = datetime.fromisoformat(commit.time) - datetime.fromisoformat(upload.time)
            return passed <= A_CALL
    return False


def no_bytes_are_lost(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Every content that a person uploaded is still there, or a person replaced or deleted it.

    Rule: R32, over the history.
    """
    for shelf in shelves(settled):
        for digest, upload in shelf.uploads.items():
            if digest in shelf.ended or any(shelf.holders(system, digest) for system in IN):
                continue
            record = upload.record
            if record is None or _is_excused(settled, shelf, record):
                continue
            if _was_too_late_to_see(settled.history, upload):
                continue
            yield Finding(
                "R32",
                f"The bytes that a person uploaded as {upload.now['name']!r} to {shelf.pair} are "
                f"lost: no person replaced or deleted them.",
                _beside(shelf),
                upload.n,
                (record.name, *shelf.pair.names),
            )


def no_file_is_doubled(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    A document has no more files of the same bytes than people put there.

    Rule: R55, when settled.
    """
    for shelf in shelves(settled):
        for system in (RELEASED, XERO):
            files = [file for file in shelf.within(system) if not _is_left(settled, shelf, file)]
            held = Counter(file.units["digest"] for file in files)
            for digest, count in held.items():
                copies = shelf.holders(system, digest)
                if count > max(shelf.puts[digest], 1):
                    yield _doubled(shelf, system, copies)
                elif any(file.root.synced_at > settled.since for file in copies):
                    yield KEPT["R55"]


def _is_left(settled: Settled, shelf: Shelf, file: Record) -> bool:
    """True for what Xero keeps under the old name of a file, as the sync results tell."""
    was_renamed = any(commit.record in file.root.copies for commit in shelf.renamed.values())
    return was_renamed and file.name in settled.reported


def _doubled(shelf: Shelf, system: str, files: Iterable[Record]) -> Finding:
    names = tuple(each.name for each in files)
    return Finding(
        "R55",
        f"{len(names)} files of {shelf.pair} in {IN[system]} are copies of one upload.",
        _beside(shelf),
        records=names,
    )


def what_agrees_is_not_listed(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    A file that is the same on both sides has no open entry in the sync results.

    Rule: R62, when settled.
    """
    for shelf in shelves(settled):
        for file in shelf.ours:
            twins = [each for each in file.root.copies if each.is_live and each is not file]
            if len(twins) != 1 or twins[0] not in shelf.theirs or not settled.is_reported(file):
                continue
            if all(file.units[unit] == twins[0].units[unit] for unit in ("name", "digest")):
                yield Finding(
                    "R62",
                    f"{file} and {twins[0]} agree, and the sync results still name them.",
                    _beside(shelf),
                    records=(file.name, twins[0].name),
                )


def files_stay_where_they_belong(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Files of contacts, bank entries and void documents have no copy.

    Rule: R34, when settled; a copy of the former is a breach in the commit that makes it.
    """
    void = {pair.root.name for pair in settled.documents() if not pair.is_live}
    for root in settled.of_kind("attachment"):
        document = root.copies[0].units["document"]
        is_alone = len(root.copies) == 1 and root.born > settled.since
        if is_alone and (document is None or document in void):
            yield KEPT["R34"]


FILE_INVARIANTS: Final = (
    Invariant(("R30", "R31", "R32", "R33", "R34"), when_settled=files_are_the_same),
    Invariant(("R32",), when_settled=no_bytes_are_lost),
    Invariant(("R55",), when_settled=no_file_is_doubled),
    Invariant(("R62",), when_settled=what_agrees_is_not_listed),
    Invariant(("R34",), when_settled=files_stay_where_they_belong),
)
