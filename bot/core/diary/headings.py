"""Recognise a diary's headings and lines by their words, in Korean and English."""

from __future__ import annotations

import re
import unicodedata

NAME_CHARS = 300
KINDS = ("did", "numbers", "learned", "next", "help", "candidates")
"""Parts of an entry that are recognised by their heading. Others are `other`, or `after` behind the last week."""

SHORT_CHARS = 24
"""A longer heading is a sentence: "the plan" in it does not make the section a plan."""
_EMPHASIS = re.compile(r"\*\*|__|[*`]")
_SIGNS = re.compile(r"^[^\w\[(<'\"‘“「]+|[\s:：]+$")
_NUMBERING = re.compile(r"^\(?\d{1,2}[.)]\s+")

_KIND_WORDS = {
    "candidates": r"후보|\bcandidates?\b|\broi\b",
    "help": r"도움|질문|막힌|요청|\bhelp\b|\bquestions?\b|\bblock(?:ed|ers?)\b|\basks?\b",
    "next": r"다음|할\s?일|계획|\bnext\b|\bto-?\s?dos?\b|\bplans?\b",
    "learned": r"배운|배움|느낀|깨달|회고|소감|\blearn(?:ed|t|ings?)?\b|\blessons?\b|\btake-?aways?\b|\btil\b",
    "numbers": r"수치|숫자|지표|측정|\bnumbers?\b|\bmetrics?\b|\bfigures?\b|\bmeasure(?:d|ments?)\b",
    "did": r"한\s?일|했던\s?것|한\s?것|진행\s?(?:한|내용|사항)|작업\s?내용|\bdid\b|\bdone\b|\bprogress\b|\bworked on\b",
}
_KINDS = {kind: re.compile(words, re.IGNORECASE) for kind, words in _KIND_WORDS.items()}

_SEP = r"\s{0,5}(?:[:：|.\-–—~]|-{2,3})\s{0,5}"
_WEEK = re.compile(
    rf"""
    [\[(<「]?\s?(?:
        (?:제\s?)?(?P<ko>\d{{1,3}})\s?(?:주\s?차|회\s?차)
      | (?:week|wk|round)\.?\s?[#no.]{{0,3}}\s?(?P<en>\d{{1,3}})
      | (?P<nth>\d{{1,3}})(?:st|nd|rd|th)\s(?:week|round)
    )\s?[\])>」]?
    (?:(?P<sep>{_SEP})|(?=[\s(\[「])\s{{0,5}}|$)
    (?P<title>.*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTERWORD = re.compile(
    r"참고|관련\s?(?:자료|링크)|링크|출처|부록|마치며|맺음|맺는|끝으로|마무리|(?:전체|최종|종합)\s?(?:회고|소감|정리|결과)|총평|후기"
    r"|references?\b|links?\b|(?:see also|further reading|resources)\b|appendi|afterword|conclusions?\b"
    r"|(?:final|closing|overall)\b|epilogue|wrap-?\s?up",
    re.IGNORECASE,
)
_TITLE_KO = re.compile(r"(?P<before>.*?)\s?성장\s?일[기지](?P<rest>.*)")
_TITLE_EN = re.compile(r"(?P<before>.*?)\s?\bgrowth[\s-](?:diary|journal|log)\b(?P<rest>.*)", re.IGNORECASE)
_AUTHOR = re.compile(
    r"\s?(?:[:：|\-–—]|\bof\b|\bby\b|-{2,3})\s{0,5}(?P<author>[^\s].*)|\s?[(（\[](?P<in>[^()\[\]（）]+)[)）\]]"
)
_OWNER = re.compile(r"(?P<owner>[^\s].{0,60}?)(?:의|['’]s)$")

_LABELS = {
    "period": re.compile(r"(?:진행\s?)?(?:기간|일정)|period|dates|duration|when", re.IGNORECASE),
    "problem": re.compile(
        r"해결\s?(?:하(?:려는|고\s?싶은)\s?)?(?:문제|과제)|문제(?:\s?정의)?|(?:the\s)?problem(?:\s(?:to\ssolve|statement))?",
        re.IGNORECASE,
    ),
    "goals": re.compile(r"(?:개인(?:적인?)?\s?)?목표|(?:(?:my|personal)\s)?goals?", re.IGNORECASE),
}
_LABELLED = re.compile(r"\s*(?:[-*+|]|\d{1,2}[.)])?\s*([^:：|]{1,40}?)\s*(?:[:：|]\s*(.*?))?\s*\|?\s*")


def plain(text: str) -> str:
    """Return the words of a heading or line: composed letters, without emphasis, a leading emoji, or a final colon."""
    composed = unicodedata.normalize("NFC", text[:NAME_CHARS])
    return " ".join(_SIGNS.sub("", _EMPHASIS.sub("", composed)).split())


def kind_of(name: str) -> str:
    """Return the kind of a section by the words of its heading; `other` unless they are clear."""
    heading = _NUMBERING.sub("", plain(name))
    if len(heading) <= SHORT_CHARS:
        for kind, words in _KINDS.items():
            if words.search(heading):
                return kind
    return "other"


def week_of(name: str) -> tuple[int, str, bool] | None:
    """Read a heading that begins a week: number, title, and whether a separator or nothing follows it.

    `1주차 : title`, `[제2주차] title`, `3 회차`, `Week 4 - title`, `Round 4`, `4th week`. None for others and week 0.
    """
    match = _WEEK.fullmatch(plain(name))
    number = int(match["ko"] or match["en"] or match["nth"]) if match else 0
    if match is None or not number:
        return None
    title = match["title"].strip()
    return number, title, bool(match["sep"]) or not title


def is_afterword(name: str) -> bool:
    """Return True for a heading that may follow the last week and belongs to none: links, references, a conclusion."""
    return bool(_AFTERWORD.match(_NUMBERING.sub("", plain(name))))


def title_of(name: str) -> tuple[str | None, str | None] | None:
    """Read (programme, author) from `<programme> 성장일기: <author>` and similar titles; None for what is not stated.

    Also `Growth diary: name`, `Growth diary of name`, `name의 성장일기`, `name's growth diary`, `성장일기 (name)`.
    None for a heading that is not a diary's title.
    """
    heading = plain(name)
    match = _TITLE_KO.fullmatch(heading) or _TITLE_EN.fullmatch(heading)
    if match is None:
        return None
    rest = _AUTHOR.fullmatch(match["rest"])
    author = (rest["author"] or rest["in"]).strip() if rest else None
    before = match["before"].strip(" []()「」<>-–—|:·,")
    owner = _OWNER.fullmatch(before) if author is None else None
    if owner:
        return None, owner["owner"]
    return before or None, author or None


def labelled(line: str) -> tuple[str, str] | None:
    """Read (label, value) from a line such as `- **진행기간 :** ...`; the label is period, problem or goals."""
    match = _LABELLED.fullmatch(_EMPHASIS.sub("", line[:NAME_CHARS].replace("\r", "")))
    if match is None:
        return None
    name = plain(match[1])
    for label, words in _LABELS.items():
        if words.fullmatch(name):
            return label, (match[2] or "").strip()
    return None
