"""The commands, one module each, imported only when called."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, ClassVar

import click

from flashcards import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Group(click.Group):
    """A group that answers a mistyped command with the closest one, or lists them all."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command as click does, but suggest the closest name after a mistake."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            from flashcards.syntax.suggest import nearest  # noqa: PLC0415 - only after a mistake

            hint = nearest(args[0], known) or f"; the commands are: {', '.join(known)}"
            ctx.fail(f'there is no command "{args[0]}"{hint}')
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """A group whose commands are modules, imported when called; a table holds their short help texts."""

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
        "lock": "Unite two records of releases after a merge in git.",
        "quiz": "Study a deck in the terminal.",
        "stats": "Show reviews, retention and what comes due.",
        "sync": "Join your machines through a folder.",
        "merge-log": "Add the reviews of another database.",
        "backup": "Copy the reviews database safely.",
        "progress": "Carry reviews between Anki and the quiz.",
        "fit": "Fit FSRS to your own memory.",
        "exam": "Plan for an exam.",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command's module and return its command, or None for an unknown name."""
        if cmd_name not in self.table:
            return None
        module = "import_" if cmd_name == "import" else cmd_name  # a module can't have a keyword's name
        command = importlib.import_module(f"{self.package}.{module.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete names and options in a shell, with the help texts of the table."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for completion

        names = [
            CompletionItem(name, help=text)
            for name, text in self.table.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the table as the list of commands in the help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "FLASHCARDS"},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """A compiler for courses: concept YAML in, Anki packages out.

    DECK is a deck's id or folder. If you leave it out, flashcards uses the current folder if it is a deck, else the
    only deck under ./decks, else the one in FLASHCARDS_DECKS, else the bundled deck.

    \b
    Examples:
      flashcards build                        build an Anki package of the current deck
      flashcards new deck cell-biology        start a deck of your own
      flashcards check                        list its problems, with hints
      flashcards quiz                         study it in the terminal

    Exit codes: 0 success, 1 problems found or nothing written, 2 wrong usage.
    """
