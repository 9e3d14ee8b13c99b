"""The generated parts of the author guide; ``python -m tests.guide`` writes them into ``decks/README.md``."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashcards.cli import cli
from flashcards.compiler import concepts, item_shapes, kinds, manifest
from flashcards.lint import engine

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE = Path(__file__).parent.parent / "decks" / "README.md"


def parts() -> dict[str, str]:
    """Marker → the Markdown between its two comments."""
    head = {name: text for name, text in concepts.schema_shape().about.items() if name in concepts.HEAD}
    return {
        "head": _table(head),
        "item": _table(item_shapes.ABOUT),
        "kinds": _kinds(),
        "sources": _table({"title": "title of the work", **manifest.SOURCE.about}),
        "deck": _table(manifest.DECK.about),
        "lint": "\n\n".join(map(_rule, engine.discover())),
        "commands": "\n".join(["| command | does | options |", "|---|---|---|", *map(_command, commands())]),
    }


def commands(*, groups: bool = False) -> Iterator[click.Context]:
    """Every command: ``flashcards new deck``, and ``flashcards new`` with ``groups``."""
    return _commands(click.Context(cli, info_name="flashcards"), groups)


def _commands(context: click.Context, groups: bool) -> Iterator[click.Context]:
    if groups or not isinstance(context.command, click.Group):
        yield context
    if not isinstance(context.command, click.Group):
        return
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        assert command is not None
        yield from _commands(click.Context(command, context, name), groups)


def options(context: click.Context) -> list[str]:
    """The long names of a command's options, each with the name that says the opposite: ``--lint/--no-lint``."""
    found = [o for o in context.command.params if isinstance(o, click.Option) and not o.hidden]
    return ["/".join([option.opts[-1], *option.secondary_opts]) for option in found]


def _command(context: click.Context) -> str:
    arguments = [one for one in context.command.params if isinstance(one, click.Argument)]
    usage = " ".join([context.command_path, *map(_argument, arguments)])
    return f"| `{usage}` | {context.command.get_short_help_str(200)} | {', '.join(f'`{o}`' for o in options(context))} |"


def _argument(argument: click.Argument) -> str:
    name = (argument.name or "").upper()
    return argument.metavar or (name if argument.required else f"[{name}]")


def _table(about: dict[str, str]) -> str:
    rows = [f"| `{name}` | {text.replace('|', chr(92) + '|')} |" for name, text in about.items()]
    return "\n".join(["| key | is |", "|---|---|", *rows])


def _kinds() -> str:
    """Each kind's module docstring as a chapter, in the order of the kinds."""
    modules = [
        importlib.import_module(f"{kinds.__name__}.{m.name}") for m in pkgutil.iter_modules(kinds.__path__)
    ]
    modules.sort(key=lambda module: min(kind.rank for kind in module.KINDS))
    return "\n\n".join(_chapter(module.__doc__ or "") for module in modules)


def _chapter(doc: str) -> str:
    sections = re.findall(r"`(\w+)`", doc.partition(":")[0])
    text, example = doc.strip().split("\n\n    ", 1)
    yaml = re.sub(r"(?m)^ {4}", "", "    " + example)
    return f"### {', '.join(sections)}\n\n{text}\n\n```yaml\n{yaml}\n```"


def _rule(code: str) -> str:
    """A rule's entry, as ``check --explain`` prints it."""
    title, text = engine.explain(code).split("\n\n", 1)
    text, _, thresholds = text.partition("\n\nThresholds, set in deck.yaml under lint:\n")
    settings = ", ".join(f"`{line.strip()}`" for line in thresholds.splitlines())
    return f"### {title}\n\n{text}" + (f"\n\nThresholds: {settings}" if settings else "")


def current(guide: str) -> str:
    """The guide with every generated part renewed."""
    for name, text in parts().items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        guide, count = pattern.subn(lambda found, text=text: f"{found[1]}{text}\n{found[2]}", guide)  # type: ignore[misc]  # bound at once
        assert count == 1, f"the guide has no place for {name}"
    return guide


if __name__ == "__main__":
    GUIDE.write_text(current(GUIDE.read_text("utf-8")), "utf-8")
