"""A growth diary as a file: what is read of it, and that nothing of it is ever lost."""

import os
import random
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.diary.date_ranges import Period
from bot.core.diary.diary import Diary, Flaw, Option, Task, Week, find_flaw, schedule
from bot.core.diary.reader import mend_end, read_diary
from bot.core.diary.writer import write_diary
from bot.core.group.journal import actions_of
from bot.core.texts.bundles import Texts
from storage.records import Section
from tests.beside import SHARED, needs
from tests.optional import there

TEXTS = {language: Texts(language) for language in ("ko", "en")}
BOTH = tuple(TEXTS.values())
FILES = Path(__file__).parent / "diaries"
MINA, SAM = ((FILES / name).read_bytes().decode() for name in ("mina.ko.md", "sam.en.md"))
REAL = SHARED / "diary/growth-diary.ko.md"
ROUNDS = int(os.environ.get("LEAK_DIARY_FUZZ", "1500"))
SAYS = {"did": "재현했다", "numbers": "12건 → 1건", "learned": "묻기", "help": "리뷰"}


def read(source: str) -> Diary:
    return read_diary(source, BOTH)


def written(diary: Diary, language: str = "ko") -> str:
    return write_diary(diary, TEXTS[diary.language or language])


def names(diary: Diary, number: int) -> list[str]:
    return [one.heading for week in diary.weeks if week.number == number for one in week.sections]


def test_a_korean_diary_is_read_with_everything_it_says() -> None:
    """Title, period, problem, goals, weeks with their dates, candidates and tasks."""
    diary = read(MINA)

    assert ("김미나", "봄학교 3기") == (diary.author, diary.programme)
    assert Period(date(2025, 12, 15), date(2026, 1, 11)) == there(diary.dates).period
    assert ("업로드 서버의 버퍼 누수를 숫자로 줄이기", 2) == (diary.problem, len(diary.goals))
    assert [(1, "후보 고르기"), (2, "재현"), (3, "패치"), (4, "경과")] == [
        (one.number, one.title) for one in diary.weeks
    ]
    assert Period(date(2025, 12, 22), date(2025, 12, 28)) == there(diary.weeks[1].dates).period
    assert ["other", "did", "next"] == [one.kind for one in diary.weeks[1].sections]
    assert (Task("패치 올리기", True), Task("결과 보기", False)) == diary.weeks[1].tasks
    assert ["## 참고 링크"] == [one.heading for one in diary.after]


def test_an_english_diary_in_other_forms_is_read_too() -> None:
    """Underlined headings, weeks one level down and out of order, dates in the heading."""
    diary = read(SAM)

    assert ("Sam Lee", "Acme School") == (diary.author, diary.programme)
    assert ("requests hang when the pool is empty", ("one number a week", "ask early")) == (diary.problem, diary.goals)
    assert [(1, "look"), (2, "reproduce"), (3, "mend")] == [(one.number, one.title) for one in diary.weeks]
    assert Period(date(2026, 2, 23), date(2026, 3, 1)) == there(diary.weeks[0].dates).period
    assert Period(date(2026, 3, 2), date(2026, 3, 8)) == there(diary.weeks[1].dates).period
    assert ("en", Section("learned", "", "```\n## Week 8: not a heading\n```")) == (
        diary.language,
        diary.weeks[2].sections[1],
    )
    assert ["## References"] == [one.heading for one in diary.after]


def test_candidates_are_recognised_where_the_text_says_so_plainly() -> None:
    """A list under its heading, a part for one of them with effort and outcome; "two weeks" would be no number."""
    first, second = read(MINA).options

    assert Option("업로드 서버 버퍼 누수", 5.0, "- 메모리 그래프가 평평해진다", first.evidence) == first
    assert "2년째 같은 로그가 온다." in first.evidence
    assert Option("느린 배포", None, "", "- 배포 한 번에 40분") == second


