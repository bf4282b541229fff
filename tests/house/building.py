"""The rules of building: only wiring builds what runs, and nothing is built by an import."""

import ast
from collections.abc import Iterator

from tests.house.trees import House, Module, under

WIRING = ("bot/app/wiring.py", "bot/app/slack.py", "bot/app/sentry.py")
# Who else builds a service, and why: path, class, reason.
BUILDERS = (
    ("bot/cli/", "bot.app.clock.Clock", "a terminal command runs without a bot around it"),
    (
        "bot/cli/digest.py",
        "bot.group.digest_publisher.DigestPublisher",
        "the same; it shows or repeats what the bot posts",
    ),
)

# A field that only decides whether another field is accepted, so that config alone reads it.
READ_BY_CONFIG = {"sentry_insecure": "allows SENTRY_URL to be http:// on another machine"}

OPENS = {"open", "connect", "read_text", "read_bytes", "write_text", "getenv", "urlopen", "start", "Thread", "socket"}


def services(house: House) -> set[str]:
    """The classes that wiring builds: ours, outside core, with methods; values that it passes along are none."""
    built = {
        house.origin(module.meaning(node.func))
        for module in house.modules.values()
        if module.path in WIRING
        for node in module.nodes
        if isinstance(node, ast.Call)
    }
    return {
        name
        for name, (module, node) in house.classes.items()
        if name in built
        and not under(module.name, "bot.core")
        and any(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) for one in node.body)
    }


def only_wiring_builds(house: House) -> list[str]:
    """Name modules that build a service themselves: by its name, by another name, through its module or a partial."""
    wired = services(house)
    return [
        f"{module.path}:{line} builds {name}"
        for module in house.below("bot")
        if module.path not in WIRING
        for name, line in built_by(house, module).items()
        if name in wired and not _may_build(module.path, name)
    ]


def built_by(house: House, module: Module) -> dict[str, int]:
    """What a module calls, or hands to somebody who may call it, with a line."""
    calls = [node for node in module.nodes if isinstance(node, ast.Call)]
    return {name: call.lineno for call in calls for name in _built(house, module, call)}


def _may_build(path: str, name: str) -> bool:
    return any(path.startswith(start) and name == built for start, built, _ in BUILDERS)


def _built(house: House, module: Module, call: ast.Call) -> Iterator[str]:
    """The classes that a call builds, or hands to somebody who will."""
    if isinstance(call.func, ast.Name) and call.func.id in {"isinstance", "issubclass", "cast"}:
        return
    given = [*call.args, *(one.value for one in call.keywords)]
    for node in (call.func, *given):
        if (name := house.origin(module.meaning(node))) is not None:
            yield name
    if isinstance(call.func, ast.Attribute) and (name := house.origin(module.meaning(call.func.value))) is not None:
        yield name


def nothing_is_built_at_import(house: House) -> list[str]:
    """Name services built, files opened and the environment read while a module is imported."""
    wired = services(house)
    found = []
    for module in house.modules.values():
        for node in _run_at_import(module.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "os.environ":
                found.append(f"{module.path}:{node.lineno} reads os.environ")
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in OPENS or house.origin(module.meaning(node.func)) in wired:
                    found.append(f"{module.path}:{node.lineno} calls {ast.unparse(node.func)}")
    return found


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs while a module is imported: all but the bodies of functions and lambdas."""
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _run_at_import(child)


def settings_are_read(house: House) -> list[str]:
    """Name fields of Settings that nothing outside config reads, itself or through a property."""
    fields, properties = _settings(house)
    read = {
        node.attr
        for module in house.below("bot")
        if module.name != "bot.config"
        for node in module.nodes
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1].lstrip("_") == "settings"
    }
    for name in read & properties.keys():
        read = read | properties[name]
    return [f"nothing reads Settings.{name}" for name in fields if name not in read | READ_BY_CONFIG.keys()]


def _settings(house: House) -> tuple[list[str], dict[str, set[str]]]:
    """Names of the fields, and of each method or property what it reads of itself."""
    body = house.classes["bot.config.Settings"][1].body
    fields = [node.target.id for node in body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    properties = {
        node.name: {
            one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and ast.unparse(one.value) == "self"
        }
        for node in body
        if isinstance(node, ast.FunctionDef)
    }
    return fields, properties
