"""Read the texts and images of a deck at a git revision.

Git is only asked for objects: nothing is checked out or fetched, and no hook, filter or alias runs.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from flashcards.compiler.texts import Texts
from flashcards.loading.layout import MAX_MEDIA, belongs, image, phrases
from flashcards.model import Place, Problem
from flashcards.releases import lock, lock_reader
from flashcards.syntax import reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flashcards.model import Media

_MAX_LISTING: Final = 16 << 20  # bytes; about 150,000 files
_MAX_TOTAL: Final = 512 << 20  # bytes of one revision of one deck
_FILE_MODES: Final = {"100644", "100755"}  # no links, no submodules
_SET_BY_HOOKS: Final = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
_CONFINED: Final = {
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone would fetch missing objects
    "GIT_ALLOW_PROTOCOL": "none",  # the same for a git too old to know that variable
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}


class RevisionError(Exception):
    """The revision doesn't exist or holds no deck. The text tells the user what to do."""


class Revision(NamedTuple):
    """A deck's folder at a commit.

    ``name`` is the revision as the user wrote it; ``folder`` is relative to the repository, "" for its root.
    """

    repository: Path
    name: str
    commit: str
    folder: str


class Entry(NamedTuple):
    """A file of a commit: git's id of its content, its size in bytes, and its path."""

    id: str
    size: int
    path: str  # relative to the deck's folder


