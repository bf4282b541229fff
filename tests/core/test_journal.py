"""The pure part of the growth journal: rounds, forms, the text as it was written, and candidates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.group.candidates import in_order, tables, worth
from bot.core.group.journal import (
    JournalContext,
    JournalForm,
    actions_of,
    form_of,
    mark_of,
    meant_round,
    missing_fields,
    open_rounds,
    sections_of,
)
from bot.core.group.leak_numbers import as_plain
from bot.core.group.member_text import first_lines, fits, pieces, written
from bot.core.texts.bundles import Texts, languages
from bot.core.words.blocks import TEXT_BYTES_MAX, TEXT_MAX, size
from storage.records import Action, Candidate, Entry, Programme, Round, Section
from tests.optional import there

HOUR, DAY, WEEK = 3600, 86_400, 604_800
PROGRAMME = Programme(1, "Growth", "UTC", "C1", HOUR, 1, 0)
ROUNDS = [
    Round(1, n, f"Week {n}", "", "", "", "", (n - 1) * WEEK, n * WEEK, 5 if n == 3 else None) for n in range(1, 5)
]


@pytest.mark.parametrize(
    ("now", "shared", "meant"),
    [
        (-1, [], None),
        (0, [], 1),
        (WEEK - 1, [], 1),
        (WEEK, [], 1),
        (WEEK + HOUR, [], 1),
        (WEEK + HOUR, [1], 2),
        (WEEK + HOUR + 1, [], 2),
        (4 * WEEK + HOUR + 1, [], 4),
        (9 * WEEK, [4], 4),
    ],
)
def test_the_round_that_is_meant(now: int, shared: list[int], meant: int | None):
    """In the grace the meeting that was, unless shared; else the round that is on; at the end the last one."""
    found = meant_round(ROUNDS, PROGRAMME, shared, now)

    assert meant == (found.number if found else None)


def test_only_the_last_round_and_the_present_one_take_entries():
    """A skipped round takes none."""
    found = [[one.number for one in open_rounds(ROUNDS, now)] for now in (0, WEEK, 3 * WEEK + 1, 5 * WEEK)]

    assert [[1], [1, 2], [2, 4], [4]] == found


def a_book(*sections: Section, shared_at: int | None = None) -> JournalContext:
    entry = Entry(1, 1, "U1", None, 0, 0, shared_at, sections)
    return JournalContext(PROGRAMME, ROUNDS[0], (ROUNDS[0],), "U1", entry)


def test_what_the_form_does_not_ask_for_stays_where_it_stood():
    """Parts of an imported diary among those of the form; an emptied one goes, a new one comes last."""
    book = a_book(
        Section("other", "## Log", "lines"),
        Section("did", "## 한 일", "old"),
        Section("help", "", "gone"),
        Section("candidates", "## 후보", "a | b"),
        Section("did", "", "second"),
    )

    found = sections_of(book, JournalForm({"did": "new", "learned": "much"}), "")

    assert [
        Section("other", "## Log", "lines"),
        Section("did", "## 한 일", "new"),
        Section("candidates", "## 후보", "a | b"),
        Section("did", "", "second"),
        Section("learned", "", "much"),
    ] == found


def test_a_form_reads_back_what_was_kept():
    """Kept and opened again it is the same, the candidates' mark among it."""
    form = JournalForm({"did": "x", "next": "y"}, table=True)
    book = a_book(*sections_of(a_book(), form, "| a |"))

    assert mark_of(form) == mark_of(form_of(book))
    assert mark_of(form) != mark_of(JournalForm({"did": "x", "next": "y"}))


@pytest.mark.parametrize(
    ("form", "shared", "lacks"),
    [
        (JournalForm({"help": "x"}), False, True),
        (JournalForm({"did": "x"}), False, False),
        (JournalForm({"learned": "x"}), False, False),
        (JournalForm({}, is_draft=True), False, False),
        (JournalForm({}, is_draft=True), True, True),
    ],
)
def test_what_is_needed_to_share(form: JournalForm, shared: bool, lacks: bool):
    """One of two fields; a draft needs nothing, but what was shared is none any more."""
    assert lacks == bool(missing_fields(form, shared))


@pytest.mark.parametrize("text", ["\u200b\u200b", "\u3164", "\ufeff", "\u2800", " \u00a0\n", "\u200d\ufe0f"])
def test_what_nobody_can_see_is_not_written(text: str):
    """An entry of invisible signs would be an empty post."""
    assert ("did", "learned") == missing_fields(JournalForm({"did": text}), False)
    assert () == missing_fields(JournalForm({"did": f"{text}👩\u200d💻"}), False)


def test_what_a_page_hides_in_a_copied_word_is_left_out():
    """Zero-width blanks and soft hyphens do not show as signs; what turns text round does."""
    assert "UploadService x and y 👩\u200d💻" == written("Upload\u200bSer\u00advice \u2060x\ufeff and y 👩\u200d💻")
    assert "a\ufffdb" == written("a\u202eb")


