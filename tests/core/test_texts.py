"""Every language says the same things."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from bot.core.texts import bundles
from bot.core.texts.bundles import LANGUAGES, Texts

FOLDER = Path(bundles.__file__).parent
CODE = FOLDER.parent
NAMED = re.compile(r"\$(\w+)")


def read(language: str) -> dict[str, set[str]]:
    """Names of the texts, each with the arguments that it uses."""
    named: dict[str, set[str]] = {}
    for path in sorted(FOLDER.glob(f"{language}*.ftl")):
        source = path.read_text(encoding="utf-8")
        resource = FluentParser().parse(source)
        assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
        found = [entry for entry in resource.body if isinstance(entry, ast.Message)]
        names = [entry.id.name for entry in found]
        assert sorted({*names} - {*named}) == sorted(names)
        named |= {entry.id.name: set(NAMED.findall(source[entry.span.start : entry.span.end])) for entry in found}
    return named


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_language_has_the_names_and_arguments_of_english(language: str):
    """What one language can say, the other can; a plural may be plain where a language has none."""
    assert read("en") == read(language)


def test_every_text_is_used():
    """A text that no code names is taken away. Names made of parts are known by their beginning."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CODE.parent.rglob("*.py")))
    parts = ("label-", "state-", "word-", "count-", "marked-", "span-", "fix-", "trend-", "help-", "advice-")
    parts += ("layout-", "record-", "tier-", "joined-", "why-", "merged-")
    parts += tuple(f"journal-{part}-" for part in ("label", "hint", "example"))
    parts += tuple(f"candidate-{part}-" for part in ("label", "example", "column"))
    windows = {f"{span}-counts{ending}" for span in ("day", "week") for ending in ("", "-new", "-none")}

    unused = {name for name in read("en") if not re.search(rf"[\"']{name}[\"']", source) and not name.startswith(parts)}

    already = {"took-already", "did-already", "undid-already"}
    already |= {f"{name}-release" for name in ("watch-state", "watch-fixed", "fixed-by")}
    assert set() == unused - windows - already


def test_an_unknown_name_is_refused():
    """A typo is found by the first test that says it, not by a reader."""
    with pytest.raises(KeyError, match=r"No text 'leek' in en\.ftl"):
        Texts("en").say("leek")


def test_a_missing_argument_is_refused():
    """No reader meets a bare placeholder."""
    with pytest.raises(ValueError, match="Text 'total-counts'"):
        Texts("en").say("total-counts")


@pytest.mark.parametrize(
    ("asked", "spoken"), [("ko-KR", "ko"), ("KO_kr", "ko"), ("en-GB", "en"), ("fr", "en"), ("", "en")]
)
def test_a_locale_finds_its_language(asked: str, spoken: str):
    """English for whoever speaks neither."""
    assert spoken == Texts(asked).language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_hold_no_markup_of_slack(language: str):
    """Links, dates and mentions are made in code only, so a text can never break one."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob(f"{language}*.ftl"))

    assert not re.search(r"[<>&](?! )", re.sub(r"->", "", source))
