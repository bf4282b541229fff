"""A diary in several files: each import changes the weeks of its own file, and nothing is deleted unasked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.core.texts.bundles import Texts
from bot.group.diaries import GroupRefusal, ImportOptions, export_markdown, import_diary
from storage import Engine, diaries, journal, open_store, outbox
from storage.records import Candidate
from tests.group.journal_desk import a_desk
from tests.group.seasons import CHANNEL, MINA
from tests.optional import there
from tests.walks.stage import Stage

NOW = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
TEXTS = Texts("en")
WHOLE = (Path(__file__).parents[1] / "core/group/diaries/mina.ko.md").read_bytes().decode()
PARTS = re.split(r"(?m)^(?=## [1-4]주차)", WHOLE)
FILES = [PARTS[0] + PARTS[1], *PARTS[2:]]
"""A file a week; the first has the overview, the last the links."""
AUTHOR, PROGRAMME = "김미나", "봄학교 3기"
OWNER = {"member": AUTHOR, "programme": PROGRAMME}
TYPO = "# Week 1 : 재현\n- 2025-12-29 ~ 2026-01-04\n\n## 한 일\n- 번호를 잘못 적은 셋째 주\n"


@pytest.fixture
def store() -> Iterator[Engine]:
    engine = open_store("sqlite://", NOW)
    yield engine
    engine.close()


def bring(store: Engine, source: str, now: int = NOW, **wishes) -> list[str]:
    return import_diary(store, source, ImportOptions(**{**OWNER, **wishes}), TEXTS, now)


def dated(files: list[str]) -> list[str]:
    """The files with a year in the dates of every week, so that any of them may come first."""
    dates = iter(("2025. 12. 15 ~ 12. 21", "2025. 12. 22 ~ 12. 28", "2025. 12. 29 ~ 2026. 1. 4", "2026. 1. 5 ~ 1. 11"))
    heads = (re.sub(r"(?m)(## \d주차.*\n)(?:- .* ~ .*\n)?", rf"\g<1>- {next(dates)}\n", one, count=1) for one in files)
    return list(heads)


def taken(store: Engine, person: str = AUTHOR, programme: int = 1) -> str:
    return export_markdown(store, programme, person, TEXTS)


def numbers(store: Engine, person: str = AUTHOR, programme: int = 1) -> list[int]:
    return [one.round for one in journal.of_person(store, programme, person)]


def test_a_file_a_week_is_the_same_diary_as_one_file(store: Engine) -> None:
    """Candidates, tasks and bytes, and no advice to delete the weeks of other files."""
    said = [line for one in FILES for line in bring(store, one)]

    assert 4 == len(said)
    assert WHOLE == taken(store)
    whole = open_store("sqlite://", NOW)
    bring(whole, WHOLE)
    assert journal.candidates(whole, 1, AUTHOR) == journal.candidates(store, 1, AUTHOR)
    whole.close()


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(4)), st.lists(st.booleans(), min_size=3, max_size=3))
def test_files_of_any_weeks_in_any_order_lose_nothing(order: list[int], cuts: list[bool]) -> None:
    """Neighbours may share a file; importing every file again changes nothing."""
    parts = dated(FILES)
    files = parts[:1]
    for cut, part in zip(cuts, parts[1:], strict=True):
        files = [*files, part] if cut else [*files[:-1], files[-1] + part]
    store = open_store("sqlite://", NOW)
    for at in order:
        if at < len(files):
            bring(store, files[at])

    made = taken(store)
    again = [bring(store, files[at], NOW + 60) for at in order if at < len(files)]

    assert "".join(parts) == made
    assert made == taken(store)
    assert all(len(one) == 1 and "0 entries new, 0 changed" in one[0] for one in again)
    store.close()


@pytest.mark.parametrize("replacing", [False, True])
def test_a_file_with_one_week_touches_that_week_only(store: Engine, replacing: bool) -> None:
    """Of a diary that came as one file, too; overview, candidates and other weeks stay."""
    bring(store, WHOLE)
    before = journal.candidates(store, 1, AUTHOR)

    said = bring(
        store, FILES[1].replace("로컬에서 재현했다", "서버에서 재현했다"), NOW + 60, replacing=replacing, deleting=True
    )

    assert ["0 entries new, 1 changed, 0 unchanged" in one for one in said] == [True]
    assert WHOLE.replace("로컬에서 재현했다", "서버에서 재현했다") == taken(store)
    assert before == journal.candidates(store, 1, AUTHOR)


def test_a_weeks_own_title_stays_with_it(store: Engine) -> None:
    """A file a week often begins with a title of its own: it is no new overview. The diary's own is not repeated."""
    bring(store, FILES[0])
    title = FILES[0].splitlines()[0]

    bring(store, f"# 회고 2\n\n어려웠다\n\n{FILES[1]}")
    bring(store, f"{title}\n\n{FILES[2]}")

    assert f"{FILES[0]}# 회고 2\n\n어려웠다\n\n{FILES[1]}{FILES[2]}" == taken(store)


