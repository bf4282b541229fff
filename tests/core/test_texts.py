"""Every language says the same things."""

import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from bot.config import SettingsProblem, load_settings
from bot.core.texts import bundles
from bot.core.texts.bundles import Texts, languages
from tests.optional import there

FOLDER = Path(bundles.__file__).parent
SHIPPED = {"en", "ko"}
CODE = FOLDER.parent
NAMED = re.compile(r"\$(\w+)")


def read(language: str) -> dict[str, set[str]]:
    """Names of the texts, each with the arguments that it uses."""
    named: dict[str, set[str]] = {}
    for path in sorted(FOLDER.glob(f"{language}.*ftl")):
        source = path.read_text(encoding="utf-8")
        resource = FluentParser().parse(source)
        assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
        found = [entry for entry in resource.body if isinstance(entry, ast.Message)]
        names = [entry.id.name for entry in found]
        assert sorted({*names} - {*named}) == sorted(names)
        spans = {entry.id.name: there(entry.span) for entry in found}
        named |= {name: set(NAMED.findall(source[span.start : span.end])) for name, span in spans.items()}
    return named


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_a_language_has_the_names_and_arguments_of_english(language: str):
    """What one language can say, the other can; a plural may be plain where a language has none.

    What a language lacks is listed. It fails for the languages that we ship; others may grow.
    """
    english, own = read("en"), read(language)

    missing = sorted(english.keys() - own.keys())
    if missing:
        warnings.warn(f"{language}.ftl lacks {len(missing)}: {', '.join(missing)}", stacklevel=1)
    assert language not in SHIPPED or [] == missing
    assert {name: english.get(name) for name in own} == own


def test_the_shipped_languages_are_there():
    """The list above is not empty by an oversight."""
    assert {*languages()} >= SHIPPED


def test_settings_know_the_languages_that_there_are():
    """Both read the folder, each for itself; a language without a file is refused with the others' names."""
    assert [*languages()] == [load_settings(leak_language=one).leak_language for one in languages()]
    with pytest.raises(SettingsProblem, match=f"LEAK_LANGUAGE must be one of {', '.join(languages())}"):
        load_settings(leak_language="tlh")


GERMAN = {
    "leak-title": "leak-title = { $name } · { $resource } leckt in { $site }",
    "status-title": "status-title = Stand der Lecks",
    "digest-title": "digest-title = Rückblick · Runde { $number } von { $of }: { $title }",
}
ASK_GERMAN = """
import json
from bot.config import load_settings
from bot.core.texts.bundles import Texts, languages
from tests.core.digests import digest_of
from tests.core.situations import SITUATIONS
texts = Texts(load_settings().leak_language)
made = [SITUATIONS["root-strong-trend"](texts), SITUATIONS["status"](texts), digest_of("digest-full", texts)]
print(json.dumps([texts.language, languages(), [message.text for message in made]]))
"""


def test_a_language_needs_its_file_and_nothing_else(copied: Path, run_copied: Callable[..., str]):
    """A third file in the folder is spoken in the root, the status and the digest; what it lacks is said in English."""
    folder = copied / "bot" / "core" / "texts"
    source = (folder / "en.ftl").read_text(encoding="utf-8")
    for name in ("leak-title", "status-title"):
        source = re.sub(rf"^{name} = .*$", GERMAN[name], source, flags=re.M)
    # The digest's other sentences are in files that this language does not have.
    (folder / "de.ftl").write_text(f"{source}\n{GERMAN['digest-title']}\n", encoding="utf-8")

    language, known, (root, status, digest) = json.loads(run_copied("-c", ASK_GERMAN, LEAK_LANGUAGE="de"))

    assert ("de", ["de", "en", "ko"]) == (language, known)
    assert "leckt in" in root.split("\n")[0]
    assert "Stand der Lecks" in status
    assert "Rückblick · Runde 3 von" in digest
    assert "*Reports:*" in digest


def test_a_sentence_missing_in_korean_is_said_in_english(copied: Path, run_copied: Callable[..., str]):
    """A release may bring a sentence before its translation: nobody meets an error for it."""
    (copied / "bot" / "core" / "texts" / "ko.states.ftl").unlink()
    code = "from bot.core.texts.bundles import Texts; say = Texts('ko').say"
    code += "; print(say('somebody'), say('issue-assigned', whom='A'))"

    said = run_copied("-c", code).strip()

    assert f"{Texts('ko').say('somebody')} {Texts('en').say('issue-assigned', whom='A')}" == said


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


@pytest.mark.parametrize("language", languages())
def test_the_files_hold_no_markup_of_slack(language: str):
    """Links, dates and mentions are made in code only, so a text can never break one."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob(f"{language}.*ftl"))

    assert not re.search(r"[<>&](?! )", re.sub(r"->", "", source))
