"""The checkout keeps the rules of the house."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import building, rooms
from tests.house.rules import READS_TIME, RULES
from tests.house.trees import House, house

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_checkout_keeps_the_rule(rule: Callable[[House], list[str]]) -> None:
    """No violation of any rule."""
    assert [] == rule(house(ROOT))


def test_rooms_and_arrows_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """The count is printed, and it is a count of this house."""
    counted, arrows = rooms.rooms_and_arrows(house(ROOT))

    with capsys.disabled():
        print(f"\n{len(counted)} rooms, {len(arrows)} arrows between them")
    assert {"app", "core", "leaks", "storage"} <= counted
    assert ("app", "leaks") in arrows
    assert ("leaks", "app") not in arrows


def test_every_exception_is_needed() -> None:
    """Who may build a service or read the time still does so."""
    checkout = house(ROOT)
    building_paths = {
        (start, name)
        for start, name, _ in building.BUILDERS
        for module in checkout.modules.values()
        if module.path.startswith(start) and name in building.built_by(checkout, module)
    }

    assert {(start, name) for start, name, _ in building.BUILDERS} == building_paths
    assert [] == [path for path in READS_TIME if "time.time" not in (ROOT / path).read_text("utf-8")]


def test_wiring_builds_what_runs() -> None:
    """The services are found, or the rule that only wiring builds them would hold for nothing."""
    found = building.services(house(ROOT))

    assert {"bot.leaks.triage.Triage", "bot.slack.sender.Sender", "bot.web.intake.Intake"} <= found
    assert "bot.core.texts.bundles.Texts" not in found
