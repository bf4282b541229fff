"""`/leak journal export`: a member's diary as a Markdown file, in a direct message to them alone."""

from __future__ import annotations

from bot.core.group import erasure_messages
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message
from bot.slack.outgoing import MakeFile, Upload
from bot.slack.request import Asked
from storage import outbox, programmes
from storage.engine import Engine
from storage.erasure import written_in
from storage.outbox import Outgoing
from storage.records import MessageKind

KIND = MessageKind.DIARY


def export(store: Engine, asked: Asked, texts: Texts) -> Message:
    """One file for each programme that the person wrote in; asked again within the minute, it is the same one."""
    with store.transaction():
        found = written_in(store, asked.who)
        for programme in found:
            key = f"diary-P{programme}-{asked.who}-{asked.now // 60}"
            detail = f"{programme} {asked.who}"
            outbox.ask(store, key, KIND, None, asked.who, asked.now, detail=detail)
    return erasure_messages.coming(len(found), texts=texts) if found else erasure_messages.no_diary(texts=texts)


def upload(store: Engine, texts: Texts) -> MakeFile:
    """Who writes the file at the moment in which it is sent; None where all was forgotten meanwhile."""

    def written(row: Outgoing) -> Upload | None:
        # Only who exports pays for what a diary needs.
        from bot.group.diaries import export_markdown

        number, _, person = row.detail.partition(" ")
        programme = programmes.find(store, int(number))
        if programme is None or int(number) not in written_in(store, person):
            return None
        content = export_markdown(store, programme.id, person, texts).encode()
        name = blocks.plain(programme.name, 80)
        title = texts.say("export-title", programme=blocks.title(programme.name, 80))
        return Upload(content, ".md", title, texts.say("export-words", programme=name))

    return written