def test_a_shorter_file_deletes_only_what_was_listed_and_confirmed(store: Engine) -> None:
    """Weeks 2 and 3 of four: kept; listed with --replace; deleted with --yes, and then said so."""
    bring(store, WHOLE)
    middle = FILES[1] + FILES[2]

    kept = bring(store, middle, NOW + 60)
    with pytest.raises(GroupRefusal) as listed:
        bring(store, middle, NOW + 120, replacing=True)

    assert "No longer in the file, and kept: weeks 0, 1, 4" in kept[1]
    assert listed.value.is_doubt
    assert 'would be deleted: 0, 1 "후보 고르기", 4 "경과" (0 is the overview). To delete them, add --yes.' in str(
        listed.value
    )
    assert WHOLE == taken(store)
    done = bring(store, middle, NOW + 180, replacing=True, deleting=True)
    assert ["Deleted, since the file no longer has them: weeks 0, 1, 4 (0 is the overview)."] == done[1:]
    assert [2, 3] == numbers(store)
    assert middle == taken(store)


def test_weeks_of_other_files_are_never_gone(store: Engine) -> None:
    """Weeks 2 and 3 in one file, 1 and 4 in files of their own."""
    for one in (FILES[0], FILES[1] + FILES[2], FILES[3]):
        bring(store, one)

    said = bring(store, FILES[1] + FILES[2], NOW + 60, replacing=True)

    assert ["2 unchanged" in one for one in said] == [True]
    assert WHOLE == taken(store)


def test_another_week_with_the_same_number_is_a_conflict(store: Engine) -> None:
    """Both titles are said and nothing changes; --replace puts it in the stored week's place."""
    bring(store, "# Week 1 : 후보\n- 2025-12-15 ~ 2025-12-21\n\n## 한 일\n- 후보 셋\n")
    before = [store.query(f"SELECT * FROM {table}") for table in ("rounds", "entries", "sections", "diaries")]

    with pytest.raises(GroupRefusal) as refused:
        bring(store, TYPO, NOW + 60)

    assert refused.value.is_doubt
    assert 'Week 1 is stored already: "후보", 2025-12-15 ~ 2025-12-21.' in str(refused.value)
    assert 'another one: "재현", 2025-12-29 ~ 2026-01-04. Nothing was imported.' in str(refused.value)
    assert before == [store.query(f"SELECT * FROM {table}") for table in ("rounds", "entries", "sections", "diaries")]
    bring(store, TYPO, NOW + 60, replacing=True)
    assert TYPO == taken(store)


@pytest.mark.parametrize(
    ("stored", "new", "is_conflict"),
    [
        ("a\nb\nc\n", "a\nb\nd\n", False),
        ("a\n", "b\n", True),
        ("", "b\n", False),
        ("a\n", "a\nb\nc\nd\n", False),
        ("### 한 일\n- a\n", "### 한 일\n- b\n", True),
    ],
)
def test_a_week_without_title_and_dates_is_known_by_its_lines(
    store: Engine, stored: str, new: str, is_conflict: bool
) -> None:
    """Headings of a template and dates tell nothing."""
    head = "# 봄 성장일기: 나\n- 기간: 2025. 12. 15 ~ 2026. 1. 11\n"
    bring(store, f"{head}## 1주차\n{stored}")

    try:
        bring(store, f"## 1주차\n{new}", NOW + 60)
        refused = False
    except GroupRefusal:
        refused = True

    assert is_conflict == refused


def test_a_rewritten_week_of_the_same_file_is_no_conflict(store: Engine) -> None:
    """Its neighbours show that the file is the one that was imported."""
    bring(store, WHOLE)
    new = f"{FILES[0]}## 2주차 : 다른 제목\n- 12. 22 ~ 12. 28\n모두 새로 썼다\n\n{FILES[2]}{FILES[3]}"

    said = bring(store, new, NOW + 60)

    assert "0 entries new, 1 changed, 4 unchanged" in said[0]
    assert new == taken(store)


def test_a_file_without_a_week_replaces_no_overview(store: Engine) -> None:
    """A week's heading that is not recognised would put the whole file there."""
    bring(store, WHOLE)

    with pytest.raises(GroupRefusal, match=r"The file has no week, and its text is not that of the stored overview"):
        bring(store, "# 봄학교 3기 성장일기: 김미나\n\n**5주차**\n\n- 다섯째 주\n", NOW + 60)

    assert WHOLE == taken(store)


