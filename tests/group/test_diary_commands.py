"""`python -m bot journal import|export`: what is kept, what comes out, and what is refused with which words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.core.texts.bundles import Texts
from bot.group.diaries import GroupRefusal, ImportOptions, export_markdown, import_diary
from storage import Engine, diaries, journal, open_store, programmes
from storage.records import Action, Candidate, Round, Section
from tests.beside import SHARED, needs
from tests.optional import there

NOW = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
TEXTS = {language: Texts(language) for language in ("en", "ko")}
FILES = Path(__file__).parents[1] / "core/group/diaries"
MINA, SAM = ((FILES / name).read_bytes().decode() for name in ("mina.ko.md", "sam.en.md"))
WRONG = MINA.replace("2026. 01. 11", "2015. 01. 11")
REAL = SHARED / "diary/growth-diary.ko.md"
TABLES = ("programmes", "rounds", "members", "entries", "sections", "actions", "candidates", "diaries")


@pytest.fixture
def store() -> Iterator[Engine]:
    engine = open_store("sqlite://", NOW)
    yield engine
    engine.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where no .env and no variable of the machine takes part."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("LEAK_LANGUAGE", raising=False)
    return tmp_path


def run(*arguments: str | Path, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["journal", *(str(one) for one in arguments)], input=stdin)


def bring(store: Engine, source: str, now: int = NOW, **wishes) -> list[str]:
    return import_diary(store, source, ImportOptions(**wishes), TEXTS["en"], now)


def rows(store: Engine) -> list[list[dict]]:
    return [store.query(f"SELECT * FROM {table}") for table in TABLES]


def test_a_diary_becomes_programme_rounds_entries_tasks_and_candidates(store: Engine) -> None:
    """In the past, for nobody's channel, as drafts that only their author sees."""
    said = bring(store, MINA)

    assert ["Imported the growth diary of 김미나 into 봄학교 3기: 5 entries new, 0 changed, 0 unchanged."] == said
    programme = there(programmes.named(store, "봄학교 3기"))
    assert ("Asia/Seoul", None) == (programme.zone, programme.channel)
    first, second, third, _ = programmes.rounds(store, programme.id)
    assert ("후보 고르기", "2025-12-15", "2025-12-21", "21:00") == (
        first.title,
        first.begins_on,
        first.meets_on,
        first.meets_time,
    )
    assert datetime(2025, 12, 21, 12, tzinfo=UTC).timestamp() == first.meets_at == second.begins_at
    assert ("2025-12-29", "2026-01-04") == (third.begins_on, third.meets_on)
    entries = journal.of_person(store, programme.id, "김미나")
    assert [(0, None), (1, None), (2, None), (3, None), (4, None)] == [(one.round, one.shared_at) for one in entries]
    assert [True, False] == [one.done_at is not None for one in journal.actions(store, programme.id, 2, "김미나")]
    assert [5.0, None] == [one.effort_days for one in journal.candidates(store, programme.id, "김미나")]


@pytest.mark.parametrize("source", [MINA, SAM, "\ufeff" + MINA.replace("\n", "\r\n"), SAM.rstrip("\n")])
@pytest.mark.parametrize("language", TEXTS)
def test_an_export_is_the_file_that_was_imported(store: Engine, source: str, language: str) -> None:
    """Byte by byte, whatever the bot's language; importing it again changes no row."""
    bring(store, source)
    who = store.query("SELECT person FROM members")[0]["person"]
    before = rows(store)

    made = export_markdown(store, 1, who, TEXTS[language])

    assert source == made
    bring(store, made, NOW + 60)
    assert before == rows(store)


