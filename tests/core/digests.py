"""Material for digests, and the situations that their golden messages show."""

from collections.abc import Callable
from typing import Any

from bot.core.digest import message as digest_words
from bot.core.digest.figures import figures
from bot.core.digest.material import LeakVerdict, Material, Participants
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from storage.records import Change, Counted, Leak, NewLeak, Programme, Round, Share, State

HOUR, DAY = 3600, 86_400
WEEK = 7 * DAY
MEETS = 1_790_510_400  # 2026-09-27 12:00 UTC: Sunday, 21:00 in Seoul
BEGINS = MEETS - WEEK
SEASON = Programme(1, "Growth 2026", "Asia/Seoul", "C0STUDY0001", HOUR, 2, MEETS - 30 * DAY)
TITLES = ("Find it", "Choose by <!channel> ROI", "Reproduce and fix", "Pull request", "What we learned")
ROUNDS = tuple(
    Round(1, number, title, f"theme {number}", "", "2026-09-27", "21:00", at, at + WEEK)
    for number, (title, at) in enumerate(zip(TITLES, range(BEGINS - 2 * WEEK, MEETS + 9 * WEEK, WEEK), strict=False), 1)
)
PEOPLE = tuple(f"U0MEMBER{n:02}" for n in range(40))
SITES = ("upload.UploadService.valid", "shop.Cart.render", "mail.Sender.send", "feed.Feed.poll", "auth.Login.check")

FEW = {"p_value": None}
CHANGED = {
    "p_value": 0.0008,
    "direction": "up",
    "level": "strong",
    "n": 24,
    "unit": "episodes",
    "ratio": 2.7,
    "ratio_low": 1.1,
    "ratio_high": 7.4,
    "first_interval_days": 41.0,
    "last_interval_days": 15.0,
    "phi": 1.0,
}
WATCH = {
    "state": "watching",
    "attempt": 1,
    "days_quiet": 12.4,
    "days_needed": 38.2,
    "days_more": 25.8,
    "n": 9,
    "needed": 3,
    "recurred": False,
}


def a_leak(number: int, state: State = State.OPEN, first_seen: int = BEGINS - 90 * DAY, last_seen: int = MEETS) -> Leak:
    site = SITES[number % len(SITES)]
    frame = f"com.acme.{site}({site.split('.')[1]}.java:{number})"
    return Leak(
        number, "netty", "ByteBuf", frame, "advanced", "", state, first_seen, first_seen, last_seen, None, total=9
    )


def opened(leak: int, taken_s: int | None = None, done_s: int | None = None, at: int = BEGINS + DAY) -> NewLeak:
    return NewLeak(
        leak, at, None if taken_s is None else at + taken_s, None if done_s is None else at + done_s
    )  # fmt: skip


def shared(round_: int, person: str, after_s: int, asks: bool = False) -> Share:
    return Share(round_, person, BEGINS + after_s, asks)


def material(**given: Any) -> Material:
    """The third of five rounds, in which nothing happened."""
    empty: dict[str, Any] = {
        "programme": SEASON,
        "round": ROUNDS[2],
        "rounds": ROUNDS,
        "ends": MEETS,
        "built_at": MEETS + 2,
        "leaks": [],
        "counted": {},
        "weekly": [],
        "changes": [],
        "changes_before": [],
        "opened": [],
        "opened_before": [],
        "standings": {},
    }
    return Material(**{**empty, **given})


