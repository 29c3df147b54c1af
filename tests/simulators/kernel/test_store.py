"""The store: TinyDB's answers from live tables, with transactions, snapshots and a journal."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB
from tinydb.storages import JSONStorage, MemoryStorage
from tinydb.table import Document

from simulators.kernel.store import (
    Hash,
    Journal,
    Ordered,
    Query,
    Snapshot,
    Store,
    Table,
    UnreadableFileError,
    where,
)

CONTACTS = (
    Hash("Name"),
    Hash("Status"),
    Hash(("Status", "Rank")),
    Hash("tags", key=lambda doc: doc.get("tags", ())),
    Ordered("updated", key=lambda doc: (doc.get("Updated", ""), doc.get("Rank", 0))),
    Ordered("by_tag", key=lambda doc: [(tag, doc.get("Rank", 0)) for tag in doc.get("tags", ())]),
)


def a_store(storage: Journal | None = None) -> Store:
    return Store({"contact": CONTACTS, "invoice": (), "_world": ()}, storage)


def contacts() -> Table:
    return a_store().table("contact")


def shown(table: Table) -> list[tuple[str, dict[str, Any]]]:
    return [(doc.doc_id, dict(doc)) for doc in table]


def ids(docs: Any) -> list[str]:
    return [doc.doc_id for doc in docs]


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """A transaction that raises at its end."""
    with suppress(LookupError), store.transaction():
        yield
        raise LookupError


# Writing and reading


def test_a_put_document_is_read_back_and_the_one_before_it_is_handed_over() -> None:
    table = contacts()

    nothing = table.put("a", {"Name": "Ann"})
    before = table.put("a", {"Name": "Anna"})

    assert nothing is None
    assert before == {"Name": "Ann"}
    assert table.row("a") == {"Name": "Anna"}
    assert table.row("b") is None


def test_a_taken_document_is_gone_from_the_table_and_its_indexes() -> None:
    table = contacts()
    table.put("a", {"Name": "Ann", "tags": [1]})

    taken = table.take("a")

    assert taken == {"Name": "Ann", "tags": [1]}
    assert (len(table), table.find("Name", "Ann"), table.find("tags", 1)) == (0, [], [])
    assert table.count_between("updated") == 0
    with pytest.raises(KeyError):
        table.take("a")


def test_a_document_that_was_handed_out_stays_as_it_is_when_the_table_changes() -> None:
    table = contacts()
    table.put("a", {"Name": "Ann", "tags": [1]})
    held = table.row("a")

    table.update(lambda doc: doc["tags"].append(2), doc_ids=["a"])

    assert held == {"Name": "Ann", "tags": [1]}
    assert table.row("a") == {"Name": "Ann", "tags": [1, 2]}


def test_find_and_first_answer_in_the_order_of_first_insertion() -> None:
    table = contacts()
    for name in ("c", "a", "b"):
        table.put(name, {"Status": "ACTIVE"})
    table.put("c", {"Status": "ARCHIVED"})
    table.put("c", {"Status": "ACTIVE"})

    first = table.first("Status", "ACTIVE")

    assert ids(table.find("Status", "ACTIVE")) == ["c", "a", "b"]
    assert first is not None
    assert first.doc_id == "c"
    assert table.first("Status", "GONE") is None


def test_several_fields_and_several_keys_are_found_too() -> None:
    table = contacts()
    table.put("a", {"Status": "ACTIVE", "Rank": 1, "tags": [7, 8]})
    table.put("b", {"Status": "ACTIVE", "Rank": 2, "tags": [8]})
    table.put("c", {"Status": "ACTIVE"})

    assert ids(table.find(("Status", "Rank"), ("ACTIVE", 2))) == ["b"]
    assert ids(table.find("tags", 8)) == ["a", "b"]
    assert ids(table.find("tags", 7)) == ["a"]


def test_lists_and_objects_can_be_looked_up_without_being_mistaken_for_each_other() -> None:
    table = contacts()
    table.put("a", {"Name": ["x", 1]})
    table.put("b", {"Name": {"x": 1}})
    table.put("c", {"Name": [["x", 1]]})

    assert ids(table.find("Name", ["x", 1])) == ["a"]
    assert ids(table.find("Name", {"x": 1})) == ["b"]
    assert ids(table.find("Name", [["x", 1]])) == ["c"]


def test_an_absent_field_is_not_the_same_as_a_cleared_one() -> None:
    table = contacts()
    table.put("absent", {})
    table.put("cleared", {"Name": None})

    assert ids(table.find("Name", None)) == ["cleared"]
    assert ids(table.search(where("Name") == None)) == ["cleared"]  # noqa: E711


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda table: table.find("Colour", 1), "contact declares no hash index 'Colour'"),
        (lambda table: table.find("updated", 1), "contact declares no hash index 'updated'"),
        (lambda table: table.between("Name"), "contact declares no ordered index 'Name'"),
    ],
)
def test_an_index_that_was_not_declared_is_named(
    ask: Callable[[Table], object], sentence: str
) -> None:
    with pytest.raises(KeyError, match=sentence):
        ask(contacts())


def test_a_table_that_was_not_declared_is_named() -> None:
    with pytest.raises(KeyError, match="no table 'colours'"):
        a_store().table("colours")


def test_a_document_that_an_index_cannot_file_leaves_the_table_as_it_was() -> None:
    table = contacts()
    table.put("a", {"Name": "Ann", "Updated": "2024", "Rank": 1})
    was = shown(table)

    with pytest.raises(TypeError):
        table.put("b", {"Name": "Bob", "Updated": 2024})
    with pytest.raises(TypeError):
        table.put("a", {"Name": "Bob", "Updated": 2024})

    assert shown(table) == was
    assert (ids(table.find("Name", "Ann")), table.find("Name", "Bob")) == (["a"], [])
    assert ids(table.between("updated")) == ["a"]


# Ranges and pages


def a_range() -> Table:
    table = contacts()
    for number in range(10):
        table.put(f"id{number}", {"Updated": f"2024-01-{number // 2:02}", "Rank": number})
    return table


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, range(10)),
        ({"reverse": True}, range(9, -1, -1)),
        ({"limit": 3}, range(3)),
        ({"limit": 0}, ()),
        ({"limit": 3, "reverse": True}, (9, 8, 7)),
        ({"low": ("2024-01-02",)}, range(4, 10)),
        ({"low": ("2024-01-02",), "high": ("2024-01-02",)}, (4, 5)),
        ({"low": ("2024-01-02", 5), "high": ("2024-01-03", 6)}, (5, 6)),
        ({"high": ("2024-01-01",)}, range(4)),
        ({"low": ("2025",)}, ()),
        ({"low": ("2024-01-03",), "high": ("2024-01-01",)}, ()),
        ({"after": ("2024-01-02", 4)}, range(5, 10)),
        ({"after": ("2024-01-02",)}, range(6, 10)),
        ({"after": ("2024-01-02", 5), "reverse": True}, range(4, -1, -1)),
        ({"after": ("2023",), "reverse": True}, ()),
        ({"after": ("2024-01-00", 0), "low": ("2024-01-04",)}, (8, 9)),
        ({"after": ("2024-01-02", 4), "high": ("2024-01-03",), "limit": 2}, (5, 6)),
    ],
)
def test_a_walk_keeps_to_its_bounds(asked: dict[str, Any], numbers: Any) -> None:
    table = a_range()

    walked = table.between("updated", **asked)

    assert [doc["Rank"] for doc in walked] == list(numbers)


@pytest.mark.parametrize(
    ("offset", "limit", "reverse", "numbers"),
    [
        (0, 3, False, (2, 3, 4)),
        (3, 3, False, (5, 6, 7)),
        (4, 9, False, (6, 7)),
        (99, 3, False, ()),
        (0, 3, True, (7, 6, 5)),
        (4, 9, True, (3, 2)),
        (99, 3, True, ()),
    ],
)
def test_a_page_is_cut_out_by_position(
    offset: int, limit: int, reverse: bool, numbers: tuple[int, ...]
) -> None:
    low, high = ("2024-01-01",), ("2024-01-03",)
    table = a_range()

    page = table.slice("updated", low, high, offset, limit, reverse=reverse)

    assert tuple(doc["Rank"] for doc in page) == numbers
    assert table.count_between("updated", low, high) == 6


def test_a_document_with_several_keys_stands_at_each_of_them() -> None:
    table = contacts()
    table.put("a", {"tags": [1, 2], "Rank": 5})
    table.put("b", {"tags": [2], "Rank": 3})
    table.put("a", {"tags": [2, 3], "Rank": 5})

    assert table.count_between("by_tag", (1,), (1,)) == 0
    assert ids(table.between("by_tag", (2,), (2,))) == ["b", "a"]
    assert ids(table.between("by_tag", (3,), (3,))) == ["a"]


# TinyDB's interface, beside stock TinyDB

NAMES = st.sampled_from(["Ann", "Bob", "Cy", None, True, 1])
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "Name": NAMES,
        "Status": st.sampled_from(["ACTIVE", "ARCHIVED"]),
        "Rank": st.integers(0, 3),
        "tags": st.lists(st.integers(0, 2), max_size=2),
    },
)
EQUAL = st.one_of(
    NAMES.map(lambda name: where("Name") == name),
    st.sampled_from(["ACTIVE", "GONE"]).map(lambda status: where("Status") == status),
    st.lists(st.integers(0, 2), max_size=2).map(lambda tags: where("tags") == tags),
    st.integers(0, 2).map(lambda tag: where("tags") == tag),
)
QUERIES = st.recursive(
    EQUAL | st.integers(0, 3).map(lambda rank: where("Rank") > rank),
    lambda part: st.one_of(
        st.tuples(part, part).map(lambda pair: pair[0] & pair[1]),
        st.tuples(part, part).map(lambda pair: pair[0] | pair[1]),
        part.map(lambda query: ~query),
    ),
    max_leaves=4,
)
NUMBERS = st.integers(1, 8)
OPERATIONS = st.one_of(
    st.tuples(st.just("insert"), FIELDS),
    st.tuples(st.just("insert_multiple"), st.lists(FIELDS, max_size=3)),
    st.tuples(st.just("insert_as"), NUMBERS, FIELDS),
    st.tuples(st.just("upsert_as"), NUMBERS, FIELDS),
    st.tuples(st.just("upsert"), FIELDS, QUERIES),
    st.tuples(st.just("update"), FIELDS, QUERIES),
    st.tuples(st.just("update_ids"), FIELDS, st.lists(NUMBERS, unique=True, max_size=3)),
    st.tuples(st.just("update_all"), FIELDS),
    st.tuples(st.just("update_multiple"), FIELDS, QUERIES),
    st.tuples(st.just("remove"), QUERIES),
    st.tuples(st.just("remove_ids"), st.lists(NUMBERS, unique=True, max_size=2)),
    st.tuples(st.just("truncate")),
    st.tuples(st.just("search"), QUERIES),
    st.tuples(st.just("get"), QUERIES),
    st.tuples(st.just("count"), QUERIES),
    st.tuples(st.just("contains"), QUERIES),
    st.tuples(st.just("get_ids"), st.lists(NUMBERS, max_size=3)),
    st.tuples(st.just("get_id"), NUMBERS),
)
CALLS: dict[str, Callable[..., Any]] = {
    "insert_as": lambda table, key, n, doc: table.insert(Document(dict(doc), key(n))),
    "upsert_as": lambda table, key, n, doc: table.upsert(Document(dict(doc), key(n))),
    "update_ids": lambda table, key, doc, some: table.update(doc, doc_ids=[*map(key, some)]),
    "update_all": lambda table, key, doc: table.update(doc),
    "update_multiple": lambda table, key, doc, query: table.update_multiple([(doc, query)]),
    "remove_ids": lambda table, key, some: table.remove(doc_ids=[*map(key, some)]),
    "get_ids": lambda table, key, some: table.get(doc_ids=[*map(key, some)]),
    "get_id": lambda table, key, n: table.get(doc_id=key(n)),
}


def answer(table: Any, key: Callable[[int], Any], operation: tuple[Any, ...]) -> Any:
    """What a table answers, in a form in which both kinds of id are alike."""
    name, *given_values = operation
    try:
        if name in CALLS:
            return alike(CALLS[name](table, key, *given_values))
        return alike(getattr(table, name)(*given_values))
    except ValueError:
        return "refused"


def alike(value: Any) -> Any:
    if isinstance(value, Document):
        return str(value.doc_id), dict(value)
    if isinstance(value, list):
        return [alike(each) for each in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


@settings(max_examples=150, deadline=None)
@given(st.lists(OPERATIONS, max_size=12))
def test_every_answer_is_the_one_that_stock_tinydb_gives(operations: list[Any]) -> None:
    ours, stock = contacts(), TinyDB(storage=MemoryStorage).table("contact")

    for operation in operations:
        assert answer(ours, str, operation) == answer(stock, int, operation), operation
        assert alike(ours.all()) == alike(stock.all()), operation

    assert_indexes_agree(ours)


def assert_indexes_agree(table: Table) -> None:
    """Each index holds what a scan over the documents finds, no more and no less."""
    docs = table.all()
    for field in ("Name", "Status"):
        for value in ("Ann", "Bob", "Cy", None, True, "ACTIVE", "ARCHIVED"):
            scanned = [doc for doc in docs if field in doc and doc[field] == value]
            assert table.find(field, value) == scanned
    for tag in range(3):
        tagged = [doc for doc in docs if tag in doc.get("tags", ())]
        assert table.find("tags", tag) == tagged
        in_order = sorted(tagged, key=lambda doc: (doc.get("Rank", 0), doc.doc_id))
        assert list(table.between("by_tag", (tag,), (tag,))) == in_order
    whole = sorted(docs, key=lambda d: (d.get("Updated", ""), d.get("Rank", 0), d.doc_id))
    assert ids(table.between("updated")) == ids(whole)


def test_an_updater_that_raises_leaves_the_table_as_it_was() -> None:
    table = contacts()
    table.insert_multiple([{"Name": "Ann", "tags": [1]}, {"Name": "Bob", "tags": [1]}])
    was = shown(table)

    def spoil(doc: Any) -> None:
        doc["tags"].append(2)
        doc["Name"] = doc["Name"].replace("Ann", "Eve")
        if doc["Name"] == "Bob":
            raise ValueError("enough")

    with pytest.raises(ValueError, match="enough"):
        table.update(spoil)

    assert shown(table) == was
    assert_indexes_agree(table)


def test_inserting_several_documents_of_which_one_is_taken_inserts_none() -> None:
    table = contacts()
    table.insert(Document({"Name": "Ann"}, 7))
    was = shown(table)

    with pytest.raises(ValueError, match="already has a document 7"):
        table.insert_multiple([{"Name": "Bob"}, Document({"Name": "Cy"}, 7)])
    with pytest.raises(ValueError, match="mapping"):
        table.insert_multiple([{"Name": "Bob"}, ["Cy"]])  # type: ignore[list-item]

    assert shown(table) == was


def test_a_call_that_names_nothing_is_refused_as_tinydb_does() -> None:
    table = contacts()

    with pytest.raises(RuntimeError):
        table.get()
    with pytest.raises(RuntimeError):
        table.remove()
    with pytest.raises(ValueError, match="doc_id"):
        table.upsert({"Name": "Ann"})


def test_a_search_for_equality_asks_only_the_documents_under_that_value() -> None:
    table = contacts()
    for number in range(50):
        table.put(str(number), {"Name": f"n{number}", "Rank": number})
    asked: list[int] = []

    def is_noted(rank: int) -> bool:
        asked.append(rank)
        return True

    curious = Query().Rank.test(is_noted)

    found = table.search((where("Name") == "n7") & curious)

    assert (ids(found), asked) == (["7"], [7])


# Transactions


def test_a_transaction_that_raises_leaves_no_trace() -> None:
    store = a_store()
    table, invoices = store.table("contact"), store.table("invoice")
    for name in ("a", "b", "c"):
        table.put(name, {"Name": name})
    was = shown(table)

    with undone(store):
        table.take("a")
        table.put("a", {"Name": "again"})
        table.take("b")
        table.put("d", {"Name": "d"})
        invoices.put("i", {})

    assert (shown(table), shown(invoices)) == (was, [])
    assert_indexes_agree(table)


def test_an_inner_transaction_takes_back_its_own_writes_only() -> None:
    store = a_store()
    table = store.table("contact")

    with store.transaction():
        table.put("a", {"Name": "outer"})
        with undone(store):
            table.put("a", {"Name": "inner"})
            table.put("b", {"Name": "inner"})
        table.put("c", {"Name": "outer"})

    assert shown(table) == [("a", {"Name": "outer"}), ("c", {"Name": "outer"})]


# Snapshots


def test_a_snapshot_can_be_restored_as_often_as_needed() -> None:
    store = a_store()
    table = store.table("contact")
    table.put("a", {"Name": "Ann"})
    snapshot = store.snapshot()

    for name in ("Bob", "Cy", "Di"):
        table.put("a", {"Name": name})
        table.put("b", {"Name": name})
        store.restore(snapshot)

        assert shown(table) == [("a", {"Name": "Ann"})]
        assert table.find("Name", name) == []


def test_a_restored_document_stands_where_it_stood() -> None:
    store = a_store()
    table = store.table("contact")
    for name in ("a", "b", "c"):
        table.put(name, {"Status": "ACTIVE"})
    snapshot = store.snapshot()
    table.take("a")
    table.take("b")
    table.put("a", {"Status": "ACTIVE"})

    store.restore(snapshot)

    assert ids(table) == ["a", "b", "c"]
    assert ids(table.find("Status", "ACTIVE")) == ["a", "b", "c"]


def test_a_snapshot_of_another_store_is_refused() -> None:
    with pytest.raises(ValueError, match="the store that it was taken of"):
        a_store().restore(a_store().snapshot())


def test_a_restore_inside_a_transaction_that_raises_is_taken_back() -> None:
    store = a_store()
    table = store.table("contact")
    table.put("a", {"Name": "Ann"})
    snapshot = store.snapshot()
    table.put("a", {"Name": "Bob"})

    with undone(store):
        store.restore(snapshot)
        table.put("b", {"Name": "Cy"})
    now = shown(table)
    store.restore(snapshot)

    assert now == [("a", {"Name": "Bob"})]
    assert shown(table) == [("a", {"Name": "Ann"})]


def test_the_next_free_id_after_a_restore_is_the_same_every_time() -> None:
    store = a_store()
    table = store.table("contact")
    table.insert_multiple([{}, {}, {}])
    table.remove(doc_ids=["3"])
    snapshot = store.snapshot()

    first = table.insert({})
    store.restore(snapshot)
    second = table.insert({})

    assert first == second


WRITES = st.one_of(
    st.tuples(st.just("put"), st.sampled_from("abcdef"), FIELDS),
    st.tuples(st.just("take"), st.sampled_from("abcdef")),
    st.tuples(st.just("snapshot")),
    st.tuples(st.just("restore"), st.integers(0, 20)),
    st.tuples(st.just("forget"), st.integers(0, 20)),
    st.tuples(st.just("fail"), st.sampled_from("abcdef"), FIELDS),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WRITES, max_size=25))
def test_each_snapshot_keeps_its_own_state_whatever_happens_around_it(
    writes: list[tuple[Any, ...]],
) -> None:
    store = a_store()
    table = store.table("contact")
    held: list[tuple[Snapshot, list[Any]]] = []

    for name, *values in writes:
        if name == "put":
            table.put(*values)
        elif name == "take" and table.row(values[0]) is not None:
            table.take(values[0])
        elif name == "snapshot":
            held.append((store.snapshot(), shown(table)))
        elif name == "restore" and held:
            snapshot, state = held[values[0] % len(held)]
            store.restore(snapshot)
            assert shown(table) == state
        elif name == "forget" and held:
            del held[values[0] % len(held)]
        elif name == "fail":
            fail_after(store, *values)

    for snapshot, state in held:
        store.restore(snapshot)
        assert shown(table) == state
        assert_indexes_agree(table)


def fail_after(store: Store, doc_id: str, doc: dict[str, Any]) -> None:
    """Write in a transaction that raises."""
    table = store.table("contact")
    was = shown(table)
    with undone(store):
        if table.row(doc_id) is not None:
            table.take(doc_id)
        table.put(doc_id, doc)
        table.put("z", doc)
    assert shown(table) == was


# On disk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "worlds" / "world.json"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the world again and again, letting go of the files at the end."""
    journals: list[Journal] = []

    def open_once() -> Store:
        journals.append(Journal(path))
        return a_store(journals[-1])

    yield open_once
    for journal in journals:
        journal.close()


