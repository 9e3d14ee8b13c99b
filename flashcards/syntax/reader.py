"""YAML text → nodes that know their place. With ``slips`` the only module that imports yaml.

Every scalar stays the string that the author typed; duplicate keys, anchors, aliases, tags, directives and
further documents are problems; depth and size are bounded. PyYAML's C events are used because its C composer
crashes on deep nesting and its constructor changes types.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # missing from the types
from yaml.scanner import ScannerError

from flashcards.model import Level, Place, Problem
from flashcards.syntax import errors
from flashcards.syntax.nodes import ESCAPE, File, Mapping, Node, Scalar, Sequence
from flashcards.text import characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_BYTES = 1 << 20
MAX_DEPTH = 50
MAX_NODES = 20_000
MAX_VALUE = 10_000  # characters of one value; whoever makes cards of it repeats it
MAX_MARKS = 30  # combining marks in a row, as in Unicode's stream-safe form: sorting takes the square
_MAX_SLIPS = 25
_MOST_READ = 4 << 20  # characters that are read again behind slips
_INDENT = "yaml-indent"

# Escapes that an author of TeX did not mean: \theta, \nu; "\nabla" would be a new line and "abla".
_TEX_ESCAPE = re.compile(r"\\(?=t[A-Za-z]|n(?:abla|eq|u|ot(?:in)?|e|i)(?![A-Za-z]))(.)")
_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")  # combining marks are no word characters
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( .*)?$", re.MULTILINE)
# Is there a word like #5 behind white space? The sign comes first in the pattern, so that it is found fast.
_HASH = re.compile(r"#(?<=[ \t]#)[^\s#]")
_CUT_OFF = re.compile(r"[ \t]+(#[^\s#]\S*)")


_new = tuple.__new__  # what the classes do, one call sooner: a course has a hundred values a file


def decode(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """Bytes of a file → its text: UTF-8, byte order mark and CRLF accepted, normalised to NFC."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; {MAX_BYTES:,} is the most that is read"
        return "", [Problem(Place(path), "too-large", message, "split it into several concepts")]
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "", [Problem(Place(path), "not-utf8", "the file is UTF-16", "save it as UTF-8")]
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        place = Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return "", [Problem(place, "not-utf8", message, "save the file as UTF-8")]
    text = text.replace("\r\n", "\n")
    if (at := _piled(text)) is not None:
        return "", [Problem(File(path, text).place_at(at), "piled-marks", *_PILED)]
    return unicodedata.normalize("NFC", text), []


_PILED = (f"more than {MAX_MARKS} combining marks stand in a row", "delete them; letters carry one or two")


def _piled(text: str) -> int | None:
    """Where the first row of too many combining marks goes beyond the limit."""
    if text.isascii():
        return None
    for found in _MARKS.finditer(text):
        row = 0
        for at, character in enumerate(found[0], found.start()):
            row = row + 1 if unicodedata.combining(character) else 0
            if row > MAX_MARKS:
                return at
    return None


