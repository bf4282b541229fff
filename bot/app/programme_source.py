"""Where the study group's programme comes from, read from the settings."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from bot.group.programme_file import ProgrammeSource
from bot.workspace.model import CHANNELS


def programme_source(settings: Settings, file: Path | None = None) -> ProgrammeSource:
    """Return the programme's file and its default channel: LEAK_CHANNEL, or #study-group in the local workspace.

    Args:
        file: read this file instead of PROGRAMME.
    """
    is_named = "programme" in settings.model_fields_set
    path = Path(settings.programme) if settings.programme else None
    if path is not None and not is_named and not path.exists():
        path = None
    return ProgrammeSource(
        path=file or path,
        is_named=is_named or file is not None,
        is_local=settings.is_local,
        channel=settings.leak_channel or CHANNELS[1].id,
    )
