"""Start the program, and end it without a traceback after Ctrl-C and on unwritable output.

``--version`` and ``stats --due`` are answered before anything else is imported.
"""

import gc
import os
import sys
import time

from flashcards import __version__


def main() -> None:
    """Run the command line and exit with its code: 130 after Ctrl-C, 1 if the output can't be written."""
    try:
        _open_streams()
        try:
            code = _run()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # the reader stopped reading, as in "flashcards check | head"
        code = _silence()
    except OSError as error:
        code = _silence()
        what = error.filename or "the output can't be written"
        _complain(f"Stopped: {what}: {error.strerror or error}")
    sys.stderr.flush()
    # Python would free a deck object by object first: 0.5 s of 2.9 s for a build of 1,000 concepts, 9 ms of 53 for --help.
    os._exit(code)


def _run() -> int:
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"flashcards {__version__}\n")
        return 0
    if sys.argv[1:3] == ["stats", "--due"]:
        from flashcards.reviews import due  # noqa: PLC0415 - --version doesn't need it

        number = due.quickly(sys.argv[3:], os.environ, time.time())
        if number is not None:
            sys.stdout.write(f"{number}\n")
            return 0
    return _command()


def _command() -> int:
    """Run click and return the exit code; click itself would exit with 1 after Ctrl-C.

    The garbage collector is off: a build makes hardly any cycles, and looking for them takes 0.9 s of 3.3 s for 1,000
    concepts. What runs for long (the quiz, ``preview --watch``) switches it on.
    """
    gc.disable()
    from click import Abort, ClickException  # noqa: PLC0415 - a third of the start-up time

    from flashcards.cli import cli  # noqa: PLC0415 - imports click

    try:
        code = cli.main(prog_name="flashcards", standalone_mode=False)
    except ClickException as error:
        error.show()
        return error.exit_code
    except Abort as error:
        return 130 if isinstance(error.__cause__, KeyboardInterrupt) else 1
    return code if isinstance(code, int) else 0


def _open_streams() -> None:
    """Reopen closed standard streams (``>&-``) on /dev/null, so that no other file gets their numbers.

    Raises:
        OSError: Standard output was closed, so the command's result would be lost.
    """
    closed = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None]
    for name in closed:
        null = os.open(os.devnull, os.O_RDWR)
        setattr(sys, name, os.fdopen(null, "r" if name == "stdin" else "w", closefd=False))
    if "stdout" in closed:
        raise OSError(None, "it is closed")
    if not all((stream.encoding or "utf-8").lower() == "utf-8" for stream in (sys.stdout, sys.stderr)):
        from flashcards.cli.shared import encoding  # noqa: PLC0415 - nearly every output is UTF-8

        encoding.prepare(sys.stdout, sys.stderr)


def _silence() -> int:
    """Redirect stdout to /dev/null so that no further write fails; return the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 1


def _complain(text: str) -> None:
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:  # standard error can't be written either
        os.dup2(1, 2)


if __name__ == "__main__":
    main()
