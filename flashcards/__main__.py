"""The program's entry. ``--version`` is answered before anything else is imported."""

import sys

from flashcards import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"flashcards {__version__}\n")
        return
    from flashcards.cli import cli  # noqa: PLC0415 - a third of the start-up time

    cli(prog_name="flashcards")


if __name__ == "__main__":
    main()