def full(**changes: Any) -> Material:
    """A week in which everything happened."""
    leaks = [
        a_leak(1),
        a_leak(2, State.INVESTIGATED),
        a_leak(3, State.RETURNED),
        a_leak(4, State.WATCHING),
        a_leak(5, last_seen=MEETS - 34 * DAY),
        a_leak(6, first_seen=BEGINS + DAY),
        a_leak(7, State.FIXED),
    ]
    standings = {number: LeakVerdict({**CHANGED, "p_value": 0.3}) for number in (2, 3, 5)}
    standings[1] = LeakVerdict(CHANGED)
    standings[4] = LeakVerdict(FEW, WATCH)
    standings[7] = LeakVerdict(FEW, {**WATCH, "state": "fixed", "days_quiet": 51.0})
    return material(
        **{
            "leaks": leaks,
            "counted": {1: Counted(14, 9), 2: Counted(2, 4), 3: Counted(1, 0), 6: Counted(3, 0), 5: Counted(0, 1)},
            "weekly": [(leak, back, 3 * leak + back) for leak in range(1, 8) for back in range(0, 8, leak)],
            "opened": [opened(6, 3 * HOUR, 26 * HOUR), opened(1, 5 * HOUR), opened(2)],
            "opened_before": [opened(5, 9 * HOUR, at=BEGINS - 2 * DAY)],
            "changes": [
                Change(3, BEGINS + DAY, "", "returned", "sentry"),
                Change(2, BEGINS + DAY, PEOPLE[0], "investigated", "command"),
                Change(7, BEGINS + DAY, "", "fixed 1", "job"),
            ],
            "standings": standings,
            "people": Participants(
                shares=[
                    *(shared(3, person, n * HOUR, asks=n == 1) for n, person in enumerate(PEOPLE[:5])),
                    *(shared(2, person, n - WEEK) for n, person in enumerate(PEOPLE[:4])),
                    shared(1, PEOPLE[1], -2 * WEEK),
                ],
                passes=[(3, PEOPLE[6]), (1, PEOPLE[0])],
                presented={PEOPLE[0]: 2, PEOPLE[1]: 1},
                applause=17,
                applause_before=9,
            ),
            **changes,
        }
    )


def crowd() -> Material:
    """200 leaks, 40 members, and everything at its longest."""
    numbers = range(1, 201)
    leaks = [a_leak(n, (State.OPEN, State.WATCHING, State.RETURNED)[n % 3]) for n in numbers]
    standings = {n: LeakVerdict({**CHANGED, "direction": ("up", "down")[n % 2]}, WATCH) for n in numbers}
    changes = [
        Change(n, BEGINS + n, PEOPLE[n % 40], what, "x") for n in numbers for what in ("returned", "investigated")
    ]
    return full(
        round=ROUNDS[4],
        ends=ROUNDS[4].meets_at,
        built_at=ROUNDS[4].meets_at,
        leaks=leaks,
        counted={n: Counted(1000 + n, 999) for n in numbers},
        weekly=[(n, back, n) for n in numbers for back in range(8)],
        opened=[opened(n, n) for n in numbers],
        changes=[*changes, *(Change(n, MEETS, "", "fixed 1", "job") for n in range(1, 99))],
        standings=standings,
        people=Participants(
            shares=[shared(one.number, person, n, asks=True) for one in ROUNDS for n, person in enumerate(PEOPLE)],
            passes=[(n % 5 + 1, person) for n, person in enumerate(PEOPLE)],
            applause=412,
        ),
        apart={n: Counted(n, 3 * n) for n in numbers},
        apart_s=28 * DAY,
    )


LAST = tuple(one for one in ROUNDS if one.number < 4)
APART = {"rounds": LAST, "apart": {1: Counted(3, 12), 5: Counted(2, 1), 4: Counted(0, 7)}, "apart_s": 21 * DAY}
MADE: dict[str, Callable[[], Material]] = {
    "digest-full": full,
    "digest-quiet": lambda: material(leaks=[a_leak(1), a_leak(5)]),
    "digest-first-round": lambda: full(round=ROUNDS[0], ends=ROUNDS[0].meets_at, built_at=ROUNDS[0].meets_at),
    "digest-late": lambda: full(built_at=MEETS + 6 * HOUR, missed=(1, 2)),
    "digest-so-far": lambda: full(ends=MEETS - 2 * DAY),
    "digest-finale": lambda: full(**APART),
    "digest-crowd": crowd,
}


def digest_of(name: str, texts: Texts) -> Message:
    """A golden situation as its message."""
    found = figures(MADE[name]())
    if name == "digest-so-far":
        return digest_words.preview(found, texts=texts)
    return digest_words.digest(found, texts=texts)