@pytest.mark.corpus
@needs("diary/growth-diary.ko.md")
def test_the_real_diary_is_read_and_written_byte_by_byte() -> None:
    """Four weeks, five candidates, one wrong year that is named; the mended file is a sound one."""
    source = REAL.read_bytes().decode()

    diary = read(source)

    assert source == written(diary)
    assert ([1, 2, 3, 4], 5, 1) == ([one.number for one in diary.weeks], len(diary.options), len(diary.after))
    flaw = there(find_flaw(diary))
    assert ("diary-period", 3, "2025-12-16", "2016-01-15", "2026-01-15") == (flaw.name, *list_of(flaw))
    mended, was = there(mend_end(source, diary, date(2026, 1, 15)))
    assert ("2016. 01. 15", source.replace("2016", "2026")) == (was, mended)
    assert find_flaw(read(mended)) is None
    assert all(one.effort_days is None for one in diary.options)


def list_of(flaw: Flaw) -> list[object]:
    return [flaw.args[name] for name in ("line", "begin", "end", "meant")]


FORMS = {
    "as it is": lambda text: text,
    "with a mark in front": lambda text: "\ufeff" + text,
    "from Windows": lambda text: text.replace("\n", "\r\n"),
    "from an old Mac": lambda text: text.replace("\n", "\r"),
    "with mixed ends": lambda text: text.replace("\n", "\r\n", 7),
    "without a last end": lambda text: text.rstrip("\n"),
    "with blank lines at its end": lambda text: text + "\n\n\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("source", [MINA, SAM], ids=["ko", "en"])
def test_a_file_comes_out_as_it_went_in_whatever_its_form(source: str, form) -> None:
    """Bytes are kept, and a form changes no word that is read."""
    diary = read(form(source))

    assert form(source) == written(diary)
    assert [(one.number, one.title) for one in read(source).weeks] == [(one.number, one.title) for one in diary.weeks]
    assert (read(source).author, read(source).options) == (diary.author, diary.options)


LOOK_ALIKES = {
    "a fence": "```\n## 2주차 : x\n```\n",
    "a fence of tildes with ticks inside": "~~~\n```\n## 2주차 : x\n~~~\n",
    "a fence of four": "````\n```\n## 2주차 : x\n````\n",
    "a fence in a list": "- log\n  ```\n  ## 2주차 : x\n  ```\n",
    "a fence that a bullet opens": "- ```text\n  ## 2주차 : x\n  ```\n",
    "a comment": "<!--\n## 2주차 : x\n-->\n",
    "preformatted": "<pre>\n## 2주차 : x\n</pre>\n",
    "no blank after the signs": "##2주차 : x\n",
    "an indented line": "    ## 2주차 : x\n",
    "a sentence about it": "### 1주차와 2주차\n",
    "seven signs": "####### 2주차\n",
}


@pytest.mark.parametrize("text", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_what_only_looks_like_a_week_begins_none(text: str) -> None:
    """Logs and comments hold number signs, too."""
    source = f"# 봄 성장일기: 나\n## 1주차 : a\n{text}"

    assert [1] == [one.number for one in read(source).weeks]
    assert source == written(read(source))


@pytest.mark.parametrize("text", ["```\n", "~~~~\n", "<!--\n", "<pre>\n", "- ```text\n", "```a`b\n"])
def test_what_never_ends_hides_no_week(text: str) -> None:
    """A fence without its end would swallow the rest of the year."""
    assert [1, 2] == [one.number for one in read(f"## 1주차 : a\n{text}\n## 2주차 : b\n").weeks]


def test_a_number_that_comes_twice_is_one_week_whose_parts_keep_their_places() -> None:
    """The second heading is a part of the week; the file is as it was."""
    source = "## 2주차 : b\nx\n## 1주차 : a\ny\n## 2주차 : c\nz\n## 4주차\n"

    diary = read(source)

    assert [(1, "a"), (2, "b"), (4, "")] == [(one.number, one.title) for one in diary.weeks]
    assert ["## 2주차 : b", "## 2주차 : c"] == names(diary, 2)
    assert source == written(diary)


def test_a_deeper_week_counts_only_where_it_has_no_heading_of_its_own() -> None:
    """`### 1주차 회고` within week 2 is about week 1; `### 3주차 : c` was meant as a week."""
    diary = read("## 1주차 : a\n## 2주차 : b\n### 1주차 : 회고\n### 5주차 계획\n### 3주차 : c\n")

    assert [1, 2, 3] == [one.number for one in diary.weeks]
    assert ["## 2주차 : b", "### 1주차 : 회고", "### 5주차 계획"] == names(diary, 2)


def test_a_heading_between_weeks_belongs_to_the_one_above_and_links_at_the_end_to_none() -> None:
    """Only after the last week may an afterword begin, and then it goes to the end."""
    diary = read("# t 성장일기: n\n## 1주차\n## 참고\n## 2주차\n## 설계\n## 참고 링크\n## 그 밖에\n")

    assert (["## 1주차", "## 참고"], ["## 2주차", "## 설계"]) == (names(diary, 1), names(diary, 2))
    assert ["## 참고 링크", "## 그 밖에"] == [one.heading for one in diary.after]


@pytest.mark.parametrize(
    ("source", "flaw"),
    [
        ("", "diary-empty"),
        ("\ufeff\n \n", "diary-empty"),
        ("# Notes\n\nhello\n", "diary-none"),
        ("# a 성장일기: b\n- 기간: 2025. 12. 16 ~ 2016. 01. 15\n", "diary-period"),
        ("# a 성장일기: b\n## 1주차\n- 2026. 1. 8 ~ 2026. 1. 1\n", "diary-week-dates"),
        ("# a 성장일기: b\n- 기간: 2026. 1. 1 ~ 2026. 1. 31\n## 1주차\n- 1. 8 ~ 1. 1\n", "diary-week-dates"),
        ("# a 성장일기: b\n", None),
        ("## Week 1\n", None),
    ],
)
def test_what_must_be_mended_is_named(source: str, flaw: str | None) -> None:
    """One sentence for the first thing that is wrong; what is merely missing is none."""
    found = find_flaw(read(source))

    assert flaw == (found and found.name)


def test_weeks_without_dates_follow_each_other() -> None:
    """The first begins with the programme, each ends on a Sunday, and one that is missing takes its seven days."""
    diary = read(
        "# a 성장일기: b\n- 기간: 2025. 12. 16 ~ 2026. 01. 31\n## 1주차\n## 2주차\n- 12. 22 ~ 12. 28\n## 4주차\n"
    )

    found = schedule(diary, {})

    assert isinstance(found, dict)
    assert Period(date(2025, 12, 16), date(2025, 12, 21)) == found[1]
    assert Period(date(2026, 1, 5), date(2026, 1, 11)) == found[4]


@pytest.mark.parametrize(
    ("head", "flaw"),
    [("", "diary-undated"), ("- 기간: 곧\n", "diary-dates-unread"), ("- 기간: 2. 30 ~ 3. 9\n", "diary-dates-unread")],
)
def test_weeks_that_cannot_be_dated_say_so(head: str, flaw: str) -> None:
    """Unless a programme that is there knows them."""
    diary = read(f"# a 성장일기: b\n{head}## 1주차\n")
    known = Period(date(2026, 1, 5), date(2026, 1, 11))

    found = schedule(diary, {})

    assert isinstance(found, Flaw)
    assert flaw == found.name
    assert {1: known} == schedule(diary, {1: known})


@pytest.mark.parametrize("language", TEXTS)
def test_what_the_modal_asked_for_is_read_back_as_that(language: str) -> None:
    """Fixed headings become kinds again, boxes become tasks, the table becomes candidates."""
    sections = [Section(kind, "", text) for kind, text in SAYS.items()]
    sections.insert(3, Section("next", "", "패치\n# 결과 보기\n그냥 한 줄"))
    tasks = (Task("패치", True), Task("리뷰 요청", False))
    options = (Option("누수 | 로그", 2.5, "a\nb", "c\\d <br>", 3, True), Option("배포"))
    diary = Diary(author="나", programme="봄", weeks=(Week(1, "첫 주", None, tuple(sections), tasks),), options=options)

    found = read(write_diary(diary, TEXTS[language]))

    assert ("나", "봄", language, options) == (found.author, found.programme, found.language, found.options)
    kinds = ["did", "numbers", "learned", "next", "help", "candidates"]
    assert kinds == [one.kind for one in found.weeks[0].sections if not one.heading]
    assert tuple(sections[:3]) == found.weeks[0].sections[1:4]
    assert Section("next", "", "패치\n# 결과 보기\n그냥 한 줄\n리뷰 요청") == found.weeks[0].sections[4]
    assert tasks == found.weeks[0].tasks
    assert write_diary(diary, TEXTS[language]) == write_diary(found, TEXTS[language])


def test_a_box_that_was_ticked_in_slack_is_ticked_in_the_old_text() -> None:
    """The rest of an imported file stays as it was."""
    diary = read(MINA)
    second = replace(diary.weeks[1], tasks=(Task("패치 올리기", True), Task("결과 보기", True)))

    changed = replace(diary, weeks=(diary.weeks[0], second, *diary.weeks[2:]))

    assert MINA.replace("- [ ] 결과 보기", "- [x] 결과 보기") == written(changed)


@pytest.mark.parametrize(
    "items",
    [
        "1. [ ] 재현 테스트 만들기\n2. [x] 로그 모으기\n",
        "1) [ ] a\n",
        "10. [X] a\n   - [ ] b\n",
        f"3. [ ] {'x' * 400}\n",
    ],
)
def test_numbered_tasks_are_written_once(items: str) -> None:
    """A box after a number is a task, and the file already names it."""
    source = f"# 나루 2기 성장일기: 한결\n## 1주차\n### 다음 주 계획\n{items}"

    diary = read(source)

    assert source == written(diary)
    assert items.count("[") == len(diary.weeks[0].tasks)


ITEM = st.sampled_from(["- ", "1. ", "1. [ ] ", "- [x] ", "◦ ", "* ", "-", "**굵게** ", "--- ", "2) [x] ", ""])
LINE = st.tuples(ITEM, st.sampled_from(["배포", "관찰  하기", "x" * 310, "1.5배", "", "\u2028a"])).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINE, max_size=6).map("\n".join), st.sampled_from(BOTH), st.booleans())
def test_items_typed_in_the_modal_are_written_once(text: str, texts: Texts, is_imported: bool) -> None:
    """Whatever their bullet: no item is written twice, below a heading of the bot's or of a file."""
    heading = "### 다음 주 계획" if is_imported else ""
    tasks = tuple(Task(one.text, one.done_at is not None) for one in actions_of(text, (), 1))
    week = Week(1, "", None, (Section("other", "## 1주차", ""), Section("next", heading, text)), tasks)

    made = write_diary(Diary(weeks=(week,), order=((1, 2),)), texts)

    lines = [line for line in text.split("\n") if line.strip()]
    assert len(lines) >= len([line for line in made.split("\n") if line.strip()]) - 2


