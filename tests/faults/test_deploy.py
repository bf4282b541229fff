"""One process owns a file, and gives way to the next (F16, F22)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.alerts import alerts
from tests.faults.books import check_counted_once
from tests.faults.conftest import Serve
from tests.faults.posting import Posting
from tests.faults.running import NotReady, Running
from tests.pace import within


def test_nothing_that_was_answered_is_lost_by_a_deploy(serve: Serve, database: Path) -> None:
    """SIGTERM under load: what was answered is kept, the old one is gone within 5 s, the new one is ready in 1.5 s."""
    todo = list(alerts(1000, 20))
    first = serve()
    posting = Posting(first.port, todo, connections=16)
    posting.wait_acked(300)

    begun = time.monotonic()
    status = first.stop()
    stopped_s = time.monotonic() - begun
    posting.join()
    second = serve()
    rest = Posting(second.port, posting.left)
    rest.join()
    second.wait_drained()
    second.stop()

    assert 0 == status
    assert stopped_s < within(5)
    assert second.took_s < within(1.5)
    assert {200, 503, 0} >= set(posting.statuses), "a request that was read got no clear answer"
    check_counted_once(database, posting.acked | rest.acked, [one.event_id for one in todo])


def test_a_second_bot_on_the_same_file_refuses_and_the_first_goes_on(serve: Serve, database: Path) -> None:
    """Exit 3, with a sentence that names the file and says what to do."""
    first = serve()
    before = len(first.log)

    with pytest.raises(NotReady) as refused:
        Running(database)

    said = refused.value.log[before:]
    assert 3 == refused.value.status
    assert str(database) in said
    assert "stop that one first" in said
    assert "Traceback" not in said
    assert 200 == first.health()[0]