Opened = Callable[[], Store]


def journal_of(path: Path) -> Path:
    return path.with_name(path.name + ".journal")


def test_what_was_written_is_there_after_opening_again(opened: Opened) -> None:
    store = opened()
    store.table("contact").put("a", {"Name": "Ann"})
    store.table("contact").put("b", {"Name": "Bob"})
    store.table("contact").take("a")
    store.table("_world").put("clock", {"now": "2024-01-01T00:00:00.000Z"})

    again = opened()

    assert shown(again.table("contact")) == [("b", {"Name": "Bob"})]
    assert ids(again.table("contact").find("Name", "Bob")) == ["b"]
    assert again.table("_world").row("clock") == {"now": "2024-01-01T00:00:00.000Z"}


def test_a_closed_world_is_a_plain_tinydb_file(opened: Opened, path: Path) -> None:
    store = opened()
    store.table("contact").put("a", {"Name": "Ann"})
    store.close()
    store.close()

    with TinyDB(path, storage=JSONStorage) as stock:
        stock.table("contact").document_id_class = str
        found = stock.table("contact").search(where("Name") == "Ann")

    assert [(doc.doc_id, dict(doc)) for doc in found] == [("a", {"Name": "Ann"})]
    assert journal_of(path).read_bytes() == b""
    assert shown(opened().table("contact")) == [("a", {"Name": "Ann"})]