def test_an_open_fence_in_an_old_part_does_not_swallow_a_new_one() -> None:
    """What was never ended is ended once something new follows it."""
    diary = read("# 봄 성장일기: 나\n## 1주차\n```\n")
    new = Week(2, "둘", None, (Section("did", "", "```\ncode\n```"),))

    found = read(written(replace(diary, weeks=(*diary.weeks, new))))

    assert [1, 2] == [one.number for one in found.weeks]
    assert Section("did", "", "```\ncode\n```") == found.weeks[1].sections[-1]


PIECES = (
    *(
        "# ",
        "## ",
        "### ",
        "#### ",
        "1주차",
        "2주차",
        " : ",
        "Week 3",
        "\n",
        "\n\n",
        "---\n",
        "===",
        "```",
        "````",
        "~~~",
        "a",
    ),
    *(
        "- ",
        "\t",
        "<!--",
        "-->",
        "<pre>",
        "</pre>",
        "### 한 일\n\n",
        "### What I did\n\n",
        "- [ ] ",
        "- [x] a\n",
        "1. [ ] ",
        "### 다음 주 계획\n",
        "|",
        "\r",
    ),
    *(
        "| --- | ---: | --- | --- | --- | --- |",
        "### 해결 과제 후보\n\n",
        "성장일기: 나",
        "진행기간 : ",
        "\r\n",
        "\ufeff",
        "\\",
    ),
    *(
        "2025. 12. 16 ~ 2016. 01. 15",
        "12. 16 ~ 12. 21",
        "\\# ",
        "### 다음 할 일\n\n",
        "참고 링크",
        "\u2028",
        "투입 리소스",
    ),
)
ANY_TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map("".join)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_no_text_is_lost_whatever_it_is(source: str) -> None:
    """Read and written, it is the same; and whether it can be imported is always said."""
    diary = read(source)

    assert source == written(diary)
    assert not isinstance(schedule(diary, {}), str)
    assert find_flaw(diary) is None or there(find_flaw(diary)).name.startswith("diary-")


