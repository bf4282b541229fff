"""A report that shows two leaks to be one: the store, the threads, the roots, and what people ask and mark then."""

import itertools
import json
import threading

import pytest

from bot.core.texts.bundles import Texts
from bot.core.words.answers import Health
from bot.core.words.messages import Message
from bot.group.rounds import RoundCommands
from bot.leaks.marks import Marking
from bot.leaks.messages import Renderer
from bot.leaks.triage import Triage
from bot.listeners.click_answers import ClickAnswers
from bot.listeners.commands import Commands
from bot.listeners.leak_commands import LeakCommands
from bot.listeners.leaks import Listeners
from bot.slack.request import Asked
from storage import leak_views, leaks, marks, open_store, outbox, queues, threads
from storage.engine import Engine
from storage.merges import merge
from storage.queues import Delivery
from storage.records import MarkKind, State
from tests.optional import there
from tests.walks.events import event

NOW = 1_790_000_000
CHANNEL = "C0123456789"
ANNA, BORA = "U0ANNA001", "U0BORA002"
HEAD = (
    "LEAK: ByteBuf.release() was not called before it's garbage-collected. See https://netty.io/wiki/"
    "reference-counted-objects.html for more information.\nRecent access records: \n"
)
ACCESS = (
    "#1:\n\tio.netty.buffer.AdvancedLeakAwareByteBuf.getByte(A.java:155)\n"
    "\tcom.acme.shop.Chunk.flush(Chunk.java:9)\n\tcom.acme.shop.Chunk.write(Chunk.java:5)\n"
)
CREATED = (
    "Created at:\n\tio.netty.buffer.PooledByteBufAllocator.newDirectBuffer(P.java:402)\n"
    "\tcom.acme.shop.Pieces.take(Pieces.java:3)\n\tcom.acme.shop.Chunk.write(Chunk.java:4)"
)
SIMPLE, WHOLE, CUT = HEAD + CREATED, HEAD + ACCESS + CREATED, HEAD + ACCESS + "\tcom.acme.shop.Ser..."
OTHER = HEAD + CREATED.replace("Pieces.take", "Pages.take").replace("Chunk.write", "Range.read")


def nothing(asked: Asked) -> Message:
    """What these leaks are not asked for."""
    return Message("", ())


class Room:
    """The bot's rooms on a store in memory, without Slack. Whatever is rendered counts as posted."""

    def __init__(self) -> None:
        self.store: Engine = open_store("sqlite://", NOW)
        self.time = NOW
        texts = Texts("en")
        self.inbox = Triage(self.store, CHANNEL, 3600, self.now)
        self.renderer = Renderer(store=self.store, texts=texts, now=self.now)
        self.marking = Marking(self.store, CHANNEL, self.now, threading.Event())
        leak = LeakCommands(
            store=self.store, texts=texts, marking=self.marking, now=self.now, offer=lambda who, leak: None
        )
        rounds = RoundCommands(self.store, texts)
        self.commands = Commands(
            store=self.store,
            texts=texts,
            marking=self.marking,
            leak=leak,
            health=Health,
            now=self.now,
            rounds=rounds,
            journal=nothing,
            digest=nothing,
        )
        self.ts = 0

    def now(self) -> int:
        return self.time

    def report(self, text: str) -> str:
        self.time += 10
        body = json.dumps({"action": "triggered", "data": {"event": {"timestamp": self.time, **event(text=text)}}})
        delivery = Delivery(f"d{self.time}", "sentry", "event_alert", body.encode(), self.time)
        with self.store.transaction():
            queues.put_deliveries(self.store, [delivery])
        return self.inbox.work(delivery)

    def post(self) -> list[tuple[str, int | None, str]]:
        """Send everything that is due: (kind, leak, text) of each, in order."""
        said = []
        self.time += 4000
        while (row := outbox.claim(self.store, CHANNEL, self.now(), 60)) is not None:
            with self.store.transaction():
                rendered = self.renderer.render(row)
                self.ts += 1
                ts = None if rendered is None else f"1790000000.{self.ts:06}"
                outbox.sent(self.store, row, self.now(), ts)
            if rendered is not None:
                said.append((row.kind.value, row.leak, rendered.text))
                self.blocks = rendered.blocks
        return said

    def present(self) -> dict[str, object]:
        """What the store says of the leaks that stand."""
        found = self.store.query("SELECT number, level, frame, total FROM leaks WHERE merged_into IS NULL")
        keys = self.store.query("SELECT kind, key, leak FROM keys GROUP BY kind, key, leak ORDER BY kind, key, leak")
        return {"leaks": found, "keys": keys, "text": leaks.report_of(self.store, 1)}

    def ask(self, text: str, who: str = ANNA) -> str:
        return self.commands.answer(text, who).text


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def two(room: Room) -> Room:
    """L1 by its creation, L2 by a cut report, both with their threads."""
    room.report(SIMPLE)
    room.report(CUT)
    room.post()
    return room