def test_a_file_that_stock_tinydb_wrote_opens(opened: Opened, path: Path) -> None:
    path.parent.mkdir()
    with TinyDB(path) as stock:
        stock.table("contact").insert({"Name": "Ann"})
        stock.table("colours").insert({"Hue": 3})

    store = opened()

    assert shown(store.table("contact")) == [("1", {"Name": "Ann"})]
    assert shown(store.table("colours")) == [("1", {"Hue": 3})]


def test_a_transaction_reaches_the_disk_as_one_group_of_lines(opened: Opened, path: Path) -> None:
    store = opened()
    with store.transaction():
        store.table("contact").put("a", {"Name": "Ann"})
        store.table("invoice").put("i", {"Total": "1.00"})
        store.table("contact").put("a", {"Name": "Anna"})
        during = journal_of(path).read_bytes()

    lines = [json.loads(line) for line in journal_of(path).read_text().splitlines()]

    assert during == b""
    assert lines == [
        {"group": 1, "left": 1, "table": "contact", "id": "a", "doc": {"Name": "Anna"}},
        {"group": 1, "left": 0, "table": "invoice", "id": "i", "doc": {"Total": "1.00"}},
    ]


def test_a_transaction_that_raises_reaches_no_disk(opened: Opened, path: Path) -> None:
    store = opened()

    with undone(store):
        store.table("contact").put("a", {"Name": "Ann"})

    assert journal_of(path).read_bytes() == b""


