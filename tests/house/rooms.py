"""The rules of rooms: who may import whom."""

import sys
from collections.abc import Callable

from tests.house.trees import House, Module, circles, under

MAX_ROOMS, MAX_ARROWS = 16, 55

# From the top down: a module imports its own room or one that stands lower.
ORDER = [
    *("__main__", "cli", "story", "app", "listeners", "group", "leaks", "simulation", "sentry", "web", "slack"),
    *("core", "workspace", "metrics", "config", "storage"),
]
CORE_ORDER = [
    *("alarm", "digest", "diary", "group", "words", "scanning", "explain", "families", "reading", "statistics"),
    *("texts", "decide", "when"),
]

CORE_MAY = ("bot.core", "storage.records", "fluent", "orjson")
# What of the standard library reaches the world.
TOUCHING = (
    *("asyncio", "concurrent", "ctypes", "getpass", "glob", "http", "io", "logging", "multiprocessing", "os"),
    *("platform", "random", "secrets", "select", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl"),
    *("subprocess", "tempfile", "threading", "time", "urllib.request", "uuid", "webbrowser"),
)


def core_is_pure(house: House) -> list[str]:
    """Name what core imports besides itself, the records, fluent, orjson and the quiet part of the standard library."""
    return [
        f"{module.path}:{one.line} imports {one.target}"
        for module in house.below("bot.core")
        for one in module.imports
        if not under(one.target, *CORE_MAY)
        and (one.target.split(".")[0] not in sys.stdlib_module_names or under(one.target, *TOUCHING))
    ]


def storage_stands_alone(house: House) -> list[str]:
    """Name what storage imports of the bot or of Slack."""
    return _imports(house.below("storage"), lambda name: under(name, "bot", "slack_sdk", "slack_bolt"))


def workspace_stands_alone(house: House) -> list[str]:
    """Name what the local workspace imports of the bot: it may know no more of it than Slack does."""
    return _imports(
        house.below("bot.workspace"), lambda name: under(name, *("bot", "storage")) and not under(name, "bot.workspace")
    )


def _imports(modules: list[Module], refused: Callable[[str], bool]) -> list[str]:
    return [f"{one.path}:{it.line} imports {it.target}" for one in modules for it in one.imports if refused(it.target)]


def room_of(name: str) -> str | None:
    """The first folder or file below `bot/`, or `storage`; None for `bot` itself."""
    parts = name.split(".")
    return "storage" if parts[0] == "storage" else parts[1] if len(parts) > 1 else None


def rooms_and_arrows(house: House) -> tuple[set[str], set[tuple[str, str]]]:
    """Every room, and every ordered pair of rooms with at least one import."""
    rooms = {room for name in house.modules if (room := room_of(name))}
    pairs = {(room_of(name), room_of(target)) for name, targets in house.edges.items() for target in targets}
    return rooms, {(here, there) for here, there in pairs if here and there and here != there}


def rooms_are_few(house: House) -> list[str]:
    """Count rooms and arrows."""
    rooms, arrows = rooms_and_arrows(house)
    counted = ((len(rooms), MAX_ROOMS, "rooms"), (len(arrows), MAX_ARROWS, "arrows between rooms"))
    return [f"{count} {what}, at most {limit}" for count, limit, what in counted if count > limit]


def imports_go_down(house: House) -> list[str]:
    """Name imports that go to a room above, and rooms that the order does not know."""
    found = [f"{room} is not in the order of rooms" for room in rooms_and_arrows(house)[0] if room not in ORDER]
    for name, targets in house.edges.items():
        for target, line in targets.items():
            for order, depth in ((ORDER, 1), (CORE_ORDER, 2)):
                here, there = _place(name, order, depth), _place(target, order, depth)
                if here is not None and there is not None and here > there:
                    found.append(f"{house.modules[name].path}:{line} imports {target}, which stands above")
    return found


def _place(name: str, order: list[str], depth: int) -> int | None:
    """A module's place in an order. depth 1: among the rooms; 2: inside core."""
    if depth == 1:
        return order.index(room) if (room := room_of(name)) in order else None
    parts = name.split(".")
    room = parts[2] if parts[:2] == ["bot", "core"] and len(parts) > 2 else None
    return order.index(room) if room in order else None


def no_import_circle(house: House) -> list[str]:
    """Name groups of modules that import each other, wherever the imports stand."""
    return [" <-> ".join(group) for group in circles({name: list(to) for name, to in house.edges.items()})]