def test_a_changed_file_updates_what_came_from_a_file(store: Engine) -> None:
    """Weeks that are not in it any more are kept, and named."""
    bring(store, MINA)
    shorter = MINA[: MINA.index("## 3주차")].replace("로컬에서 재현했다", "서버에서 재현했다")

    said = bring(store, shorter, NOW + 60)

    assert "0 entries new, 2 changed, 1 unchanged" in said[0]
    assert "No longer in the file, and kept: weeks 3, 4" in said[1]
    assert [0, 1, 2, 3, 4] == [one.round for one in journal.of_person(store, 1, "김미나")]
    bring(store, shorter, NOW + 120, replacing=True, deleting=True)
    assert [0, 1, 2] == [one.round for one in journal.of_person(store, 1, "김미나")]
    assert shorter == export_markdown(store, 1, "김미나", TEXTS["ko"])


def test_what_was_written_in_slack_is_never_overwritten_unasked(store: Engine) -> None:
    """Neither by the same file nor by a changed one; --replace says so aloud."""
    bring(store, MINA)
    with store.transaction():
        journal.save(store, 1, 2, "김미나", [Section("did", "", "Slack에서 썼다")], None, NOW + 60)

    said = bring(store, MINA, NOW + 120)

    assert "weeks 2 (0 is the overview)" in said[1]
    assert Section("did", "", "Slack에서 썼다") == there(journal.find(store, 1, 2, "김미나")).sections[0]
    assert "## 2주차 : 재현\n- 12. 22 ~ 12. 28\n\n### 한 일\n\nSlack에서 썼다\n" in export_markdown(
        store, 1, "김미나", TEXTS["ko"]
    )
    bring(store, MINA, NOW + 180, replacing=True)
    assert MINA == export_markdown(store, 1, "김미나", TEXTS["ko"])


def a_season(store: Engine, channel: str | None = "C0123456789") -> None:
    """A programme of two rounds with what Mina wrote in Slack."""
    with store.transaction():
        programmes.make(store, "봄", "Asia/Seoul", channel, 3600, 1, NOW)
        for number, (begins, meets) in enumerate([("2025-12-15", "2025-12-21"), ("2025-12-21", "2025-12-28")], start=1):
            programmes.put_round(
                store, Round(1, number, f"주제 {number}", "", begins, meets, "21:00", NOW, NOW + number)
            )
        programmes.join(store, 1, "U1", NOW, "미나")
        journal.save(store, 1, 2, "U1", [Section("did", "", "고쳤다"), Section("next", "", "배포")], 7, NOW)
        journal.put_actions(store, 1, 2, "U1", [Action(0, "배포", NOW - 5), Action(1, "관찰")])
        journal.put_candidates(
            store, 1, "U1", [Candidate(0, "누수", 3.5, "평평", "L7", 7, NOW - 9), Candidate(1, "배포", None, "", "")]
        )


@pytest.mark.parametrize("language", TEXTS)
def test_what_was_written_in_slack_is_exported_as_a_growth_diary(store: Engine, language: str) -> None:
    """In the member's language; imported into the same programme it changes nothing, times included."""
    a_season(store)
    made = export_markdown(store, 1, "U1", TEXTS[language])
    before = rows(store)[:-1]

    said = bring(store, made, NOW + 60, member="U1")

    assert "0 entries new, 0 changed, 1 unchanged" in said[0]
    assert before == rows(store)[:-1]
    assert made == export_markdown(store, 1, "U1", TEXTS[language])
    assert "- [x] 배포\n- [ ] 관찰" in made
    assert "| 누수 | 3.5 | 평평 | L7 | L7 | ✓ |" in made


def test_a_table_that_the_modal_put_into_an_entry_stands_there_once(store: Engine) -> None:
    """As the candidates are now, not as they were when the entry was saved; and it comes back as what it was."""
    a_season(store)
    parts = [
        Section("did", "", "고쳤다"),
        Section("candidates", "", "| 문제 |\n| --- |\n| 옛것 |"),
        Section("next", "", "배포"),
    ]
    with store.transaction():
        journal.save(store, 1, 2, "U1", parts, None, NOW)
    made = export_markdown(store, 1, "U1", TEXTS["ko"])

    said = bring(store, made, NOW + 60, member="U1")

    assert (1, 0) == (made.count("| 누수 | 3.5"), made.count("옛것"))
    assert made.index("### 한 일") < made.index("| 누수 | 3.5") < made.index("### 다음 할 일")
    assert "0 changed, 1 unchanged" in said[0]
    assert made == export_markdown(store, 1, "U1", TEXTS["ko"])