def test_a_restore_is_stored_like_any_other_writes(opened: Opened) -> None:
    store = opened()
    store.table("contact").put("a", {"Name": "Ann"})
    snapshot = store.snapshot()
    store.table("contact").put("a", {"Name": "Bob"})
    store.table("contact").put("b", {"Name": "Cy"})
    store.restore(snapshot)

    assert shown(opened().table("contact")) == [("a", {"Name": "Ann"})]


def test_cut_at_any_byte_a_journal_opens_with_whole_transactions_only(
    opened: Opened, path: Path
) -> None:
    store = opened()
    states: dict[int, list[Any]] = {0: []}
    for number in range(3):
        with store.transaction():
            store.table("contact").put("a", {"Name": f"Ann {number} \u2603"})
            store.table("contact").put(f"b{number}", {"Name": "Bob"})
        states[journal_of(path).stat().st_size] = shown(store.table("contact"))
    content = journal_of(path).read_bytes()

    for length in range(0, len(content) + 1, 3):
        journal_of(path).write_bytes(content[:length])
        again = opened()
        kept = max(size for size in states if size <= length)
        assert shown(again.table("contact")) == states[kept]
        assert journal_of(path).stat().st_size == kept


def test_writing_goes_on_after_a_torn_line(opened: Opened, path: Path) -> None:
    opened().table("contact").put("a", {"Name": "Ann"})
    with journal_of(path).open("ab") as file:
        file.write(b'{"group": 2, "le')

    opened().table("contact").put("b", {"Name": "Bob"})

    assert ids(opened().table("contact")) == ["a", "b"]


