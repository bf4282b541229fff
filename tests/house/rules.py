"""Every rule of the house. Each takes a checkout and returns its violations, a sentence each."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from tests.house import building, names, rooms
from tests.house.trees import House

MAX_LINES, MAX_FUNCTION = 300, 40
CLOCKS = {
    *(f"time.{name}" for name in ("time", "time_ns", "clock_gettime", "clock_gettime_ns", "ctime", "localtime")),
    *(f"time.{name}" for name in ("gmtime", "strftime", "asctime")),
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
}
READS_TIME = {
    "bot/app/clock.py": "the one clock",
    "bot/sentry/replay.py": "a command without a bot around it; it signs as Sentry does",
    "bot/workspace/server.py": "the stand-in for Slack has a clock of its own unless it is given one",
}
VAGUE = re.compile(r"utils?|helpers?|common|manager|factory|misc")


def one_clock(house: House) -> list[str]:
    """Name who reads the time besides the clock, by whatever name."""
    found = []
    for module in house.modules.values():
        if module.path in READS_TIME:
            continue
        found += [f"{module.path}:{one.line} imports {one.target}" for one in module.imports if one.target in CLOCKS]
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and module.meaning(node) in CLOCKS:
                found.append(f"{module.path}:{node.lineno} reads {module.meaning(node)}")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
                name = f"{module.meaning(node.args[0])}.{getattr(node.args[1], 'value', '')}"
                found += [f"{module.path}:{node.lineno} reads {name}"] if name in CLOCKS else []
    return found


def everything_is_small(house: House) -> list[str]:
    """Name modules longer than a few screens and functions longer than one."""
    found = []
    for module in house.modules.values():
        lines = module.text.count("\n")
        found += [f"{module.path} has {lines} lines"] if lines > MAX_LINES else []
        for node in module.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                long = (node.end_lineno or 0) - node.lineno + 1
                found += [f"{module.path}:{node.lineno} {node.name} has {long} lines"] if long > MAX_FUNCTION else []
    return found


def files_say_what_they_hold(house: House) -> list[str]:
    """Name files that are called after nothing in particular."""
    return [one.path for one in house.modules.values() if VAGUE.search(Path(one.path).stem)]


def class_names_are_unique(house: House) -> list[str]:
    """Name classes of which there are two."""
    places: dict[str, list[str]] = {}
    for module in house.modules.values():
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{module.path}:{node.lineno}")
    return [f"{name}: {', '.join(where)}" for name, where in places.items() if len(where) > 1]


def packages_hold_no_code(house: House) -> list[str]:
    """Name what stands in an `__init__.py` besides its docstring, imports and `__all__`."""
    return [
        f"{module.path}:{node.lineno} holds code"
        for module in house.modules.values()
        if module.path.endswith("__init__.py")
        for number, node in enumerate(module.tree.body)
        if not (
            isinstance(node, ast.Import | ast.ImportFrom)
            or (number == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or (isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["__all__"])
        )
    ]


RULES: tuple[Callable[[House], list[str]], ...] = (
    rooms.core_is_pure,
    rooms.storage_stands_alone,
    rooms.workspace_stands_alone,
    rooms.rooms_are_few,
    rooms.imports_go_down,
    rooms.no_import_circle,
    building.only_wiring_builds,
    building.nothing_is_built_at_import,
    building.settings_are_read,
    one_clock,
    everything_is_small,
    files_say_what_they_hold,
    class_names_are_unique,
    packages_hold_no_code,
    names.names_in_prose_exist,
)