def test_an_exported_season_can_be_imported_elsewhere(store: Engine) -> None:
    """Into an empty store it brings the same values, and comes out the same."""
    a_season(store)
    made = export_markdown(store, 1, "U1", TEXTS["ko"])
    other = open_store("sqlite://", NOW)

    bring(other, made)

    assert made == export_markdown(other, 1, "미나", TEXTS["en"])
    assert [(3.5, 7), (None, None)] == [(one.effort_days, one.leak) for one in journal.candidates(other, 1, "미나")]
    assert ["배포", "관찰"] == [one.text for one in journal.actions(other, 1, 2, "미나")]
    other.close()


def test_a_second_member_joins_the_programme_when_the_dates_agree(store: Engine) -> None:
    """Rounds stay as they are; dates that differ are refused with both, and nothing is kept."""
    bring(store, MINA)
    theirs = MINA.replace("김미나", "박샘")
    bring(store, theirs)
    before = rows(store)

    with pytest.raises(GroupRefusal, match="week 2 ends on 2025-12-27, but round 2 of 봄학교 3기 meets on 2025-12-28"):
        bring(store, theirs.replace("12. 22 ~ 12. 28", "12. 22 ~ 12. 27"), NOW + 60)

    assert before == rows(store)
    assert ["김미나", "박샘"] == sorted(one.person for one in programmes.members(store, 1))


def test_a_lone_diary_may_mend_its_dates(store: Engine) -> None:
    """An imported programme of one member follows the file."""
    bring(store, MINA)

    bring(store, MINA.replace("12. 22 ~ 12. 28", "12. 22 ~ 12. 27"), NOW + 60)

    assert "2025-12-27" == programmes.rounds(store, 1)[1].meets_on


def test_a_programme_that_lives_in_slack_gets_no_round_from_a_file(store: Engine) -> None:
    """The message says which round is missing."""
    a_season(store)

    with pytest.raises(GroupRefusal, match="The programme 봄 has no round 3"):
        bring(store, MINA, programme="봄", member="U1")


def test_a_failed_import_leaves_nothing(store: Engine) -> None:
    """Not even the programme's name."""
    before = rows(store)

    for source in (WRONG, "", "# a\n", "# 봄 성장일기: 나\n## 1주차\n"):
        with pytest.raises(GroupRefusal):
            bring(store, source)

    assert before == rows(store)


def test_an_end_before_the_start_is_named_and_can_be_mended(folder: Path) -> None:
    """On the command line, or in the file: both import the same values."""
    (folder / "wrong.md").write_text(WRONG, "utf-8")
    (folder / "right.md").write_text(MINA, "utf-8")

    refused = run("import", "wrong.md")
    mended = run("import", "wrong.md", "--end", "2026-01-11")
    again = run("import", "right.md")

    assert (2, "") == (refused.exit_code, refused.stdout)
    assert "Line 3: the period begins on 2025-12-15 and ends on 2015-01-11" in refused.stderr
    assert "add --end 2026-01-11 or mend the line" in refused.stderr
    assert (0, True) == (mended.exit_code, 'Line 3: "2015. 01. 11" is read and kept as 2026-01-11.' in mended.stdout)
    assert "0 entries new, 0 changed, 5 unchanged" in again.stdout
    assert MINA == run("export", "--member", "김미나").stdout