SECTION = st.builds(Section, st.sampled_from((*SAYS, "next")), st.just(""), ANY_TEXT)
TASK = st.builds(Task, st.text(min_size=1, max_size=6), st.booleans())
WEEK = st.builds(
    Week,
    st.integers(1, 3),
    st.just("제목"),
    st.none(),
    st.lists(SECTION, max_size=3).map(tuple),
    st.lists(TASK, max_size=2).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WEEK, max_size=3, unique_by=lambda one: one.number), st.sampled_from(BOTH))
def test_whatever_people_type_into_the_modal_is_stable(weeks: list[Week], texts: Texts) -> None:
    """Headings, fences and boxes in an answer break no week, and the second export is the first."""
    ordered = tuple(sorted(weeks, key=lambda one: one.number))
    once = write_diary(Diary(author="나", programme="봄", weeks=ordered), texts)

    found = read(once)

    assert [one.number for one in ordered] == [one.number for one in found.weeks]
    assert once == write_diary(found, texts)
    assert found == read(write_diary(found, texts))


def test_broken_diaries_lose_nothing() -> None:
    """Real diaries cut, doubled and mixed in many ways; LEAK_DIARY_FUZZ sets how many. A seed is repeatable."""
    draw = random.Random(7)
    lines = [line for source in (MINA, SAM) for line in source.splitlines(keepends=True)]

    for _ in range(ROUNDS):
        source = draw.choice((MINA, SAM))
        for _ in range(draw.randrange(1, 6)):
            at, end = sorted(draw.randrange(len(source) + 1) for _ in range(2))
            middle = draw.choice(
                ("", source[at:end] * 2, draw.choice(lines), draw.choice(PIECES), source[at:end][::-1])
            )
            source = source[:at] + middle + source[min(end, at + 200) :]
        assert source == written(read(source))


@pytest.mark.parametrize(
    "source",
    [
        MINA * 700,
        "# x 성장일기: y\n" + "- " * 500_000,
        "```\n# x\n~~~\n" * 80_000,
        "#" * 1_000_000,
        "<!--\n" * 200_000,
        "### 해결 과제 후보\n\n" + "| a " * 250_000,
        "- 기간: " + "12. 16 ~ " * 100_000,
        "## 1주차\n### 다음\n" + "- [ ] a\n" * 100_000,
        "\n".join("`" * (3 + n % 12) for n in range(100_000)),
        "\\" * 1_000_000,
    ],
    ids=["diaries", "bullets", "fences", "signs", "comments", "cells", "dates", "boxes", "ticks", "backslashes"],
)
def test_a_megabyte_takes_seconds_at_most(source: str) -> None:
    """Processor time grows with the length, not with its square: that would be hours."""
    begun = time.thread_time()

    assert source == written(read(source))

    assert time.thread_time() - begun < 20
