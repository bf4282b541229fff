"""Digests that were kept by older versions can be said by today's words.

The files of `figures/` were recorded when their version was made and are never written again. `make golden`
records a version that has no file yet.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.core.digest import message as digest_words
from bot.core.digest.chart import chart, has_reports
from bot.core.digest.figures import figures
from bot.core.digest.versions import MISSING, VERSION, Each, Maybe, NewerFigures, upgrade
from bot.core.texts.bundles import Texts, languages
from tests.core.digests import MADE, PEOPLE
from tests.core.slack_rules import check

FOLDER = Path(__file__).parent / "figures"
NAMES = ("digest-full", "digest-finale")
TEXTS = [Texts(language) for language in languages()]


def recorded(name: str, version: int = VERSION) -> Path:
    return FOLDER / f"version-{version}-{name.removeprefix('digest-')}.json"


def paths(missing: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key that has a value for older versions, by its way from the top; those of lists' items are left out."""
    if isinstance(missing, Maybe):
        missing = missing.one
    for name, one in missing.items() if isinstance(missing, Mapping) else ():
        yield (*at, name)
        yield from paths(one, (*at, name))


# The weeks, their leaks and their ends are one figure: each list is as long as the others.
LACKING = [path for path in paths(MISSING) if path[:-1] not in {("weekly",), ("weekly", "others")}]


def without(found: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    made = json.loads(json.dumps(found))
    inner: Any = made
    for name in path[:-1]:
        inner = inner[name] or {}
    inner.pop(path[-1], None)
    return made


def say(found: dict[str, Any]) -> list[str]:
    """Everything that is made of figures, in every language."""
    made = [digest_words.digest(found, texts=texts) for texts in TEXTS]
    made += [digest_words.preview(found, texts=texts) for texts in TEXTS]
    for message in made:
        check(message, frozenset(PEOPLE))
    return [message.text for message in made] + [
        chart(found, texts=texts).words for texts in TEXTS if has_reports(found)
    ]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_figures_of_every_version_can_be_said(path: Path):
    """Whatever was kept, today's words say it."""
    assert all(say(upgrade(json.loads(path.read_text(encoding="utf-8")))))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", LACKING, ids=".".join)
def test_a_key_that_a_version_did_not_have_is_filled(name: str, path: tuple[str, ...]):
    """Each key alone, as if the line of the digest that needs it were new."""
    older = without(json.loads(recorded(name, 1).read_text(encoding="utf-8")), path)

    assert all(say(upgrade(older)))


@pytest.mark.parametrize("name", NAMES)
def test_a_key_of_an_item_is_filled_too(name: str):
    """Leaks of the finale without verdict and watch, watches and trends without their newest keys."""
    older = json.loads(recorded(name, 1).read_text(encoding="utf-8"))
    lists = [
        (older["watches"], MISSING["watches"]),
        *((older["trends"][name], MISSING["trends"][name]) for name in ("more", "less")),
        *((older["finale"][name], MISSING["finale"].one[name]) for name in ("leaks", "members") if older["finale"]),
    ]
    for items, each in lists:
        assert isinstance(each, Each)
        for item in items:
            for key in each.one:
                del item[key]

    assert all(say(upgrade(older)))


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_today_have_the_keys_of_their_version(name: str):
    """A new key needs a new VERSION, so that older figures are known to lack it, and its value in MISSING."""
    made = json.loads(json.dumps(figures(MADE[name]())))
    path = recorded(name)
    if os.environ.get("LEAK_GOLDEN") == "write" and not path.exists():
        path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(path.read_text(encoding="utf-8"))

    assert VERSION == made["version"]
    assert keys(kept) == keys(made)
    assert keys(made) - {("version",)} <= {*paths(MISSING)}


def keys(found: Any, at: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every key by its way from the top; leaks by number are values, not keys, and so are the leak that is named."""
    if not isinstance(found, Mapping) or at in {("names",), ("open", "silent")}:
        return set()
    return {path for name, one in found.items() for path in ({(*at, name)} | keys(one, (*at, name)))}


@pytest.mark.parametrize("name", MADE)
def test_figures_of_today_are_left_as_they_are(name: str):
    """Nothing is filled where nothing lacks."""
    made = figures(MADE[name]())

    assert made == upgrade(made)


def test_figures_of_a_newer_version_are_refused_in_a_sentence():
    """After a step back to an older bot, nothing is guessed."""
    with pytest.raises(NewerFigures, match=f"newer version of the bot .*version {VERSION + 1}.*: update the bot"):
        upgrade({"version": VERSION + 1})
