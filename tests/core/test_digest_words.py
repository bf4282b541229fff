"""Golden digests: what people read at a meeting. `make golden` writes them anew: read the difference."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.digest import message as digest_words
from bot.core.digest.chart import COLOURS, LETTERS, chart
from bot.core.digest.figures import figures
from bot.core.texts.bundles import Texts, languages
from bot.leaks.chart import draw
from tests.core.digests import MADE, MEETS, PEOPLE, a_leak, digest_of, full, material
from tests.core.slack_rules import check, texts_of

GOLDEN = Path(__file__).parent / "golden_digest"
TEXTS = {language: Texts(language) for language in languages()}
CASES = [(name, language) for name in MADE for language in languages()]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_a_situation_reads_as_its_golden_digest(name: str, language: str):
    """Every situation gives exactly the digest that was agreed on, and Slack takes it."""
    path = GOLDEN / f"{name}.{language}.json"

    message = digest_of(name, TEXTS[language])

    check(message, frozenset(PEOPLE))
    got = {"text": message.text.split("\n"), "blocks": list(message.blocks)}
    if os.environ.get("LEAK_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == got


def test_every_golden_file_has_its_situation():
    """A golden file that nothing makes any more is taken away."""
    assert {f"{name}.{language}.json" for name, language in CASES} == {path.name for path in GOLDEN.glob("digest-*")}


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_text_alone_tells_what_the_blocks_tell(name: str, language: str):
    """Whoever hears the digest hears all of it: nothing is cut, and no word or number stands in the blocks alone."""
    message = digest_of(name, TEXTS[language])

    shown = " ".join(text["text"] for kind, text in texts_of(message) if kind != "label")
    assert set() == set(re.findall(r"\w+", shown)) - set(re.findall(r"\w+", message.text))
    assert not message.text.endswith("…")


def test_a_quiet_week_is_one_line():
    """It shows that the bot is alive, and nothing more."""
    message = digest_of("digest-quiet", TEXTS["en"])

    assert 1 == len(message.blocks)
    assert "\n" not in message.text
    assert "The bot is awake" in message.text


def test_the_digest_of_a_crowd_is_one_message():
    """200 leaks and 40 members: within Slack's limits, and it says where the rest is."""
    message = digest_of("digest-crowd", TEXTS["en"])

    assert len(message.blocks) <= 50
    assert "more: `/leak list`" in message.text


def test_who_is_missing_is_named_nowhere():
    """Neither who did not share nor who sits the round out."""
    message = digest_of("digest-full", TEXTS["en"])

    assert set(PEOPLE[:5]) == {person for person in PEOPLE if person in json.dumps(message.blocks)}


def test_what_is_sent_again_says_so_and_is_not_late():
    """With the name of who asked."""
    found = figures(full(built_at=MEETS + 86_400))

    message = digest_words.digest(found, texts=TEXTS["en"], asked_by=PEOPLE[9])

    assert f"Sent again; <@{PEOPLE[9]}> asked for it." in message.text
    assert "bot was down" not in message.text


def test_a_title_from_outside_mentions_nobody():
    """The second round's title tries."""
    given = material(round=replace(material().round, title="<!channel> & <@U1>"), leaks=[a_leak(1)])

    check(digest_words.preview(figures(given), texts=TEXTS["en"]))


@pytest.mark.parametrize("language", languages())
def test_the_chart_says_its_figures_in_words(language: str):
    """Every leak of the picture with its eight numbers, and the others together."""
    found = figures(full())

    made = chart(found, texts=TEXTS[language])

    for one in found["weekly"]["leaks"]:
        assert f"L{one['leak']} {', '.join(map(str, one['counts']))}" in made.words
    assert ", ".join(map(str, found["weekly"]["others"]["counts"])) in made.words


def test_the_letters_can_be_read_on_their_colours():
    """4.5 to 1, and no two leaks have the same colour."""
    from tests.core.test_charts import contrast

    assert all(contrast(colour, letters) >= 4.5 for colour, letters in zip(COLOURS, LETTERS, strict=True))
    assert len(COLOURS) == len(set(COLOURS))


@pytest.mark.parametrize("name", ["digest-full", "digest-crowd"])
def test_the_chart_can_be_drawn(name: str):
    """Offline, as a PNG."""
    picture = draw(chart(figures(MADE[name]()), texts=TEXTS["ko"]).spec)

    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 1_000_000


def test_the_chart_draws_few_letters():
    """Drawing is paid by the letter: the title stands beside the picture, and a long name is cut in the legend."""
    leak = replace(a_leak(1), frame="com.acme.ParallelDistributedUploadCoordinator.receiveAll(Upload.java:7)")
    found = figures(material(leaks=[leak], weekly=[(1, 0, 12_345)]))

    made = chart(found, texts=Texts("en"))

    (label,) = {value["leak"] for value in made.spec["data"]["values"]}
    assert "title" not in made.spec
    assert "Reports per week by leak, 8 weeks until" in made.title
    assert label.startswith("L1 Parallel")
    assert "…" in label
    assert len("L1  (12345)") + 20 >= len(label)
    assert "Liberation" in json.dumps(made.spec["layer"][0]["encoding"]["color"]["legend"])