def test_a_crash_between_compacting_and_emptying_the_journal_changes_nothing(
    opened: Opened, path: Path
) -> None:
    store = opened()
    table = store.table("contact")
    for name in ("x", "y"):
        table.put(name, {"Name": name})
    table.take("x")
    table.put("x", {"Name": "again"})
    table.put("z", {"Name": "z"})
    journal = journal_of(path).read_bytes()
    store.compact()
    journal_of(path).write_bytes(journal)

    again = opened()
    again.table("contact").put("z", {"Name": "later"})

    assert ids(again.table("contact")) == ["y", "x", "z"]
    assert opened().table("contact").row("z") == {"Name": "later"}


def test_a_disk_that_refuses_leaves_memory_and_file_as_they_were(
    opened: Opened, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened()
    table = store.table("contact")
    table.put("a", {"Name": "Ann"})
    was = shown(table), journal_of(path).read_bytes()

    class HalfFull:
        def __init__(self, file: Any) -> None:
            self.file = file

        def fileno(self) -> int:
            return int(self.file.fileno())

        def write(self, content: bytes) -> int:
            return int(self.file.write(content[:10]))

    with monkeypatch.context() as patch:
        journal = table.storage
        patch.setattr(journal, "_file", HalfFull(journal._file))  # type: ignore[attr-defined]
        with pytest.raises(OSError, match="only a part"):
            table.put("a", {"Name": "Bob"})
        with pytest.raises(OSError, match="only a part"), store.transaction():
            table.put("b", {"Name": "Bob"})

    assert (shown(table), journal_of(path).read_bytes()) == was


def test_the_journal_is_compacted_before_a_transaction_when_it_has_outgrown_the_documents(
    path: Path,
) -> None:
    store = a_store(Journal(path, compact_after=5, fsync=True))
    for number in range(7):
        with store.transaction():
            store.table("contact").put("a", {"Rank": number})

    lines = journal_of(path).read_bytes().count(b"\n")
    stored = json.loads(path.read_bytes())
    store.close()

    assert lines == 1
    assert stored["contact"] == {"a": {"Rank": 5}}


def test_a_store_is_not_compacted_inside_a_transaction(opened: Opened) -> None:
    store = opened()

    with pytest.raises(RuntimeError, match="inside a transaction"), store.transaction():
        store.compact()


@pytest.mark.parametrize("content", ["{", "[]", '{"contact": [1]}', '{"contact": {"1": 2}}'])
def test_a_file_that_is_no_tinydb_file_is_refused_with_its_name(
    opened: Opened, path: Path, content: str
) -> None:
    path.parent.mkdir()
    path.write_text(content)

    with pytest.raises(UnreadableFileError, match=r"world\.json is not a TinyDB file"):
        opened()


@pytest.mark.parametrize("line", ["nonsense", "{}", '{"group": 2, "left": 0}'])
def test_a_broken_line_before_the_last_is_refused_with_its_number(
    opened: Opened, path: Path, line: str
) -> None:
    store = opened()
    store.table("contact").put("a", {})
    whole = journal_of(path).read_text()
    journal_of(path).write_text(whole + line + "\n" + whole)

    with pytest.raises(UnreadableFileError, match=r"journal, line 2: not a journal line"):
        opened()


def test_an_empty_file_is_an_empty_world(opened: Opened, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("\n")

    assert shown(opened().table("contact")) == []


ENDLESS_WRITER = """
import sys
from simulators.kernel.store import Journal, Store
store = Store({"contact": (), "invoice": ()}, Journal(sys.argv[1]))
number = 0
while True:
    number += 1
    with store.transaction():
        store.table("contact").put("a", {"number": number, "ballast": "x" * 500})
        store.table("invoice").put(str(number % 7), {"number": number})
    print(number, flush=True)
"""


def test_a_killed_process_loses_nothing_that_it_answered(opened: Opened, path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", ENDLESS_WRITER, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert writer.stdout is not None
    answered = [int(writer.stdout.readline()) for _ in range(200)]
    writer.send_signal(signal.SIGKILL)
    answered += [int(line) for line in writer.stdout.read().split()]
    writer.stdout.close()
    writer.wait()

    store = opened()

    kept = store.table("contact").row("a")
    assert kept is not None
    assert kept["number"] in (answered[-1], answered[-1] + 1)
    assert max(doc["number"] for doc in store.table("invoice")) == kept["number"]


@settings(max_examples=60, deadline=None)
@given(st.lists(WRITES, max_size=20))
def test_opened_again_a_world_is_what_it_was_in_memory(
    tmp_path_factory: pytest.TempPathFactory, writes: list[tuple[Any, ...]]
) -> None:
    path = tmp_path_factory.mktemp("world") / "world.json"
    journal = Journal(path)
    store = a_store(journal)
    table, held = store.table("contact"), store.snapshot()
    for name, *values in writes:
        if name == "put":
            table.put(*values)
        elif name == "take" and table.row(values[0]) is not None:
            table.take(values[0])
        elif name == "snapshot":
            held = store.snapshot()
        elif name == "restore":
            store.restore(held)
        elif name == "forget":
            store.compact()
        elif name == "fail":
            fail_after(store, *values)
    journal.close()

    again = Journal(path)
    reopened = a_store(again).table("contact")
    again.close()

    assert dict(shown(reopened)) == dict(shown(table))
    assert_indexes_agree(reopened)