def test_a_file_comes_through_standard_input_and_goes_into_a_file(folder: Path) -> None:
    """`-` reads it, --out writes it."""
    brought = run(
        "import", "-", "--db", "sqlite:///other.db", "--zone", "Europe/Berlin", stdin=SAM.replace("\n", "\r\n")
    )
    taken = run(
        "export", "--member", "Sam Lee", "--programme", "Acme School", "--out", "sam.md", "--db", "sqlite:///other.db"
    )

    assert (0, 0, "") == (brought.exit_code, taken.exit_code, taken.stdout)
    assert SAM.replace("\n", "\r\n").encode() == (folder / "sam.md").read_bytes()


@pytest.mark.parametrize(
    ("stdin", "options", "said"),
    [
        (b"", (), "The file is empty"),
        (b"# Notes\n", (), "This is no growth diary"),
        (b"# a\xff", (), "is not UTF-8 (byte 3)"),
        (b"a\0b", (), "holds a NUL character"),
        (b"x" * (8 * 2**20 + 1), (), "is larger than 8388608 bytes"),
        ("# 성장일기: 나\n".encode(), (), "names no programme"),
        ("# 봄 성장일기\n".encode(), (), "names no author"),
        ("# 봄 성장일기: 나\n## 1주차\n".encode(), (), "When week 1 was is not said"),
        ("# 봄 성장일기: 나\n".encode(), ("--end", "2026-01-01"), "Leave --end out"),
        ("# 봄 성장일기: 나\n".encode(), ("--zone", "Mars/Olympus"), "Mars/Olympus is no time zone"),
        ("# 봄 성장일기: 나\n".encode(), ("--zone", "../../etc/passwd"), "is no time zone"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_what_to_do(folder: Path, stdin: bytes, options, said: str) -> None:
    """On standard error, with exit code 2."""
    done = run("import", "-", *options, stdin=stdin)

    assert (2, "") == (done.exit_code, done.stdout)
    assert said in done.stderr


def test_an_export_needs_one_diary(folder: Path) -> None:
    """An unknown member hears who there is; two programmes want a choice."""
    assert 3 == run("export", "--member", "x").exit_code
    (folder / "mina.md").write_text(MINA, "utf-8")
    run("import", "mina.md")
    run("import", "mina.md", "--programme", "다른 모임")

    unknown, several = run("export", "--member", "x"), run("export", "--member", "김미나")

    assert (2, "Nobody called x has a diary here. Those who have: 김미나.\n") == (unknown.exit_code, unknown.stderr)
    assert 2 == several.exit_code
    assert 'Add --programme with one of: "다른 모임", "봄학교 3기"' in several.stderr
    assert MINA == run("export", "--member", "김미나", "--programme", "다른 모임").stdout


def test_the_words_of_an_import_are_korean_for_koreans(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LEAK_LANGUAGE chooses them."""
    monkeypatch.setenv("LEAK_LANGUAGE", "ko")

    done = run("import", "-", stdin=WRONG)

    assert "3번째 줄: 진행기간이 2025-12-15에 시작해 그보다 앞선 2015-01-11에 끝납니다" in done.stderr


def test_no_word_of_a_diary_is_in_what_is_kept_beside_it(store: Engine) -> None:
    """The form of a file tells nothing of what it says."""
    bring(store, MINA)

    kept = str(diaries.form_of(store, 1, "김미나"))

    assert "'order'" in kept
    assert not any("가" <= letter <= "힣" for letter in kept)


@pytest.mark.corpus
@needs("diary/growth-diary.ko.md")
def test_the_real_diary_goes_in_and_out(store: Engine) -> None:
    """Refused as it is; with --end it differs from its file in that one date."""
    source = REAL.read_bytes().decode()
    with pytest.raises(GroupRefusal, match="begins on 2025-12-16 and ends on 2016-01-15"):
        bring(store, source)

    bring(store, source, end=date(2026, 1, 15))

    who = store.query("SELECT person FROM members")[0]["person"]
    assert source.replace("2016", "2026") == export_markdown(store, 1, who, TEXTS["en"])
    assert [5, 5, 1, 1] == [len(there(journal.find(store, 1, number, who)).sections) for number in (1, 2, 3, 4)]
    assert 5 == len(journal.candidates(store, 1, who))
