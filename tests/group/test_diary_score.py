"""What was entered in the candidate's modal comes back from a diary's file: its score is what it is weighed by."""

from collections.abc import Callable

import pytest

from bot.core.texts.bundles import Texts
from bot.group.diaries import ImportOptions, export_markdown, import_diary
from storage import journal, open_store
from tests.group.journal_desk import a_desk
from tests.group.seasons import MINA
from tests.walks.stage import Stage


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_score_survives_export_and_import(open_stage: Callable[..., Stage], language: str):
    """In either language, with odd signs beside it."""
    desk, texts = a_desk(open_stage()), Texts(language)
    for problem, score in (("a | b\\| c", "3"), ("slow start", "1")):
        above = desk.press(desk.open(), "journal_candidate_add", did="x")
        desk.submit(above, problem=problem, effort="0.5", effect="e|f", evidence="3/5", score=score)
    desk.share(desk.open(), did="weighed them")
    file = export_markdown(desk.stage.bot.store, 1, MINA, texts)
    fresh = open_store("sqlite://", 0)

    import_diary(fresh, file, ImportOptions(), texts, int(desk.stage.now))

    def said(store):
        found = journal.candidates(store, 1, MINA)
        return [(one.problem, one.effort_days, one.effect, one.evidence, one.effect_score) for one in found]

    assert [3, 1] == [one[-1] for one in said(fresh)]
    assert said(desk.stage.bot.store) == said(fresh)
    assert file == export_markdown(fresh, 1, MINA, texts)
    fresh.close()
