"""Every sentence that a person reads, in their language, from the Fluent files beside this one (`en*.ftl`).

A language is a file `<language>.ftl` here, with more files `<language>.<part>.ftl` if its translators like.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

ENGLISH = "en"


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """List the languages that have a file here."""
    names = (one.name for one in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".ftl") for name in names if name.endswith(".ftl") and name.count(".") == 1))


class Texts:
    """The sentences of one language: `say("marked-take", who="...", name="L3")`.

    language: "ko", "ko-KR" or "ko_KR"; one that has no file becomes English. A sentence that the language lacks is
    said in English.
    Text from outside must be escaped before it comes in here (`words.blocks`), and be shorter than 2,500 characters.
    """

    def __init__(self, language: str) -> None:
        short = language.replace("_", "-").split("-")[0].lower()
        self.language = short if short in languages() else ENGLISH
        self._bundle = _bundle(self.language)

    def say(self, name: str, /, **args: str | int) -> str:
        """Say the sentence of that name.

        Raises:
            KeyError: there is no such sentence, in English neither.
            ValueError: an argument is missing.
        """
        # English brings its own bundle, since its plurals follow its own rules.
        bundle = self._bundle if self._bundle.has_message(name) else _bundle(ENGLISH)
        if not bundle.has_message(name):
            raise KeyError(f"No text {name!r} in {ENGLISH}.ftl")
        said, errors = bundle.format_pattern(bundle.get_message(name).value, args)
        if errors:
            raise ValueError(f"Text {name!r} in {self.language}.ftl: {errors[0]}")
        return str(said)


@cache
def _bundle(language: str) -> Any:
    # Fluent brings Babel, a tenth of a second: only a process that speaks pays for it.
    from fluent.runtime import FluentBundle, FluentResource

    # Isolation marks would stand inside links, dates and code, and break them.
    bundle = FluentBundle([language], use_isolating=False)
    for one in sorted(files(__package__).iterdir(), key=lambda one: one.name):
        if one.name.startswith(f"{language}.") and one.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(one.read_text(encoding="utf-8")))
    return bundle
