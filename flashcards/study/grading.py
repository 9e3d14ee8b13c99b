"""Judge typed answers, and show how they differ from the right one.

Case, accents, punctuation and one typing slip are forgiven. A slip is one insertion, deletion, replacement or swap of
neighbours (optimal string alignment, Boytsov 2011), so a transposition counts once. A slip is never forgiven in digits
or short words, nor if it makes another answer of the deck: "meta" is no typo of "mesa".
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study.memory import Rating
from flashcards.text.compare import Piece

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

SHORT_WORDS = 7  # longer answers are revealed, not typed
_SHORT_CHARACTERS = 60
_SHORTEST_FORGIVEN = 4  # characters; in shorter answers, one slip often makes another word

_POINT = re.compile(r"(?<=\d)[.,:/-](?=\d)|(?<!\w)[-\u2212](?=\d)")
_ARTICLE = re.compile(r"^(?:the|an|a) (?=\S)")
_ASIDE = re.compile(r"\s*\([^()]*\)")


class Verdict(NamedTuple):
    """The judgement of a typed answer.

    Attributes:
        right: Whether it counts as right.
        exact: Whether it is right without a slip.
        against: The accepted answer that it is nearest to.
        grade: The grade to suggest.
    """

    right: bool
    exact: bool
    against: str
    grade: Rating


def judge(typed: str, accepted: Sequence[str], others: Collection[str] = ()) -> Verdict:
    """Judge a typed answer.

    Args:
        typed: What the learner typed.
        accepted: The accepted answers, first the one on the card.
        others: Other answers of the deck, in ``normal`` form; a slip that makes one of them is a mistake.
    """
    given = normal(typed)
    ranked = sorted((distance(given, normal(answer)), n) for n, answer in enumerate(accepted))
    away, at = ranked[0]
    near = 2 * away <= len(given)  # otherwise compare with the answer on the card
    against = accepted[at if near else 0]
    exact = away == 0 and (bool(given) or typed.strip() == against.strip())
    right = exact or (away == 1 and given not in others and _slip_is_forgiven(given, normal(against)))
    return Verdict(right, exact, against, Rating.GOOD if right else Rating.AGAIN)


def together(verdicts: Sequence[Verdict]) -> Rating:
    """Return the grade to suggest for a card with several blanks: the lowest one."""
    return min(verdict.grade for verdict in verdicts)


def normal(text: str) -> str:
    """Return the form in which answers are compared: casefolded, without accents, punctuation and articles.

    Only the accents of Latin, Greek and Cyrillic letters are removed: in other scripts, marks distinguish words.
    Punctuation inside and before a number is kept: 1.5 is not 15.
    """
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold()
    folded = "".join(c for c in folded if not "\u0300" <= c <= "\u036f")
    folded = unicodedata.normalize("NFC", folded)
    kept = {found.start() for found in _POINT.finditer(folded)}
    spaced = (c if n in kept or not _punctuation(c) else " " for n, c in enumerate(folded))
    return _ARTICLE.sub("", " ".join("".join(spaced).split()))


def _punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZC" or unicodedata.category(character) == "Sk"


def _slip_is_forgiven(given: str, answer: str) -> bool:
    same_digits = re.findall(r"\d+", given) == re.findall(r"\d+", answer)
    return same_digits and min(len(given), len(answer)) >= _SHORTEST_FORGIVEN


def distance(a: str, b: str) -> int:
    """Return the optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours."""
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
    """Return what to accept for an answer: the answer, the same without parentheses, and the aliases."""
    bare = _ASIDE.sub("", text).strip()
    return tuple(dict.fromkeys(answer for answer in (text, bare, *aliases) if answer))


def is_short(answer: str) -> bool:
    """Return whether an answer is short enough to be typed."""
    return "\n" not in answer and len(answer) <= _SHORT_CHARACTERS and 0 < len(answer.split()) <= SHORT_WORDS


_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)
_LEAST_IN_COMMON = 0.5  # below this share, a comparison by character is noise
_JOINER = "\u200d"


def difference(typed: str, answer: str) -> list[Piece]:
    """Return the edits that turn a typed answer into the right one.

    Compares grapheme by grapheme, so that a flag or an accented letter is never cut. If the two have less than half in
    common, the result is one deletion and one insertion.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - only after a mistake

    before, after = list(graphemes(typed)), list(graphemes(answer))
    matcher = SequenceMatcher(
        None, [normal(g) or g for g in before], [normal(g) or g for g in after], autojunk=False
    )
    out: list[Piece] = []
    if matcher.ratio() < _LEAST_IN_COMMON:
        return [Piece(sign, "".join(side)) for sign, side in (("-", before), ("+", after)) if side]
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            out.append(Piece("=", "".join(after[c:d])))
        else:
            out += [Piece("-", "".join(before[a:b]))] if b > a else []
            out += [Piece("+", "".join(after[c:d]))] if d > c else []
    return out


def graphemes(text: str) -> Iterator[str]:
    """Split a text into what readers see as single characters: a letter with its marks, a joined emoji, a flag.

    Applies the rules of Unicode's annex 29 that matter for answers (GB9, GB9a, GB11, GB12), after composing Hangul.
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
