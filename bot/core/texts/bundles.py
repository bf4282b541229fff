"""Every sentence that a person reads, in their language, from the Fluent files beside this one (`en*.ftl`)."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "ko")


class Texts:
    """The sentences of one language: `say("marked-take", who="...", name="L3")`.

    language: "ko", "ko-KR" or "ko_KR"; one that we do not speak becomes English.
    Text from outside must be escaped before it comes in here (`words.blocks`), and be shorter than 2,500 characters.
    """

    def __init__(self, language: str) -> None:
        # Fluent brings Babel, a tenth of a second: only a process that speaks pays for it.
        from fluent.runtime import FluentBundle, FluentResource

        short = language.replace("_", "-").split("-")[0].lower()
        self.language = short if short in LANGUAGES else "en"
        # Isolation marks would stand inside links, dates and code, and break them.
        self._bundle: Any = FluentBundle([self.language], use_isolating=False)
        for name in sorted(one.name for one in files(__package__).iterdir()):
            if name.startswith(self.language) and name.endswith(".ftl"):
                source = files(__package__).joinpath(name).read_text(encoding="utf-8")
                self._bundle.add_resource(FluentResource(source))

    def say(self, name: str, /, **args: str | int) -> str:
        """The sentence of that name. Raises KeyError for an unknown name, ValueError when an argument is missing."""
        if not self._bundle.has_message(name):
            raise KeyError(f"No text {name!r} in {self.language}.ftl")
        said, errors = self._bundle.format_pattern(self._bundle.get_message(name).value, args)
        if errors:
            raise ValueError(f"Text {name!r} in {self.language}.ftl: {errors[0]}")
        return str(said)