@pytest.mark.parametrize("order", list(itertools.permutations((SIMPLE, CUT, WHOLE))))
def test_the_order_of_reports_does_not_matter(order: tuple[str, ...]):
    """One leak with all three reports, its keys, and the fullest text, whichever came first."""
    room, expected = Room(), Room()
    for text in order:
        room.report(text)
        room.post()
    for text in (WHOLE, SIMPLE, CUT):
        expected.report(text)

    assert 3 == there(leaks.find_leak(expected.store, 1)).total
    assert expected.present() == room.present()


def test_both_threads_hear_of_it_once_and_both_roots_show_it(two: Room):
    """The older leak goes on; the other root says where, and has no buttons left."""
    two.report(WHOLE)
    said = two.post()

    assert [("change", 1), ("change", 2)] == sorted((kind, leak) for kind, leak, _ in said if kind == "change")
    told = {(kind, leak): text for kind, leak, text in said}
    assert "L2 is the same leak as L1" in told["change", 1]
    assert "The story goes on in the thread of L1." in told["change", 2]
    assert "Also this leak: L2." in told["edit", 1]
    assert told["edit", 2].startswith("*L2 is the same code as L1*")
    assert "1 report had been counted for L2" in told["edit", 2]
    two.report(WHOLE)
    assert [] == [kind for kind, leak, _ in two.post() if kind == "change" or leak == 2]


def test_a_merged_root_has_no_buttons(two: Room):
    two.report(WHOLE)
    two.post()
    view = leak_views.view(two.store, 2, NOW)
    assert view is not None

    blocks = two.renderer._root(view).blocks

    assert "actions" not in {block["type"] for block in blocks}


def test_the_audit_trail_of_both_keeps_the_merge(two: Room):
    two.report(WHOLE)

    trail = [(change.what, change.note) for leak in (1, 2) for change in marks.changes(two.store, leak)]

    assert [("merged", "L2 → L1")] * 2 == trail


def test_the_older_leak_keeps_its_state_and_the_thread_says_who_was_on_the_other(two: Room):
    """Marks on the merged leak move nothing; whose they were is told."""
    two.marking.mark(2, BORA, MarkKind.INVESTIGATING, "button")
    two.report(WHOLE)
    said = {(kind, leak): text for kind, leak, text in two.post()}

    leak = leaks.find_leak(two.store, 1)
    assert leak is not None
    assert State.OPEN is leak.state
    assert f"<@{BORA}> was investigating L2." in said["change", 1]


def test_an_older_leak_that_is_investigated_returns_by_the_joining_report(two: Room):
    """Its own rule holds: it was reported again."""
    two.marking.mark(1, ANNA, MarkKind.INVESTIGATED, "button")
    two.post()

    assert "returned after it was marked" == two.report(WHOLE)
    leak = leaks.find_leak(two.store, 1)
    assert leak is not None
    assert State.RETURNED is leak.state


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("show L2", "*L1 · `ByteBuf` leaks in `Chunk.flush`*"),
        ("why L2", "*Why these reports are L1*"),
        ("take L2", "You are investigating L1"),
        ("done L2 closed in finally", "L1 · `ByteBuf` leaks in `Chunk.flush` is marked as investigated"),
        ("undo L2", "You have no mark on L1"),
        ("이유 L2", "*Why these reports are L1*"),
    ],
)
def test_what_is_asked_of_the_merged_leak_is_done_to_the_present_one(two: Room, asked: str, says: str):
    """And the answer says so, first."""
    two.report(WHOLE)

    text = two.ask(asked)

    assert text.startswith("L2 is the same leak as L1 now, so this is about L1.")
    assert says in text
    assert () == marks.standing_marks(two.store, 2)


