"""The program's entry. ``--version`` and the number for a status line are answered before anything else is imported."""

import os
import sys
import time

from flashcards import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"flashcards {__version__}\n")
        return
    if sys.argv[1:3] == ["stats", "--due"]:
        from flashcards import due  # noqa: PLC0415 - as below

        number = due.quickly(sys.argv[3:], os.environ, time.time())
        if number is not None:
            sys.stdout.write(f"{number}\n")
            return
    from flashcards.cli import cli  # noqa: PLC0415 - a third of the start-up time

    cli(prog_name="flashcards")


if __name__ == "__main__":
    main()
