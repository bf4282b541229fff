"""What is kept of an imported file besides its words."""

from collections.abc import Iterator

import pytest

from storage import Engine, diaries, journal, open_store, programmes
from storage.records import Action, Section

NOW = 1_790_000_000
FORM = {"bom": True, "eol": "\r\n", "order": [[0, 2], [1, 3]]}


@pytest.fixture
def store() -> Iterator[Engine]:
    engine = open_store("sqlite://", NOW)
    yield engine
    engine.close()


def test_the_form_of_the_last_import_is_kept_for_each_member(store: Engine) -> None:
    """A second import replaces it, and the same one again leaves its time."""
    with store.transaction():
        diaries.keep(store, 1, "mina", {"bom": False}, NOW)
        diaries.keep(store, 1, "mina", FORM, NOW + 1)
        diaries.keep(store, 1, "mina", FORM, NOW + 2)

    assert (FORM, {}) == (diaries.form_of(store, 1, "mina"), diaries.form_of(store, 2, "mina"))
    assert [{"imported_at": NOW + 1}] == store.query("SELECT imported_at FROM diaries")


def test_what_is_forgotten_is_gone(store: Engine) -> None:
    """For this member alone."""
    with store.transaction():
        diaries.keep(store, 1, "mina", FORM, NOW)
        diaries.keep(store, 1, "sam", FORM, NOW)
        diaries.forget(store, 1, "mina")

    assert ({}, FORM) == (diaries.form_of(store, 1, "mina"), diaries.form_of(store, 1, "sam"))


def test_an_entry_is_dropped_with_all_its_parts(store: Engine) -> None:
    """And its neighbours stay."""
    with store.transaction():
        programme = programmes.make(store, "spring", "Asia/Seoul", None, 0, 0, NOW)
        for round_ in (1, 2):
            journal.save(store, programme.id, round_, "mina", [Section("did", "", "a")], None, NOW)
            journal.put_actions(store, programme.id, round_, "mina", [Action(0, "b")])
        diaries.drop_entry(store, programme.id, 1, "mina")

    assert [2] == [one.round for one in journal.of_person(store, programme.id, "mina")]
    assert [] == journal.actions(store, programme.id, 1, "mina")


def test_a_member_is_found_by_id_and_by_name_in_every_programme(store: Engine) -> None:
    """The newest first."""
    with store.transaction():
        for name in ("spring", "autumn"):
            made = programmes.make(store, name, "Asia/Seoul", None, 0, 0, NOW)
            programmes.join(store, made.id, "U1", NOW, "Mina")

    assert [(2, "U1"), (1, "U1")] == diaries.of_member(store, "Mina") == diaries.of_member(store, "U1")
    assert [] == diaries.of_member(store, "Sam")
