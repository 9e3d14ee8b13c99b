"""The program's entry. ``--version`` and the number for a status line are answered before anything else is imported.

Here end what no command can answer for: Ctrl-C at any moment, and an output that takes no more.
"""

import gc
import os
import sys
import time

from flashcards import __version__


def main() -> None:
    """Run the command line, and end with its exit code: 130 after Ctrl-C, 1 if the output can't be written."""
    try:
        _open_streams()
        try:
            code = _run()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # whoever read has enough: "flashcards check | head"
        code = _hushed()
    except OSError as error:
        code = _hushed()
        what = error.filename or "the output can't be written"
        _complain(f"Stopped: {what}: {error.strerror or error}")
    sys.stderr.flush()
    os._exit(code)  # what Python does at its end, freeing a deck value by value, is a tenth of a build


def _run() -> int:
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"flashcards {__version__}\n")
        return 0
    if sys.argv[1:3] == ["stats", "--due"]:
        from flashcards.reviews import due  # noqa: PLC0415 - as below

        number = due.quickly(sys.argv[3:], os.environ, time.time())
        if number is not None:
            sys.stdout.write(f"{number}\n")
            return 0
    return _command()


def _command() -> int:
    """Run click, whose own way to end would take Ctrl-C for a refusal.

    Without the garbage collector, which finds nothing while modules are loaded; what runs for long turns it on.
    """
    gc.disable()
    from click import Abort, ClickException  # noqa: PLC0415 - a third of the start-up time

    from flashcards.cli import cli  # noqa: PLC0415 - likewise

    try:
        code = cli.main(prog_name="flashcards", standalone_mode=False)
    except ClickException as error:
        error.show()
        return error.exit_code
    except Abort as error:
        return 130 if isinstance(error.__cause__, KeyboardInterrupt) else 1
    return code if isinstance(code, int) else 0


def _open_streams() -> None:
    """Give standard streams that were closed (``>&-``) a place, so that no file of ours takes their numbers."""
    closed = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None]
    for name in closed:
        nowhere = os.open(os.devnull, os.O_RDWR)
        setattr(sys, name, os.fdopen(nowhere, "r" if name == "stdin" else "w", closefd=False))
    if "stdout" in closed:
        raise OSError(None, "it is closed")


def _hushed() -> int:
    """Lead the output nowhere, lest Python complain of it when it ends; the exit code."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return 1


def _complain(text: str) -> None:
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:  # it has no room either
        os.dup2(1, 2)


if __name__ == "__main__":
    main()
