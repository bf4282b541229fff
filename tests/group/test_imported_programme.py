"""A diary may be imported before its programme's file is read, or after: it is one programme with a channel."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.group.round_calendar import moment
from bot.core.texts.bundles import Texts
from bot.group.diaries import GroupRefusal, ImportOptions, export_markdown, import_diary
from bot.group.programme_file import ProgrammeFileProblem, ProgrammeSource, Seeded, seed
from storage import Engine, journal, open_store, posted_digests, programmes
from tests.optional import there

TEXTS = Texts("en")
CHANNEL = "C0123456789"
NOW = moment("Asia/Seoul", "2025-12-23", "12:00")
NAME = "봄학교 3기"
DIARY = (
    f"# {NAME} 성장일기: 미나\n- 기간: 2025. 12. 15 ~ 2026. 1. 4\n"
    "## 1주차 : 후보\n하나\n## 2주차 : 선정\n둘\n## 3주차 : 재현\n셋\n"
)
FILE = """
name = "{name}"
start = 2025-12-15
members = ["U0123456789"]
[[rounds]]
title = "Candidates"
[[rounds]]
title = "Choice"
"""


@pytest.fixture
def store() -> Iterator[Engine]:
    engine = open_store("sqlite://", NOW)
    yield engine
    engine.close()


def source(folder: Path, text: str, name: str = NAME) -> ProgrammeSource:
    path = folder / "programme.toml"
    path.write_text(text.format(name=name), "utf-8")
    return ProgrammeSource(path, is_named=True, is_local=False, channel=CHANNEL)


def bring(store: Engine, text: str = DIARY, now: int = NOW) -> list[str]:
    return import_diary(store, text, ImportOptions(), TEXTS, now)


@pytest.mark.parametrize("name", [NAME, f"  {NAME.replace(' ', '   ')} ", unicodedata.normalize("NFD", NAME)])
def test_an_imported_programme_joins_its_file(store: Engine, tmp_path: Path, name: str) -> None:
    """It gets channel, rounds and members; entries and the diary's bytes stay, and no digest of the past is due."""
    bring(store)

    seeded = there(seed(store, source(tmp_path, FILE, name), NOW + 60))
    again = there(seed(store, source(tmp_path, FILE, name), NOW + 120))

    (programme,) = programmes.every(store)
    assert Seeded(programme, new=False, joined=True) == seeded
    assert Seeded(programme, new=False) == again
    assert (CHANNEL, NAME, NOW + 60) == (programme.channel, programme.name, programme.made_at)
    assert [(1, "Candidates"), (2, "Choice"), (3, "재현")] == [
        (one.number, one.title) for one in programmes.rounds(store, 1)
    ]
    assert ["U0123456789", "미나"] == sorted(one.person for one in programmes.members(store, 1))
    assert [0, 1, 2, 3] == [one.round for one in journal.of_person(store, 1, "미나")]
    assert DIARY == export_markdown(store, 1, "미나", TEXTS)
    assert [] == posted_digests.due(store, NOW + 60, 0)
    assert "0 entries new, 0 changed, 4 unchanged" in bring(store, now=NOW + 180)[0]


@pytest.mark.parametrize("name", [NAME, NAME.replace(" ", "   "), unicodedata.normalize("NFD", NAME)])
def test_a_diary_joins_the_programme_that_a_file_made(store: Engine, tmp_path: Path, name: str) -> None:
    """The other way round: the same dates go in, a round that the file lacks is named."""
    seed(store, source(tmp_path, FILE), NOW)
    two = DIARY.replace(NAME, name).partition("## 3주차")[0]

    bring(store, two)

    (programme,) = programmes.every(store)
    assert CHANNEL == programme.channel
    assert [0, 1, 2] == [one.round for one in journal.of_person(store, 1, "미나")]
    with pytest.raises(GroupRefusal, match="has no round 3"):
        bring(store, DIARY.replace(NAME, name))


def test_a_round_that_would_lie_before_the_files_last_is_named(store: Engine, tmp_path: Path) -> None:
    """And nothing is changed."""
    bring(store)
    before = programmes.every(store), programmes.rounds(store, 1)

    with pytest.raises(
        ProgrammeFileProblem, match=r"a round 3 on 2026-01-04, which is not after round 2 \(2026-02-01\)"
    ):
        seed(store, source(tmp_path, FILE.replace('title = "Choice"', 'title = "Choice"\non = 2026-02-01')), NOW)

    assert before == (programmes.every(store), programmes.rounds(store, 1))