def test_what_a_field_cannot_show_is_not_lost():
    """Of a long imported text the rest stays, and the blank lines that part it from the next heading."""
    long = "\n    " + "\n".join(f"line {n}" for n in range(900)) + "\n\n"
    book = a_book(Section("did", "### 한 일", long), Section("learned", "", "much"))
    form = form_of(book)

    same = sections_of(book, form, "")
    other = sections_of(book, JournalForm({**form.texts, "did": "new"}), "")

    assert len(form.texts["did"]) <= 3000
    assert list(book.entry.sections) == same
    assert other[0].text.startswith("\n    new\nline ")
    assert other[0].text.endswith("line 899\n\n")


def test_a_box_is_no_part_of_an_action_item():
    """As imported, or typed in the modal: ticked there it is done; what was done before keeps its moment."""
    items = actions_of("- [x] call Bob\n- [ ] deploy\n1. [X] rest\n- [ ] old", [Action(0, "old", 7)], 9)

    assert [("call Bob", 9), ("deploy", None), ("rest", 9), ("old", 7)] == [(one.text, one.done_at) for one in items]


def test_action_items_are_the_lines_of_next():
    """Bullets and blank lines fall away, twins are one, what was done stays done."""
    items = actions_of("- one\n\n * two\none\n", [Action(0, "two", 7)], 8)

    assert [Action(0, "one"), Action(1, "two", 7)] == items


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*b* `c < d` _i_", "*b* `c &lt; d` _i_"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("see https://a.example/b?c=1&d=2, ok", "see <https://a.example/b?c=1&amp;d=2>, ok"),
        ("`https://a.example`", "`https://a.example`"),
        ("```\nhttps://a.example\n```", "```\nhttps://a.example\n```"),
        ("https://bank.example@evil.example/", "https://bank.example@evil.example/"),
        ("<https://evil.example|https://bank.example>", "&lt;<https://evil.example>|<https://bank.example>&gt;"),
    ],
)
def test_text_is_shown_as_it_was_written(typed: str, shown: str):
    """Its own marks work; a mention, or a link with other words on it, does not; an address links to itself."""
    assert shown == written(typed)


@given(st.text(alphabet=st.sampled_from("ab가&<>`*\n 🪣"), max_size=9_000))
def test_pieces_lose_nothing_and_fit(text: str):
    """Whatever was written: each piece fits a message, and together they are the text, but for fences and blanks."""
    shown = written(text)

    found = pieces(shown)

    assert all(size(one) <= TEXT_MAX and len(one.encode()) <= TEXT_BYTES_MAX for one in found)
    assert all(one.count("```") % 2 == 0 for one in found[:-1])
    bare = shown.replace("```", "").split()
    assert "".join(bare) == "".join("".join(found).replace("```", "").split())


def test_first_lines_are_of_the_first_text_that_says_something():
    """At most three, fences left out."""
    assert "a\nb\nc" == first_lines(["", "\n```\na\n\nb\nc\nd", "other"], 100)


def test_our_marks_become_plain_words():
    """A field of a form shows no tokens."""
    said = as_plain("*Fixed* since <!date^1^{date}|2026-01-01 00:00 UTC> in <https://a.example|a> &amp; `b &lt; c`")

    assert "Fixed since 2026-01-01 00:00 UTC in a & `b < c`" == said


def a_candidate(position: int, days: float | None, score: int | None, **more: object) -> Candidate:
    return Candidate(position, f"problem {position}", days, "", "", None, None, score, **more)


def test_candidates_are_ranked_by_what_a_day_brings():
    """Effect for a day of effort; what cannot be weighed comes last."""
    found = [a_candidate(1, None, 5), a_candidate(2, 4, 4), a_candidate(3, 0.5, 3), a_candidate(4, 1, None)]

    assert [3, 2, 1, 4] == [one.position for one in in_order(found)]
    assert [None, 1, 6, None] == [worth(one) for one in found]


@pytest.mark.parametrize("language", languages())
def test_a_table_says_in_words_all_that_it_shows(language: str):
    """Ten long candidates: as many tables as the words need, each cell in the text of its message."""
    long = "업로드 요청이 취소되면 버퍼가 해제되지 않는다 " * 6
    found = [Candidate(n, f"{n} {long}", n + 0.5, long, long, None, None, 3) for n in range(10)]

    groups = tables(Texts(language), found, {})

    rows = [row for parts in groups for row in there(parts[1].block)["rows"][1:]]
    assert 10 == len(rows)
    for parts in groups:
        said = "\n".join(part.said for part in parts)
        assert fits(parts[0].said)
        assert all(cell["text"] in said for row in there(parts[1].block)["rows"] for cell in row)
