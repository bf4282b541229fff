"""`/leak journal export`: send a member their diary as a Markdown file in a direct message."""

from __future__ import annotations

from bot.core.group import erasure_messages
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message
from bot.slack.outgoing import MakeFile, Upload
from bot.slack.request import Asked
from storage import outbox, programmes
from storage.engine import Engine
from storage.erasure import find_written
from storage.outbox import Outgoing
from storage.records import MessageKind
from storage.records.group_keys import ExportKey

KIND = MessageKind.DIARY


def export(store: Engine, request: Asked, texts: Texts) -> Message:
    """Queue one file for each programme that the person wrote in, at most once a minute."""
    who = request.who
    with store.transaction():
        programme_ids = find_written(store, who)
        for id_ in programme_ids:
            key, detail = f"diary-P{id_}-{who}-{request.now // 60}", str(ExportKey(id_, who))
            outbox.ask(store, key, KIND, None, who, request.now, detail=detail)
    if not programme_ids:
        return erasure_messages.no_diary(texts=texts)
    return erasure_messages.coming(len(programme_ids), texts=texts)


def upload(store: Engine, texts: Texts) -> MakeFile:
    """Make the function that writes the file when it is sent; it returns None if the diary was deleted meanwhile."""

    def write(row: Outgoing) -> Upload | None:
        # Imported here: only an export needs the diary modules.
        from bot.group.diaries import export_markdown

        key = ExportKey.parse(row.detail)
        programme = programmes.find(store, key.programme)
        if programme is None or key.programme not in find_written(store, key.person):
            return None
        content = export_markdown(store, programme.id, key.person, texts).encode()
        name = blocks.plain(programme.name, 80)
        title = texts.say("export-title", programme=blocks.title(programme.name, 80))
        return Upload(content, ".md", title, texts.say("export-words", programme=name))

    return write