def test_why_counts_the_reports_by_their_rules(two: Room):
    """The merged leak's reports among them."""
    two.report(WHOLE)
    two.report(WHOLE)

    text = two.ask("why L1")

    assert "2 opened it" in text
    assert "2 by the last use (site key)" in text
    assert "L2 turned out to be the same leak" in text
    assert "site v1:netty|ByteBuf|com.acme.shop.Chunk.flush" in text


def test_a_reaction_in_the_merged_thread_marks_the_present_leak(two: Room):
    two.report(WHOLE)
    two.post()
    root = threads.root_of(two.store, 2)
    assert root is not None
    listeners = Listeners(
        commands=two.commands,
        marking=two.marking,
        reactions={"eyes": MarkKind.INVESTIGATING},
        own_user=lambda: None,
        answers=ClickAnswers(),
    )
    item = {"type": "message", "channel": root.channel, "ts": root.ts}

    listeners.reacted({"reaction": "eyes", "user": ANNA, "event_ts": "1790000001.000100", "item": item})

    assert [ANNA] == [mark.person for mark in marks.standing_marks(two.store, 1)]
    assert () == marks.standing_marks(two.store, 2)


def test_a_thread_that_nobody_has_seen_does_not_begin(room: Room):
    """Merged before its root was posted: no root, no line about it, and nothing waits for ever."""
    room.report(SIMPLE)
    room.report(CUT)
    room.report(WHOLE)

    said = room.post()

    assert [("root", 1)] == [(kind, leak) for kind, leak, _ in said]
    assert "Also this leak: L2." in said[0][2]
    assert 0 == queues.backlog(room.store, "outbox").waiting


def test_a_root_claimed_just_before_the_merge_is_not_posted(room: Room):
    """The sender holds the row while the inbox merges."""
    room.report(SIMPLE)
    room.post()
    room.report(CUT)
    row = outbox.claim(room.store, CHANNEL, room.now(), 60)
    assert row is not None
    room.report(WHOLE)

    assert ("root", 2) == (row.kind, row.leak)
    with room.store.transaction():
        assert room.renderer.render(row) is None


def test_a_chain_of_merges_ends_at_the_present_leak(two: Room):
    """What was merged before points on, and its root is edited too."""
    two.report(OTHER)
    two.post()
    with two.store.transaction():
        merge(two.store, 2, 3, NOW)
    two.report(WHOLE)
    said = {(kind, leak): text for kind, leak, text in two.post()}

    assert [1, 1] == [leaks.present_number(two.store, leak) for leak in (2, 3)]
    assert [2, 3] == leak_views.taken_in(two.store, 1)
    assert said["edit", 3].startswith("*L3 is the same code as L1*")


def test_a_poorer_report_does_not_replace_the_advice(room: Room):
    """A cut or simple report after a whole one leaves what is shown as it was."""
    room.report(WHOLE)
    before = leaks.report_of(room.store, 1)
    room.report(CUT)
    room.report(SIMPLE)

    assert before == leaks.report_of(room.store, 1)
    room.report(WHOLE.replace("155", "156"))
    assert "A.java:156" in leaks.report_of(room.store, 1)


def test_what_is_kept_of_a_report_is_bounded(room: Room):
    room.report(WHOLE + "\n: 1 leak records were discarded because they were duplicates\n" + "x" * 60_000)

    assert leaks.REPORT_CHARS == len(leaks.report_of(room.store, 1))


def test_the_root_carries_the_advice_of_the_report(room: Room):
    """One line, worked out when the root is written."""
    room.report(WHOLE)

    assert "*Try next:* call `release()` in `finally`" in room.post()[0][2]
