"""Situations in which the bot speaks, each a function from texts to the message. The golden files hold the results."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.explain.advice import advise
from bot.core.explain.why import explain
from bot.core.statistics.fix_watch import evidence
from bot.core.statistics.outlook import Span, outlook
from bot.core.texts.bundles import Texts
from bot.core.words import answer_trend, answers, fix_messages, merges, messages
from bot.core.words.answer_why import why
from bot.core.words.blocks import Message
from storage.records import (
    Change,
    Fix,
    FixState,
    Leak,
    LeakView,
    Mark,
    MarkKind,
    Merged,
    Places,
    Seen,
    Spot,
    State,
    Watch,
    Windows,
)
from tests.optional import there

NOW = 1_790_000_000  # 2026-09-21 14:13:20 UTC
HOUR, DAY = 3_600, 86_400
URL = "https://acme.sentry.io/issues/42/events/9f3c/?project=1&referrer=webhooks"
ANNA, BORA, CHOI = "U0ANNA001", "U0BORA002", "W0CHOI003"
PEOPLE = frozenset({ANNA, BORA, CHOI})

ACCESS = """\
io.netty.buffer.AdvancedLeakAwareByteBuf.getByte(AdvancedLeakAwareByteBuf.java:154)
com.acme.resource.upload.UploadService.valid(UploadService.java:43)
com.acme.resource.upload.UploadService.receive(UploadService.java:18)
com.acme.resource.server.ResourceServer.dispatch(ResourceServer.java:97)"""

LEAKS = "LEAK: ByteBuf.release() was not called before it's garbage-collected. "
SEE = "See https://netty.io/wiki/reference-counted-objects.html for more information.\nRecent access records: \n"
ALLOC_LINES = 2
CREATED = """Created at:
\tio.netty.buffer.PooledByteBufAllocator.newDirectBuffer(PooledByteBufAllocator.java:402)
\tio.netty.buffer.AbstractByteBufAllocator.directBuffer(AbstractByteBufAllocator.java:188)
\tcom.acme.resource.upload.UploadService.receive(UploadService.java:16)
\tjava.base/java.lang.Thread.run(Thread.java:840)"""
ADVANCED_TEXT = f"{LEAKS}{SEE}#1:\n" + "".join(f"\t{line}\n" for line in ACCESS.split("\n")) + CREATED
SIMPLE_TEXT = f"{LEAKS}{SEE}{CREATED}"
UNTRACED_TEXT = (
    f"{LEAKS}Enable advanced leak reporting to find out where the leak occurred. To enable advanced leak reporting, "
    "specify the JVM option '-Dio.netty.leakDetection.level=advanced' or call ResourceLeakDetector.setLevel()"
)
SOCKET_TEXT = f"""{LEAKS}{SEE}#1:
\tHint: 'upload#0' will handle the message from this point.
\tio.netty.channel.DefaultChannelPipeline.touch(DefaultChannelPipeline.java:116)
\tio.netty.channel.AbstractChannelHandlerContext.fireChannelRead(AbstractChannelHandlerContext.java:412)
Created at:
\tio.netty.buffer.PooledByteBufAllocator.newDirectBuffer(PooledByteBufAllocator.java:402)
\torg.springframework.boot.loader.Launcher.launch(Launcher.java:49)
\tio.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:500)"""
ADVICE = there(advise(ADVANCED_TEXT))
LOST_ADVICE = replace(ADVICE, rule=None, source=None, kit=replace(ADVICE.kit, options=()))

STRONG = {
    "level": "strong", "direction": "up", "p_value": 0.00083, "n": 24, "unit": "episodes", "needed": 6, "days": 700.3,
    "first_interval_days": 41.2, "last_interval_days": 15.1, "ratio": 2.7, "ratio_low": 1.1, "ratio_high": 7.4,
    "phi": 1.0, "lacks": None, "days_needed": 16,
}  # fmt: skip
WEAK_DOWN = STRONG | {"level": "weak", "direction": "down", "p_value": 0.031, "ratio": 0.4, "phi": 2.3}
NONE = STRONG | {"level": "none", "direction": "up", "p_value": 0.62, "n": 20, "ratio": 1.2, "ratio_low": 0.5}
FROM_NOTHING = STRONG | {"first_interval_days": None, "ratio": None, "ratio_low": 1.4, "ratio_high": None}
TOO_FEW = STRONG | {"level": "too_few", "n": 4, "days": 90.0, "p_value": None, "lacks": "episodes"}
FIRST_SEEN = TOO_FEW | {"n": 0, "days": 0.3}
TOO_SHORT = STRONG | {"level": "too_few", "n": 40, "days": 9.0, "unit": "alerts", "p_value": None, "lacks": "days"}


def a_leak(number: int = 3, **changes) -> Leak:
    leak = Leak(
        number=number,
        family="netty",
        resource="ByteBuf",
        frame="com.acme.resource.upload.UploadService.receive(UploadService.java:18)",
        level="advanced",
        access_text=ACCESS,
        state=State.OPEN,
        state_at=NOW - 120 * DAY,
        first_seen=NOW - 120 * DAY,
        last_seen=NOW - 2 * HOUR,
        last_url=URL,
    )
    return replace(leak, **changes)


def a_view(
    number=3, *, marks=(), last_investigated=None, windows=None, places=None, took_in=(), watch=None, **changes
) -> LeakView:
    days = (0,) * 9 + (1, 0, 0, 2, 0, 0, 1, 0, 0, 1, 0, 2, 1, 3, 2, 1, 2, 0, 3)
    return LeakView(
        leak=a_leak(number, **changes),
        windows=windows or Windows(day=3, day_before=1, week=12, week_before=4, total=58, sightings_28d=days),
        places=places
        or Places(
            projects=(("resource-server", 12),),
            environments=(("production", 11), ("staging", 1)),
            hosts=(("rs-7d9f-x2x4k", 5), ("rs-7d9f-p8q1z", 3), ("rs-7d9f-aa01b", 2), ("rs-6c1e-m4n5o", 2)),
            releases=(("2.14.0", 9), ("2.13.2", 3)),
        ),
        marks=marks,
        last_investigated=last_investigated,
        took_in=took_in,
        watch=watch,
    )


FIRST = a_view(
    windows=Windows(1, 0, 1, 0, 1, (0,) * 27 + (1,)),
    places=Places((("resource-server", 1),), (("production", 1),), (("rs-7d9f-x2x4k", 1),), (("2.14.0", 1),)),
    state_at=NOW - 60, first_seen=NOW - 60, last_seen=NOW - 60,
)  # fmt: skip
HEADER_ONLY = a_view(5, frame=None, access_text="", level="simple", last_url=None)
ANNA_DID = Change(3, NOW - 3 * DAY, ANNA, "done", "command", "upload stream is closed in finally since 2.14.1")
INVESTIGATING = a_view(
    state=State.INVESTIGATING,
    state_at=NOW - 5 * HOUR,
    marks=(
        Mark(3, ANNA, MarkKind.INVESTIGATING, NOW - 5 * HOUR),
        Mark(3, BORA, MarkKind.INVESTIGATING, NOW - 4 * HOUR),
    ),
)
INVESTIGATED = a_view(state=State.INVESTIGATED, state_at=NOW - 3 * DAY, last_investigated=ANNA_DID)
RETURNED = a_view(state=State.RETURNED, state_at=NOW - 2 * HOUR, last_investigated=ANNA_DID)
MERGED = a_view(7, merged_into=3, total=5)
TOOK_IN = a_view(
    took_in=(
        Merged(7, (Mark(7, ANNA, MarkKind.INVESTIGATING, NOW - DAY), Mark(7, BORA, MarkKind.INVESTIGATED, NOW - DAY))),
        Merged(9),
    )
)
MERGE = Change(3, NOW - HOUR, "", "merged", "sentry", "L7 → L3")
COUNTED = {"new": 1, "site": 49, "origin": 3, "callers": 2, "same_place": 1, "ambiguous": 1, "header": 1}
KEYS = (
    ("site", "v1:netty|ByteBuf|com.acme.resource.upload.UploadService.valid"),
    ("origin", "v1:netty|ByteBuf|com.acme.resource.upload.UploadService.receive"),
)
SNOOZED = a_view(7, snoozed_until=NOW + 7 * DAY)
HOSTILE = (
    "<!channel> <https://evil.example|https://bank.example> & ``` `x` <@U0ANNA001> \u202egnp.exe\x00\ud800 *b* _i_"
)
ATTACKED = a_view(
    resource=HOSTILE, frame=HOSTILE, access_text="\n".join([HOSTILE] * 40), last_url="javascript:alert(1)",
    places=Places(*[((HOSTILE, 9), ("x" * 5_000, 1))] * 4),
)  # fmt: skip
HISTORY = (
    Change(3, NOW - 9 * DAY, BORA, "take", "reaction"),
    Change(3, NOW - 8 * DAY, BORA, "undo", "reaction"),
    ANNA_DID,
    Change(3, NOW - 2 * HOUR, "", "returned", "sighting"),
)
FIX_HISTORY = tuple(
    Change(3, NOW - (9 - n) * DAY, who, what, "command")
    for n, (who, what) in enumerate(
        ((BORA, "fix 1"), (BORA, "unfix 1"), (ANNA, "fix 2"), ("", "fixed 2"), ("", "back 2"))
    )
)
COUNTS = {State.OPEN: 1, State.INVESTIGATING: 1, State.INVESTIGATED: 1, State.RETURNED: 1, State.FIXED: 1}
MANY = tuple(a_view(n, windows=Windows(0, 0, n, 3, 3 * n)) for n in range(1, 28))
TROUBLE = answers.Health(
    oldest_waiting_at=NOW - 3 * HOUR, dead=2, slack_error="not_in_channel", slack_error_at=NOW - HOUR
)
ROWS = [("status", "help-status"), ("show L3", "help-show"), ("done L3 [note]", "help-done"), ("help", "help-help")]

DEPLOYED = NOW - 13 * DAY
FIX = Fix(3, 1, DEPLOYED, DEPLOYED, "resource-server@2.14.1", ANNA)
BEFORE = tuple(range(DEPLOYED - 300 * DAY, DEPLOYED, 13 * DAY))


def a_watch(days: int = 13, before=BEFORE, since=(), **changes) -> Watch:
    """A fix that was deployed so many days ago."""
    moved = tuple(at + (13 - days) * DAY for at in before)
    fix = replace(FIX, fixed_at=NOW - days * DAY, registered_at=NOW - days * DAY, **changes)
    return Watch(fix, moved, since)


def watched(days: int = 13, **changes) -> LeakView:
    quiet = Windows(0, 0, 0, 0, 58, (0,) * 28)
    return a_view(state=State.WATCHING, state_at=NOW - days * DAY, windows=quiet, watch=a_watch(days, **changes))


OLD_PROCESSES = (Seen(NOW - 12 * DAY, "resource-server@2.14.0", NOW - 90 * DAY), Seen(NOW - 13 * DAY + 60))
STANDS = a_watch(48, state=FixState.FIXED, decided_at=NOW - HOUR)
CAME_BACK = a_watch(
    9, state=FixState.RETURNED, decided_at=NOW - HOUR, returned_at=NOW - 2 * HOUR, attempt=2, release=None
)
RARER = a_watch(99, state=FixState.RETURNED, decided_at=NOW, returned_at=NOW, before=tuple(BEFORE[0] + n * DAY for n in
    range(0, 280, 3)))  # fmt: skip
FIXED_VIEW = a_view(state=State.FIXED, state_at=NOW - HOUR, windows=Windows(0, 0, 0, 0, 58, (0,) * 28), watch=STANDS)
BACK_VIEW = a_view(state=State.RETURNED, state_at=NOW - HOUR, returned_at=NOW - HOUR, watch=CAME_BACK)

RARE = [Spot(NOW - days * DAY, f"rs-{days}", "2.12.0", "simple") for days in range(700, 100, -50)]
OFTEN = [Spot(NOW - days * DAY, f"rs-{days}", f"2.{17 - days // 20}.0", "advanced") for days in range(100, 0, -5)]


def a_trend(view: LeakView, spots, shared_by=None) -> "Situation":
    found = outlook(Span([spot.at for spot in spots], NOW, [(NOW - 9 * DAY, NOW - 6 * DAY)]), spots)
    return lambda texts: answer_trend.trend(view, found, texts=texts, now=NOW, shared_by=shared_by)


def a_sum(texts: Texts) -> Message:
    found = outlook(Span([spot.at for spot in RARE + OFTEN], NOW), RARE + OFTEN)
    sums = answer_trend.arithmetic(texts, found)
    return why(a_view(), explain(ADVANCED_TEXT), COUNTED, KEYS, texts=texts, sums=sums)


Situation = Callable[[Texts], Message]


def _root(view: LeakView, trend=None, text=None) -> Situation:
    advice = advise(text) if text else None
    return lambda texts: messages.root(view, trend, advice, texts=texts, now=NOW)


def _why(view: LeakView, text: str, counts, keys) -> Situation:
    return lambda texts: why(view, explain(text), counts, keys, texts=texts)


def _refused(found: fix_messages.Objection) -> Situation:
    return lambda texts: fix_messages.refused(a_view(), found, texts=texts)


def _marked(view: LeakView, change: Change) -> Situation:
    return lambda texts: messages.marked(view, change, texts=texts, now=NOW)


def _reply(count: int, trend=None) -> Situation:
    places = INVESTIGATING.places
    return lambda texts: messages.reply(
        INVESTIGATING, count, NOW - 6 * HOUR, places.hosts, places.releases[:1], trend, texts=texts, now=NOW
    )


def _status(views, counts, health, total, shared_by=None) -> Situation:
    return lambda texts: answers.status(views, counts, health, total, texts=texts, now=NOW, shared_by=shared_by)


FIVE = tuple(
    replace(view, leak=replace(view.leak, number=n), windows=replace(view.windows, week=19 - n, week_before=n))
    for n, view in enumerate((INVESTIGATED, HEADER_ONLY, RETURNED, INVESTIGATING, SNOOZED), start=1)
)
SITUATIONS: dict[str, Situation] = {
    "root-first-sighting": _root(FIRST, FIRST_SEEN, ADVANCED_TEXT),
    "root-header-only": _root(HEADER_ONLY, TOO_FEW, UNTRACED_TEXT),
    "root-simple": _root(a_view(level="simple", access_text=ACCESS.split("\n")[3]), TOO_SHORT, SIMPLE_TEXT),
    "root-strong-trend": _root(a_view(), STRONG, ADVANCED_TEXT),
    "root-nothing-known": lambda t: messages.root(a_view(), None, LOST_ADVICE, texts=t, now=NOW),
    "root-merged": _root(MERGED, STRONG, ADVANCED_TEXT),
    "root-took-in": _root(TOOK_IN),
    "root-weak-falling-in-bunches": _root(a_view(), WEAK_DOWN),
    "root-no-evidence": _root(a_view(), NONE),
    "root-from-nothing": _root(a_view(windows=Windows(6, 0, 9, 0, 9)), FROM_NOTHING),
    "root-investigating": _root(INVESTIGATING),
    "root-investigated": _root(INVESTIGATED),
    "root-returned": _root(RETURNED),
    "root-snoozed": _root(SNOOZED),
    "root-watching": _root(a_view(state=State.WATCHING)),
    "root-fixed-and-quiet": _root(a_view(state=State.FIXED, windows=Windows(0, 0, 0, 0, 58, (0,) * 28))),
    "root-watching-first-day": _root(watched(0, release=None)),
    "root-watching-a-fix": _root(watched(since=OLD_PROCESSES), STRONG),
    "root-watching-too-few": _root(watched(before=BEFORE[:3])),
    "root-fixed": _root(FIXED_VIEW, STRONG),
    "root-came-back": _root(BACK_VIEW, TOO_FEW),
    "fixed": lambda t: fix_messages.fixed(FIXED_VIEW, STANDS.fix, evidence(STANDS, NOW - HOUR), texts=t),
    "back": lambda t: fix_messages.back(BACK_VIEW, CAME_BACK.fix, evidence(CAME_BACK, NOW), texts=t),
    "back-but-rarer": lambda t: fix_messages.back(BACK_VIEW, RARER.fix, evidence(RARER, NOW), texts=t),
    "back-without-figures": lambda t: fix_messages.back(BACK_VIEW, CAME_BACK.fix, {}, texts=t),
    "marked-fix": _marked(watched(0), Change(3, NOW, ANNA, "fix 1", "command")),
    "marked-unfix": _marked(INVESTIGATED, Change(3, NOW, ANNA, "unfix 1", "command")),
    "fix-begun": lambda t: fix_messages.begun(watched(0), texts=t, now=NOW),
    "fix-begun-now": lambda t: fix_messages.begun(watched(0, release=None, before=BEFORE[:2]), texts=t, now=NOW),
    "fix-no-date": _refused(fix_messages.Objection("fix-no-date", typed=HOSTILE)),
    "fix-future": _refused(fix_messages.Objection("fix-future", NOW + DAY)),
    "fix-too-early": _refused(fix_messages.Objection("fix-too-early", NOW - 400 * DAY)),
    "fix-before-last": _refused(fix_messages.Objection("fix-before-last", NOW - 30 * DAY, FIX)),
    "fix-leaks": _refused(fix_messages.Objection("fix-leaks", NOW - DAY)),
    "fix-withdrawn": lambda t: fix_messages.withdrawn(INVESTIGATED, texts=t),
    "root-attacked": _root(ATTACKED, STRONG),
    "reply": _reply(4, STRONG),
    "reply-one": _reply(1),
    "returned": lambda t: messages.returned(RETURNED, ANNA, NOW - 3 * DAY, ANNA_DID.note, texts=t, now=NOW),
    "returned-without-note": lambda t: messages.returned(RETURNED, BORA, NOW - DAY, None, texts=t, now=NOW),
    "marked-take": _marked(INVESTIGATING, Change(3, NOW, ANNA, "take", "reaction")),
    "marked-done": _marked(INVESTIGATED, ANNA_DID),
    "marked-undo": _marked(a_view(), Change(3, NOW, ANNA, "undo", "reaction")),
    "marked-other": _marked(a_view(), Change(3, NOW, CHOI, "snooze <!here>", "command")),
    "marked-merged-into": _marked(MERGED, replace(MERGE, leak=7)),
    "marked-merged-from": _marked(TOOK_IN, MERGE),
    "status": _status(FIVE, COUNTS, {}, 5),
    "status-shared": _status(FIVE, COUNTS, {}, 5, BORA),
    "status-trouble": _status(MANY, {State.OPEN: 27}, TROUBLE, 27),
    "status-empty": _status((), {}, {"oldest_waiting_at": NOW - 5}, 0),
    "status-quiet": _status((INVESTIGATED,), {State.INVESTIGATED: 1}, {}, 1),
    "list-of-27": lambda t: answers.list_(MANY, 27, texts=t, now=NOW),
    "list-shared": lambda t: answers.list_(FIVE, 5, texts=t, now=NOW, shared_by=ANNA),
    "show": lambda t: answers.show(RETURNED, STRONG, HISTORY, advise(ADVANCED_TEXT), texts=t, now=NOW),
    "show-untraced": lambda t: answers.show(HEADER_ONLY, TOO_FEW, (), advise(UNTRACED_TEXT), texts=t, now=NOW),
    "show-nothing-known": lambda t: answers.show(FIRST, FIRST_SEEN, (), LOST_ADVICE, texts=t, now=NOW),
    "show-took-in": lambda t: merges.moved(
        answers.show(TOOK_IN, None, (MERGE,), advise(SIMPLE_TEXT), texts=t, now=NOW), 7, TOOK_IN, texts=t
    ),
    "why": _why(TOOK_IN, ADVANCED_TEXT, COUNTED, KEYS),
    "why-header": _why(HEADER_ONLY, SOCKET_TEXT, {"new": 1, "header": 4}, (("header", "v1:netty|ByteBuf|shop|"),)),
    "why-cut": _why(a_view(), ADVANCED_TEXT[:-60] + "...", {"new": 1}, KEYS * 6),
    "why-unread": _why(FIRST, "", {"new": 1}, ()),
    "why-attacked": _why(a_view(), ADVANCED_TEXT, {"new": 1}, ((HOSTILE, HOSTILE * 20),) * 40),
    "show-shared-long-history": lambda t: answers.show(RETURNED, None, HISTORY * 5, texts=t, now=NOW, shared_by=CHOI),
    "show-fix-history": lambda t: answers.show(BACK_VIEW, TOO_FEW, FIX_HISTORY, None, texts=t, now=NOW),
    "trend": a_trend(a_view(), RARE + OFTEN),
    "trend-watching": a_trend(watched(), RARE + OFTEN, ANNA),
    "chart-comes": lambda t: answer_trend.chart_comes(a_view(), texts=t),
    "trend-few": a_trend(FIRST, OFTEN[-2:]),
    "why-with-sums": a_sum,
    "help": lambda t: answers.help_(ROWS, texts=t),
    "suggestion": lambda t: answers.suggestion("shwo", "show", texts=t),
    "suggestion-none": lambda t: answers.suggestion(HOSTILE, None, texts=t),
    "unknown-leak": lambda t: answers.unknown_leak(99, texts=t),
    "needs-leak": lambda t: answers.needs_leak("show", texts=t),
    "took": lambda t: answers.take(INVESTIGATING, True, texts=t),
    "did-with-note": lambda t: answers.done(INVESTIGATED, True, texts=t, note="closed in finally"),
    "undid-nothing": lambda t: answers.undo(a_view(), False, texts=t),
    "failed": lambda t: answers.failed("d-4f2a91", texts=t),
}
