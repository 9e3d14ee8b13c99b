"""Typed answers: what counts as right, and how to show what was different. Pure.

Case, accents, punctuation and one slip of the finger are forgiven. A slip is one insertion, deletion, replacement
or swap of neighbours (optimal string alignment, Boytsov 2011), so a transposition counts once. Digits and short
words are never forgiven a slip, nor is a slip that makes another answer of the deck: "meta" is no typo of "mesa".
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import Rating
from flashcards.text.compare import Piece

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

SHORT_WORDS = 7  # an answer of more is for revealing, not for typing
_SHORT_LETTERS = 60
_FORGIVEN = 4  # letters; shorter answers are too easily another word by one slip

_POINT = re.compile(r"(?<=\d)[.,:/-](?=\d)|(?<!\w)[-\u2212](?=\d)")
_ARTICLE = re.compile(r"^(?:the|an|a) (?=\S)")
_ASIDE = re.compile(r"\s*\([^()]*\)")


class Verdict(NamedTuple):
    """What a typed answer is worth. ``against`` is the accepted answer that it comes nearest to."""

    right: bool
    exact: bool
    against: str
    grade: Rating


def judge(typed: str, accepted: Sequence[str], others: Collection[str] = ()) -> Verdict:
    """A typed answer against the accepted ones, the first of which is the one on the card.

    ``others`` are other answers of the deck (in ``normal`` form): a slip that makes one of them is a mistake.
    """
    said = normal(typed)
    ranked = sorted((distance(said, normal(answer)), n) for n, answer in enumerate(accepted))
    away, at = ranked[0]
    near = 2 * away <= len(said)  # else any of them would be as good to show the difference from
    against = accepted[at if near else 0]
    exact = away == 0 and (bool(said) or typed.strip() == against.strip())
    right = exact or (away == 1 and said not in others and _may_slip(said, normal(against)))
    return Verdict(right, exact, against, Rating.GOOD if right else Rating.AGAIN)


def together(verdicts: Sequence[Verdict]) -> Rating:
    """The grade that several blanks of one card suggest: every one must be right."""
    return min(verdict.grade for verdict in verdicts)


def normal(text: str) -> str:
    """A text as answers are compared: NFKD without accents, casefolded, without punctuation and articles.

    Only the accents of Latin, Greek and Cyrillic letters go: the marks of other scripts tell words apart.
    Punctuation inside a number and before one stays: 1.5 is not 15.
    """
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold()
    folded = "".join(c for c in folded if not "\u0300" <= c <= "\u036f")
    folded = unicodedata.normalize("NFC", folded)
    kept = {found.start() for found in _POINT.finditer(folded)}
    spaced = (c if n in kept or not _punctuation(c) else " " for n, c in enumerate(folded))
    return _ARTICLE.sub("", " ".join("".join(spaced).split()))


def _punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZC" or unicodedata.category(character) == "Sk"


def _may_slip(said: str, answer: str) -> bool:
    digits = re.findall(r"\d+", said) == re.findall(r"\d+", answer)
    return digits and min(len(said), len(answer)) >= _FORGIVEN


def distance(a: str, b: str) -> int:
    """Optimal string alignment distance: insert, delete, replace, swap neighbours, each stretch edited once."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]


def answers(text: str, aliases: Sequence[str] = ()) -> tuple[str, ...]:
    """What is accepted for an answer: it, it without what stands in parentheses, and the aliases."""
    bare = _ASIDE.sub("", text).strip()
    return tuple(dict.fromkeys(answer for answer in (text, bare, *aliases) if answer))


def is_short(answer: str) -> bool:
    """Whether an answer is short enough to be typed."""
    return "\n" not in answer and len(answer) <= _SHORT_LETTERS and 0 < len(answer.split()) <= SHORT_WORDS


# --- showing a difference ---------------------------------------------------------------------------------

_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)
_ALIKE = 0.5  # below this a difference by character is noise
_JOINER = "\u200d"


def difference(typed: str, answer: str) -> list[Piece]:
    """What has to change in what was typed, by grapheme, so that a flag or an accented letter is never cut.

    Two answers with less than half in common are set side by side whole.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - only after a mistake

    said, meant = list(graphemes(typed)), list(graphemes(answer))
    mine, theirs = ([normal(g) or g for g in side] for side in (said, meant))
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    out: list[Piece] = []
    if matcher.ratio() < _ALIKE:
        return [Piece(sign, "".join(side)) for sign, side in (("-", said), ("+", meant)) if side]
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            out.append(Piece("=", "".join(meant[c:d])))
        else:
            out += [Piece("-", "".join(said[a:b]))] if b > a else []
            out += [Piece("+", "".join(meant[c:d]))] if d > c else []
    return out


def graphemes(text: str) -> Iterator[str]:
    """What a reader takes for one character: a letter with its marks, a joined emoji, a flag.

    The rules of Unicode's annex 29 that answers meet (GB9, GB9a, GB11, GB12); Hangul is composed first.
    """
    cluster = ""
    for character in unicodedata.normalize("NFC", text):
        if cluster and not _joins(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _joins(cluster: str, character: str) -> bool:
    if ord(character) in _SKIN or character == _JOINER or unicodedata.category(character)[0] == "M":
        return True
    flag = len(cluster) == 1 and ord(cluster) in _REGIONAL and ord(character) in _REGIONAL
    return flag or cluster[-1] == _JOINER
