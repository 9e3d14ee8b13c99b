"""The commands, one module each, imported only when called."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, ClassVar

import click

from flashcards import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Group(click.Group):
    """A group that answers a slip in a command's name with the nearest one, or with all."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but with the nearest command suggested."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415 - only after a mistake

            close = get_close_matches(args[0], known, n=1)
            hint = f' Did you mean "{close[0]}"?' if close else f" Commands: {', '.join(known)}."
            ctx.fail(f'There is no command "{args[0]}".{hint}')
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """A group whose commands are modules of a package; the short helps stand in a table so that none is imported."""

    package: ClassVar[str] = "flashcards.cli"
    table: ClassVar[dict[str, str]] = {
        "build": "Check a deck and write its Anki package.",
        "check": "Report every problem of a deck.",
        "release": "Release a deck to learners and record it.",
        "explain": "Say what a note is and what the next release does to it.",
        "diff": "Say what learners will see of a change.",
        "preview": "See every card in the browser, or one concept's in the terminal.",
        "new": "Begin a deck or a concept.",
        "draft": "Make a concept file from a saved page.",
        "import": "Turn an old deck into concept files.",
        "rename": "Give a concept, item or point another name, or move an item.",
        "quiz": "Study a deck in the terminal.",
        "stats": "Show reviews, retention and what comes due.",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command's module."""
        if cmd_name not in self.table:
            return None
        module = "import_" if cmd_name == "import" else cmd_name  # a module can't have a keyword's name
        command = importlib.import_module(f"{self.package}.{module}").command
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names and short helps for a shell's Tab, from the table."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only in a shell's Tab

        named = [
            CompletionItem(name, help=text)
            for name, text in self.table.items()
            if name.startswith(incomplete)
        ]
        return named + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The table as help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "FLASHCARDS"},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """A compiler for courses: concept YAML in, Anki packages out.

    DECK is a deck's id or folder. Without it the folder that you are in is taken if it is a deck, else the only
    deck under ./decks, else the one in FLASHCARDS_DECKS, else the deck that comes with flashcards.

    \b
    Examples:
      flashcards build                        an Anki package of the deck at hand
      flashcards new deck cell-biology        begin one of your own
      flashcards check                        every problem of it, with what to do
      flashcards quiz                         study it in the terminal

    Exit codes: 0 fine, 1 problems found or nothing written, 2 wrong usage.
    """