def resolve(name: str, deck: Path) -> Revision:
    """Return the revision ``name`` of the deck in the folder ``deck``, which may no longer exist.

    A name like ``REV:folder`` gives the deck's folder in the repository at that revision instead.

    Raises:
        RevisionError: There is no such revision or no repository, or the deck isn't in it.
    """
    start = next(folder for folder in (deck.absolute(), *deck.absolute().parents) if folder.is_dir())
    repository = Path(line(start, "rev-parse", "--show-toplevel"))
    name, _, folder = name.partition(":") if "{" not in name else (name, "", "")
    if not folder:
        path = deck.resolve()
        if not path.is_relative_to(repository.resolve()):
            raise RevisionError(f"{deck} is not in the git repository {repository}")
        folder = path.relative_to(repository.resolve()).as_posix()
    commit = line(repository, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    return Revision(repository, name, commit, "" if folder == "." else folder.strip("/"))


def last_change(deck: Path, name: str) -> Revision:
    """Return the last commit that changed the file ``name`` of the deck in the folder ``deck``.

    Raises:
        RevisionError: There is no such commit or no repository.
    """
    head = resolve("HEAD", deck)
    path = PurePosixPath(head.folder, name)
    commit = line(head.repository, "rev-list", "--max-count=1", head.commit, "--", str(path))
    if not commit:
        raise RevisionError(f"{deck / name} was never committed")
    return head._replace(name=commit[:12], commit=commit)


def load(revision: Revision) -> Texts:
    """Read every text and image of the deck at a revision.

    Paths in problems look like ``main:decks/x/deck.yaml``. Files that don't belong to a deck are skipped.

    Raises:
        RevisionError: There is no deck in that folder, or it is too large.
    """
    entries = {entry.path: entry for entry in _entries(revision)}
    if "deck.yaml" not in entries:
        raise RevisionError(
            f'there is no deck in "{revision.folder or "."}" at {revision.name}; if it was in another folder then, '
            f"write {revision.name}:FOLDER"
        )
    files = [entry for entry in entries.values() if belongs(PurePosixPath(entry.path))]
    if sum(entry.size for entry in files) > _MAX_TOTAL:
        raise RevisionError(f"the deck at {revision.name} holds more than {_MAX_TOTAL >> 20} MiB")
    with objects(revision.repository) as read:
        return _texts(revision, ((entry, read(entry)) for entry in files))


def _texts(revision: Revision, files: Iterable[tuple[Entry, bytes]]) -> Texts:
    problems: list[Problem] = []
    texts: dict[str, tuple[str, str]] = {}
    media: list[Media] = []
    unread = set()
    record = None
    for entry, data in files:
        shown = f"{revision.name}:{PurePosixPath(revision.folder, entry.path)}"
        if entry.path.startswith("media/"):
            try:
                media.append(image(entry.path.removeprefix("media/"), data, shown))
            except OSError as error:
                message = f"the image can't be used: {error.strerror}"
                problems.append(Problem(Place(shown), "bad-image", message))
        elif entry.path == lock.NAME:
            record = (shown, data)
        else:
            text, found = reader.decode(shown, data)
            problems += found
            if not found:
                texts[entry.path] = (shown, text)
            elif entry.path.startswith("concepts/"):
                unread.add(PurePosixPath(entry.path).stem)
    concepts = [path for path in texts if path.startswith("concepts/")]
    return Texts(
        root=f"{revision.name}:{revision.folder}",
        deck=texts.get("deck.yaml"),
        sources=texts.get("sources.yaml"),
        concepts=tuple((texts[path][0], PurePosixPath(path).stem, texts[path][1]) for path in concepts),
        media=tuple(media),
        problems=tuple(problems),
        lock=record,
        phrases=phrases(),
        unread=frozenset(unread),
    )


# --- git ---------------------------------------------------------------------------------------------------------


def _entries(revision: Revision) -> Iterator[Entry]:
    """Yield the files below the deck's folder; none if there is no such folder."""
    folder = PurePosixPath(revision.folder)
    if ".." in folder.parts:
        return
    below = f"{folder}/" if folder.parts else ""
    paths = ("--", below) if below else ()
    listing = run(revision.repository, "ls-tree", "-r", "-l", "-z", "--full-tree", revision.commit, *paths)
    for line in listing.decode("utf-8", "replace").split("\0"):
        facts, _, path = line.partition("\t")
        if path.startswith(below) and path:
            mode, _, name, size = facts.split()
            if mode in _FILE_MODES:
                yield Entry(name, int(size), path.removeprefix(below))


@contextmanager
def objects(repository: Path) -> Iterator[Reader]:
    """Run a git process that reads objects."""
    process = _start(repository, "cat-file", "--batch")
    try:
        yield Reader(process)
    finally:
        process.kill()
        process.communicate()


class Reader:
    """Reads one object after the other from a ``git cat-file --batch``."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.asked, self.answers = _stream(process.stdin), _stream(process.stdout)

    def __call__(self, entry: Entry) -> bytes:
        """Return a file's content; of one that is too large, just enough to tell that it is."""
        try:
            self.asked.write(f"{entry.id}\n".encode())
            self.asked.flush()
            head = self.answers.readline(200).split()
        except OSError:
            head = []
        if head[1:] != [b"blob", str(entry.size).encode()]:
            raise RevisionError(f"git can't read {entry.path} (a partial or damaged clone?)")
        most = lock_reader.MOST_BYTES if entry.path == lock.NAME else MAX_MEDIA
        data = self.answers.read(min(entry.size, most + 1))
        left = entry.size - len(data) + 1
        while left > 0 and (part := self.answers.read(min(left, 1 << 20))):
            left -= len(part)
        return data


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def line(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return the line that it prints. Raises RevisionError."""
    return run(folder, *arguments).decode("utf-8", "surrogateescape").rstrip("\n")


def run(folder: Path, *arguments: str) -> bytes:
    """Run git in a folder and return what it prints. Raises RevisionError."""
    process = _start(folder, *arguments)
    output = _stream(process.stdout).read(_MAX_LISTING + 1)
    if len(output) > _MAX_LISTING:
        process.kill()
    _, complaint = process.communicate()
    if len(output) > _MAX_LISTING:
        raise RevisionError("that folder has more files than a deck can have")
    if process.returncode:
        raise RevisionError(_sentence(folder, arguments, complaint.decode("utf-8", "replace")))
    return output


def _start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in _SET_BY_HOOKS}
    try:
        return subprocess.Popen(  # noqa: S603 - no shell, and the user's words come after --end-of-options
            ["git", "--no-pager", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | _CONFINED,
        )
    except FileNotFoundError:
        raise RevisionError(
            "git is not installed, so no revision can be read; name a folder or a package"
        ) from None


def _sentence(folder: Path, arguments: tuple[str, ...], complaint: str) -> str:
    """Say why git failed. Git's own words are shown, but nothing depends on them."""
    if "--verify" in arguments:
        name = arguments[-1].removesuffix("^{commit}")
        return (
            f'"{name}" is not a deck folder, a package or a git revision here '
            "(in a shallow clone: git fetch --unshallow)"
        )
    if not any((above / ".git").exists() for above in (folder.resolve(), *folder.resolve().parents)):
        return "the deck is not in a git repository, so it has no revisions; name a folder or a package"
    words = complaint.strip().splitlines()[-1:] or ["git gave no reason"]
    return f"git can't read that revision (a partial or damaged clone?): {words[0]}"
