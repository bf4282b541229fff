"""The journal of the local workspace: readable whatever happens while a line is written."""

import errno
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.workspace.ledger import Ledger
from bot.workspace.model import CHANNELS, PEOPLE, WorkspaceState
from tests.workspace.conftest import CHANNEL

NOW = 1_795_000_000.0


@contextmanager
def room_for(length: int) -> Iterator[None]:
    """Let no file of this process grow beyond a length: the kernel writes what fits and refuses the rest."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def opened(journal: Path) -> Ledger:
    return Ledger(WorkspaceState.begin(PEOPLE, CHANNELS), journal)


def texts(ledger: Ledger) -> list[str]:
    return [message.text for message in ledger.state.public(CHANNEL)]


def post(ledger: Ledger, text: str) -> None:
    ledger.post(CHANNEL, NOW, user="U0LOCAL01", text=text)


def test_a_write_that_fails_at_any_byte_leaves_nothing(tmp_path: Path):
    """Neither in the journal nor in the state; the listeners are not called, and the next post follows a whole line."""
    journal = tmp_path / "workspace.jsonl"
    ledger = opened(journal)
    heard: list[str] = []
    ledger.listen(lambda touched: heard.append(texts(ledger)[-1]))
    post(ledger, "one")
    size = journal.stat().st_size
    for kept in range(size):
        with room_for(size + kept), pytest.raises(OSError) as refused:
            post(ledger, "two")
        assert errno.EFBIG == refused.value.errno
        assert size == journal.stat().st_size
    assert ["one"] == texts(ledger)

    with room_for(2 * size):
        post(ledger, "2nd")

    ledger.close()
    again = opened(journal)
    assert ["one", "2nd"] == heard == texts(ledger) == texts(again)
    again.close()


def test_a_process_that_dies_at_any_byte_loses_its_last_line_only(tmp_path: Path):
    """A journal of two lines, cut at every byte of the second: one message, or two; the next post is readable."""
    journal = tmp_path / "workspace.jsonl"
    ledger = opened(journal)
    post(ledger, "one")
    size = journal.stat().st_size
    post(ledger, "two")
    ledger.close()
    whole = journal.read_bytes()

    for cut in range(size, len(whole) + 1):
        journal.write_bytes(whole[:cut])
        torn = opened(journal)
        kept = texts(torn)
        post(torn, "after")
        torn.close()
        again = opened(journal)
        assert [*kept, "after"] == texts(again)
        again.close()
        assert (["one", "two"] if cut == len(whole) else ["one"]) == kept


def test_an_entry_that_says_nothing_possible_is_not_kept(tmp_path: Path):
    """A change of a message that is not there is refused, and the journal stays readable."""
    journal = tmp_path / "workspace.jsonl"
    ledger = opened(journal)
    post(ledger, "one")

    with pytest.raises(KeyError):
        ledger.record({"op": "edit", "channel": CHANNEL, "ts": "1.000001", "changes": {"text": "two"}})

    ledger.close()
    assert ["one"] == [json.loads(line)["text"] for line in journal.read_text().splitlines()]
