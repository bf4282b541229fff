"""An imported entry that goes on in the modal: nothing of it is lost, doubled, or joined to its neighbour."""

from collections.abc import Callable

import pytest

from bot.core.texts.bundles import Texts
from bot.group.diaries import ImportOptions, export_markdown, import_diary
from storage import journal, open_store
from tests.group.journal_desk import Desk, a_desk
from tests.group.seasons import MINA
from tests.walks.stage import Stage

EN = Texts("en")
HEAD = f"Growth 성장일기: {MINA}\n===\n- 기간: 2026-09-21 ~ 2026-10-18\n\nWeek 1\n------\n"


@pytest.fixture
def desk(open_stage: Callable[..., Stage]) -> Desk:
    """The programme that the diary belongs to."""
    return a_desk(open_stage())


def edited(desk: Desk, text: str, **said: str) -> str:
    """The diary's file after its first week was saved in the modal."""
    import_diary(desk.stage.bot.store, HEAD + text, ImportOptions(), EN, int(desk.stage.now))
    assert desk.share(desk.open(), **said)["ok"]
    return export_markdown(desk.stage.bot.store, 1, MINA, EN)


def test_a_text_longer_than_its_field_keeps_its_end(desk: Desk):
    """A week with a long log in it, opened to add a line elsewhere."""
    long = "\n".join(f"line {n} of a log" for n in range(400))

    file = edited(desk, f"### 한 일\n{long}\n", learned="hi")

    assert long in file


def test_the_next_heading_stays_one(desk: Desk):
    """A heading that is underlined needs the blank line before it."""
    file = edited(desk, "### Did\nsome\n\nWeek 2\n------\ntext\n", did="other")

    assert "other\n\nWeek 2\n---" in file


@pytest.mark.parametrize("items", ["- [x] call Bob\n- [ ] deploy\n", "- call Bob\n- deploy\n"])
def test_items_stay_where_they_stood(desk: Desk, items: str):
    """With a box or without, each is there once, and a fresh store reads the same tasks."""
    file = edited(desk, f"### Next\n{items}\n", learned="hi")
    fresh = open_store("sqlite://", 0)

    import_diary(fresh, file, ImportOptions(), EN, int(desk.stage.now))

    tasks = [
        [(one.text, one.done_at is not None) for one in journal.actions(store, 1, 1, MINA)]
        for store in (desk.stage.bot.store, fresh)
    ]
    assert [("call Bob", "[x]" in items), ("deploy", False)] == tasks[0] == tasks[1]
    assert 1 == file.count("call Bob") == file.count("### Next")
    assert file == export_markdown(fresh, 1, MINA, EN)
    fresh.close()