def read(path: str, text: str) -> tuple[Mapping | None, list[Problem]]:
    """Text → its top-level mapping and every problem on the way; no mapping if it could not be read."""
    file = File(path, text)
    problems = [*islice(_forbidden(file), _MAX_SLIPS), *islice(_conflicts(file), _MAX_SLIPS)]
    if problems:
        return None, problems
    for _ in range(max(min(_MAX_SLIPS, _MOST_READ // (len(text) + 1)), 1)):
        builder, root, error = _built(File(path, text))
        if error:
            slip = errors.explain(file.path, text, error, errors.Around(builder.inside, builder.collection))
            guessed = slip.problem.code == _INDENT and any(p.code == _INDENT for p in problems)
            if guessed or slip.problem in problems:
                return None, problems
            problems.append(slip.problem)
            if slip.repaired is None:
                return None, problems
            text = slip.repaired
            continue
        problems += _without_echoes(builder.problems, problems)
        problems += islice(_cut_off(builder.file, root), _MAX_SLIPS) if root and _HASH.search(text) else ()
        break
    else:
        return None, problems
    if isinstance(root, Mapping):
        return root, problems
    if not problems:
        problems.append(_not_a_mapping(file, root))
    return None, problems


def _built(file: File) -> tuple[_Builder, Node | None, yaml.MarkedYAMLError | None]:
    """What one pass finds: a node, or where a limit of ours is passed, or where YAML itself can't go on.

    The library reads ahead and has limits of its own, so its error may come before an event that is beyond ours.
    What stands before the error is therefore built alone, and what stops that is told under every version of it.
    """
    builder = _Builder(file)
    try:
        return builder, builder.build(), None
    except yaml.MarkedYAMLError as error:
        for mark in (error.problem_mark, error.context_mark):
            text = file.text[: mark.index if mark else 0]
            before = _Builder(File(file.path, text))
            try:
                before.build()
            except yaml.MarkedYAMLError as earlier:
                if _before_brackets(earlier, text):
                    return before, None, earlier
            if before.full:
                return before, None, None
        return builder, None, error


def _before_brackets(error: yaml.MarkedYAMLError, text: str) -> bool:
    """Whether an error in the beginning of a text has more brackets behind it than we have levels.

    Then the library may have stopped for those brackets only, and the error in front of them is the one to tell.
    """
    scanned = isinstance(error, ScannerError)
    mark = error.context_mark if scanned else error.problem_mark
    rest = text[mark.index :] if mark else ""
    return rest.count("[") + rest.count("{") > MAX_DEPTH and (not scanned or rest[0] in "[{")


def _without_echoes(found: list[Problem], slipped: list[Problem]) -> list[Problem]:
    """The problems without those that the guess at a wrong indent may have made."""
    if any(problem.code == _INDENT for problem in slipped):
        return [problem for problem in found if problem.code != "duplicate-key"]
    return found


def _cut_off(file: File, root: Node) -> Iterator[Problem]:
    """A warning for each plain text that YAML ends at a word like ``#5``; "# remark" is a comment and meant so."""
    for scalar in _scalars(root):
        if not scalar.style and (found := _CUT_OFF.match(file.text, scalar.end)):
            yield Problem(file.place_at(found.start(1)), *errors.comment(found[1]), Level.WARNING)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
        return
    inner = node.items if isinstance(node, Sequence) else chain.from_iterable(node.entries.values())
    for child in inner:
        yield from _scalars(child)


def _not_a_mapping(file: File, root: Node | None) -> Problem:
    if root is None or (isinstance(root, Scalar) and root.empty):
        return Problem(Place(file.path), "empty-file", "the file is empty")
    hint = 'write "key: value" lines, as in the author guide'
    return Problem(file.place(root), "not-a-mapping", "the file must hold keys with values", hint)


def _forbidden(file: File) -> Iterator[Problem]:
    if file.text.replace("\n", "").isprintable():  # what is forbidden is not printable; most files stop here
        return
    for found in characters.FORBIDDEN.finditer(file.text):
        yield Problem(file.place_at(found.start()), "control-character", *_control(found[0]))


def _control(character: str) -> tuple[str, str]:
    return f"the invisible control character U+{ord(character):04X} is not allowed", "delete it"


def _conflicts(file: File) -> Iterator[Problem]:
    if not any(mark in file.text for mark in ("<<<<<<<", ">>>>>>>", "=======", "|||||||")):
        return
    for found in _CONFLICT.finditer(file.text):
        message = f'"{found[0][:7]}" is the mark of a merge that git left unfinished'
        yield Problem(
            file.place_at(found.start()), "git-conflict", message, "keep one side and delete the marks"
        )


def _makes_control(escape: str) -> bool:
    if escape[1] in "xuU":
        return characters.FORBIDDEN.match(chr(int(f"0x{escape[2:]}", 0))) is not None
    return escape[1] in "0abefrvNLP"


class _TooMuchError(Exception):
    """Stops the reading of a file that is too deep or too large."""


class _Builder:
    """One pass over the events of a file."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.count = 0
        self.full = False
        self.inside = False
        self.collection: Any = None  # the event that began the innermost open one
        # The C parser's own method spares a generator step an event. Its events always have marks, which
        # PyYAML's types declare optional: hence Any.
        self.next: Callable[[], Any] = CParser(file.text).get_event

    def build(self) -> Node | None:
        """The first document's node; None if it is too much. Raises yaml.MarkedYAMLError where YAML stops."""
        self.next()
        start = self.next()
        if isinstance(start, yaml.StreamEndEvent):
            return None
        if start.version or start.tags:
            self._refuse(start, "yaml-directive", "YAML directives (%) are not used here", "delete the line")
        self.inside = True
        try:
            root = self._node(self.next(), 0)
        except _TooMuchError:
            self.full = True
            return None
        self.inside = False
        self.next()
        further = self.next()
        if not isinstance(further, yaml.StreamEndEvent):
            hint = "delete the --- line or make a second file"
            self._refuse(further, "several-documents", "a file holds one document", hint)
        return root

    def _refuse(self, event: Any, code: str, message: str, hint: str) -> None:
        mark = event.start_mark
        self.problems.append(
            Problem(Place(self.file.path, mark.line + 1, mark.column + 1), code, message, hint)
        )

    def _node(self, event: Any, depth: int) -> Node:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            self._refuse(
                event, "too-large", f"more than {MAX_DEPTH} levels or {MAX_NODES:,} values", "split the file"
            )
            raise _TooMuchError
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._unreadable(event, *errors.ALIAS)
        self._refuse_marks(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.MappingStartEvent:
            return self._mapping(event, depth)
        return self._sequence(event, depth)

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(
                event, "yaml-anchor", "anchors (&name) are not used here", "quote the value or delete the &"
            )
        if event.tag is not None:
            self._refuse(
                event, "yaml-tag", "tags (!name) are not used here", "quote the value or delete the !"
            )

    def _scalar(self, event: Any) -> Scalar:
        value, mark, style = event.value, event.start_mark, event.style
        if len(value) > MAX_VALUE:
            message = f"this has {len(value):,} characters; {MAX_VALUE:,} is the most for one value"
            value = self._left_out(event, "too-large", message, "say it in several items")
        elif style == '"':
            value = self._unquoted(event, value)
        return _new(Scalar, (value, mark.line, mark.column, mark.index, event.end_mark.index, style or ""))

    def _left_out(self, event: Any, code: str, message: str, hint: str) -> str:
        self._refuse(event, code, message, hint)
        return characters.UNREADABLE

    def _unquoted(self, event: Any, value: str) -> str:
        """A double-quoted text, normalised again after its escapes."""
        if not value.isascii():
            if _piled(value) is not None:
                return self._left_out(event, "piled-marks", *_PILED)
            value = unicodedata.normalize("NFC", value)
        if found := self._bad_escape(event, value):
            place = self.file.place_at(event.start_mark.index + found.start())
            self.problems.append(Problem(place, "yaml-escape", *errors.escape(found[0])))
            return characters.UNREADABLE
        return value

    def _bad_escape(self, event: Any, value: str) -> re.Match[str] | None:
        """The first escape of a double-quoted text that makes a control character, or breaks TeX."""
        if value.isprintable():
            return None
        raw = self.file.text[event.start_mark.index : event.end_mark.index]
        return next(
            (e for e in ESCAPE.finditer(raw) if _makes_control(e[0]) or _TEX_ESCAPE.match(raw, e.start())),
            None,
        )

    def _sequence(self, event: Any, depth: int) -> Node:
        items = []
        outer, self.collection = self.collection, event
        while not isinstance(item := self.next(), yaml.SequenceEndEvent):
            items.append(self._node(item, depth + 1))
        self.collection = outer
        mark = event.start_mark
        if event.flow_style and len(items) == 1 and isinstance(items[0], Sequence):
            return self._unreadable(event, *errors.BRACKETS)
        return _new(Sequence, (tuple(items), mark.line, mark.column))

    def _mapping(self, event: Any, depth: int) -> Node:
        entries: dict[str, tuple[Scalar, Node]] = {}
        broken = False
        outer, self.collection = self.collection, event
        while type(item := self.next()) is not yaml.MappingEndEvent:
            key = self._node(item, depth + 1)
            value = self._node(self.next(), depth + 1)
            if type(key) is not Scalar:
                broken = True
            elif key.unreadable:
                continue
            elif key.value in entries:
                line = entries[key.value][0].line + 1
                message = f'the key "{key.value}" stands here a second time (first in line {line})'
                self._refuse(item, "duplicate-key", message, "give one of them another name")
            else:
                entries[key.value] = (key, value)
        self.collection = outer
        if broken:
            return self._unreadable(event, *(errors.BRACES if event.flow_style else errors.KEY))
        mark = event.start_mark
        return _new(Mapping, (entries, mark.line, mark.column))

    def _unreadable(self, event: Any, message: str, hint: str) -> Scalar:
        self._refuse(event, "yaml-start", message, hint)
        mark = event.start_mark
        return Scalar(characters.UNREADABLE, mark.line, mark.column, mark.index, mark.index, "")