def test_what_was_chosen_in_slack_survives_a_weeks_file(store: Engine) -> None:
    """A week without candidates replaces none, not even with --replace."""
    bring(store, WHOLE)
    chosen = [Candidate(0, "느린 배포", 2, "", "", None, NOW)]
    with store.transaction():
        journal.put_candidates(store, 1, AUTHOR, chosen)

    bring(store, FILES[2], NOW + 60, replacing=True)

    assert chosen == journal.candidates(store, 1, AUTHOR)


def test_other_authors_and_programmes_are_untouched(store: Engine) -> None:
    """The same weeks elsewhere are another diary."""
    bring(store, WHOLE)
    bring(store, WHOLE, member="박샘")
    bring(store, WHOLE, programme="가을학교")

    bring(store, FILES[1] + FILES[2], NOW + 60, member="박샘", replacing=True, deleting=True)
    bring(store, FILES[1] + FILES[2], NOW + 60, programme="가을학교", replacing=True, deleting=True)

    assert WHOLE == taken(store)
    assert [[2, 3], [2, 3]] == [numbers(store, "박샘"), numbers(store, AUTHOR, 2)]


def test_a_diary_of_an_earlier_version_is_one_file(store: Engine) -> None:
    """Its form does not say which week came from which file: a week's file still touches that week only."""
    bring(store, WHOLE)
    form = diaries.form_of(store, 1, AUTHOR)
    with store.transaction():
        diaries.keep(store, 1, AUTHOR, {name: value for name, value in form.items() if name != "files"}, NOW)

    bring(store, FILES[1], NOW + 60, replacing=True)

    assert WHOLE == taken(store)


def run(*arguments: str | Path, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["journal", *(str(one) for one in arguments)], input=stdin)


def test_in_a_terminal_doubts_end_with_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On standard error: another week, and what --replace would delete."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("LEAK_LANGUAGE", raising=False)
    assert 0 == run("import", "-", stdin=WHOLE).exit_code

    other = run("import", "-", "--member", AUTHOR, "--programme", PROGRAMME, stdin=TYPO)
    listed = run("import", "-", "--member", AUTHOR, "--programme", PROGRAMME, "--replace", stdin=FILES[1] + FILES[2])
    deleted = run(
        *("import", "-", "--member", AUTHOR, "--programme", PROGRAMME, "--replace", "--yes"),
        stdin=FILES[1] + FILES[2],
    )

    assert (1, "") == (other.exit_code, other.stdout)
    assert "Week 1 is stored already" in other.stderr
    assert (1, "") == (listed.exit_code, listed.stdout)
    assert "would be deleted: 0, 1" in listed.stderr
    assert 0 == deleted.exit_code
    assert "Deleted, since the file no longer has them: weeks 0, 1, 4" in deleted.stdout


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    """A bot with its workspace."""
    return open_stage()


def test_a_shared_week_takes_its_post_along(stage: Stage) -> None:
    """Root and thread go, with their rows; the posts of other weeks stay, and a changed one is edited."""
    desk = a_desk(stage)
    bot, store = stage.bot, stage.bot.store
    heads = ["# 봄 성장일기: 나\n", "## 1주차\n### 한 일\n첫 주\n둘째 줄\n", "## 2주차\n### 한 일\n다음 주\n"]
    options = ImportOptions(MINA, desk.season.programme.name)
    import_diary(store, "".join(heads), options, TEXTS, bot.clock.now())
    entries = [there(journal.find(store, 1, number, MINA)) for number in (1, 2)]
    for one in entries:
        with store.transaction():
            journal.share(store, 1, one.round, MINA, bot.clock.now())
            bot.journal_editor.posts.follow(there(journal.find(store, 1, one.round, MINA)))
    for _ in range(4):
        stage.move(60)
    assert 2 == len(desk.posts())
    shorter = f"{heads[0]}{heads[1].replace('둘째', '세째')}## 3주차\n끝\n"

    with pytest.raises(GroupRefusal, match=r"deleted: 2 .* One of them is shared in Slack: its post would be deleted"):
        import_diary(store, shorter, replace(options, replacing=True), TEXTS, bot.clock.now())
    import_diary(store, shorter, replace(options, replacing=True, deleting=True), TEXTS, bot.clock.now() + 1)
    for _ in range(4):
        stage.move(60)

    (post,) = desk.posts()
    assert "첫 주" in post["text"]
    assert ["세째" in one for one in desk.thread(post)] == [True]
    assert not [one for one in stage.messages(CHANNEL) if "다음 주" in one["text"]]
    assert not outbox.was_asked(store, f"journal:P1:R2:{MINA}")
