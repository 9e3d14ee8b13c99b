"""What the words of a sentence say about where it belongs. Every pattern looks at one sentence of bounded length."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from flashcards.drafts.keys import slug

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = re.compile(r"\b(1[0-9]\d\d|20\d\d)(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?\b")
_DAY: Final = re.compile(
    rf"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})[a-z]*\.?,? (\d{{4}})\b"
    rf"|\b({'|'.join(_MONTHS)})[a-z]*\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b"
)
_VAGUELY: Final = re.compile(
    r"(?i)\b(?:probably|around|about|circa|roughly|approximately|early|late|mid)\W+(?:\w+\W+){0,2}$"
)
_NAME: Final = r"[A-Z][\w.'’-]*"
_NAMES: Final = rf"{_NAME}(?: (?:{_NAME}|et al\.?|and|&|de|von|van)){{0,6}}"
_ACTOR: Final = re.compile(rf"({_NAMES}) (?=[a-z])")
_BY: Final = re.compile(rf"\b(?:by|of) ({_NAMES})")
_NO_NAME: Final = frozenset(
    {
        *(
            "The",
            "This",
            "That",
            "It",
            "In",
            "A",
            "An",
            "Previously",
            "Recent",
            "Recently",
            "Early",
            "Earlier",
        ),
        *("Some", "Many", "Most", "When", "While", "Since", "After", "Before", "On", "At"),
    }
)
_TITLE: Final = re.compile(r"[\"“]([^\"“”]{8,200})[\"”]|(?<!\w)[‘']([^'‘’]{8,200})[’'](?!\w)")
_BYLINE: Final = re.compile(rf"({_NAMES}) ?[·|,] ?(\d{{4}})")
_EVENT: Final = re.compile(
    r"(?i)\b(?:(?:was|were|first) (?:\w+ )?(?:introduced|coined|proposed|described|published|named|discovered|invented|founded)"
    r"|formali[sz]ed by|introduced by|coined by|proposed by|(?:recent|early|earlier) work)\b"
)
_OTHER: Final = re.compile(
    r"(?:\b(?:is|are) (?:distinct|different) from|\bdiffers from|\b[Uu]nlike|\bas opposed to|\bin contrast (?:to|with)"
    r"|\bis the opposite of|\bcompared (?:with|to)) (?:the |a |an )?[\"“]?([A-Za-z][\w-]*(?: [\w-]+){0,2}?)[\"”]?"
    r"(?= \(|[.,;:—]|$)"
)
_HARD: Final = re.compile(
    r"(?i)\b(?:difficult|hard to|cannot|can't|unclear|unsolved|open (?:problem|question)|theoretical|challenges?|mismatch|"
    r"limitation|drawback|fails?|no (?:agreed|known) way)\b"
)
_SEE: Final = re.compile(
    r"[Ss]ee (?:also )?(?:the )?([A-Za-z][\w -]{2,40}?)(?: for (?:the|more|a|details)\b.*)?[.]?"
)
_ALIASES: Final = re.compile(
    r"(?:also|was|is|are|were|sometimes|previously) (?:called|known as|termed|named) (?:the |an? )?"
    r"((?:[A-Z][\w-]*|[\w-]+)(?: [\w-]+){0,2}?)(?: or (?:the |an? )?([\w-]+(?: [\w-]+){0,2}))?(?=[.,;)(]|$)"
)
_SITE: Final = re.compile(r" ?\(((?:[\w-]+\.)+(?:com|org|net|edu|gov|io|ai|de|uk|info))\)")
_LABEL: Final = re.compile(r"([^.:?!]{2,60}): (\S.*)")
_PROVENANCE: Final = re.compile(
    r"(?i)(?:.*fetched [a-z]{3}.*|.*\bretrieved (?:on )?\d.*|edited by .*|last (?:updated|edited|modified).*|.*\blast updated\b.*"
    r"|resource id:.*|doi:.*|.*web\.archive\.org/web/.*|updated (?:on )?[a-z]{3}.*|written by .*|reviewed by .*)"
)
_RATED: Final = re.compile(r"(?<![\d/])([1-5])/5(?![\d/])")
_ARCHIVED: Final = re.compile(r"https?://web\.archive\.org/web/\d+(?:[a-z_]+)?/(https?://\S+)")
_WRITERS: Final = re.compile(r"(?i:edited|written|reviewed) by (.+?)(?: last .*|[.]| on .*|$)")


class When(NamedTuple):
    """A date as a concept file has it."""

    date: str
    precision: str = ""


def when(sentence: str) -> When | None:
    """Return the first date in a sentence."""
    if day := _DAY.search(sentence):
        number, month, year = day.group(1, 2, 3) if day[1] else day.group(5, 4, 6)
        date = f"{year}-{_MONTHS.index(month[:3].lower()) + 1:02}-{int(number):02}"
        return When(date, _vague(sentence, day)) if _ISO.fullmatch(date) else None
    found = _ISO.search(sentence)
    return When(found[0], _vague(sentence, found)) if found else None


def _vague(sentence: str, found: re.Match[str]) -> str:
    return "about" if _VAGUELY.search(sentence[max(found.start() - 40, 0) : found.start()]) else ""


def actor(sentence: str) -> tuple[str, str]:
    """Return who acts in a sentence, or "", and the rest of it."""
    found = _ACTOR.match(sentence)
    if found and " " in found[1] and found[1].split()[0] not in _NO_NAME:
        return found[1], sentence[found.end() :]
    by = _BY.search(sentence)
    return (by[1].rstrip(".") if by and not by[1].endswith("al.") else by[1] if by else ""), sentence


def title(sentence: str) -> str:
    """Return the title of a work that a sentence quotes, or ""."""
    found = [(one or two).rstrip(".,") for one, two in _TITLE.findall(sentence)]
    return next((name for name in found if name[:1].isupper()), "")


def byline(text: str) -> tuple[str, str] | None:
    """Return names and year of a line like ``Hubinger et al. · 2019``."""
    found = _BYLINE.fullmatch(text)
    return (found[1], found[2]) if found else None


def is_event(sentence: str) -> bool:
    """Whether a sentence tells what somebody once did."""
    return bool(_EVENT.search(sentence))


def other(sentence: str) -> str:
    """Return what a sentence sets its subject apart from, or ""."""
    found = _OTHER.search(sentence)
    return found[1] if found else ""


def is_hard(sentence: str) -> bool:
    """Whether a sentence names a difficulty."""
    return bool(_HARD.search(sentence))


def see(sentence: str) -> str:
    """Return the name in a sentence that is only a reference, like ``See osmosis for more``."""
    found = _SEE.fullmatch(sentence)
    return found[1] if found else ""


def aliases(sentence: str) -> list[str]:
    """Return the other names of its subject that a sentence gives."""
    found = _ALIASES.search(sentence)
    return [name for name in found.groups() if name] if found else []


def sites(sentence: str) -> tuple[str, list[str]]:
    """Return a sentence without the sites that it names in parentheses, and those."""
    return _SITE.sub("", sentence), _SITE.findall(sentence)


def label(text: str) -> tuple[str, str] | None:
    """Return the two sides of ``Term: what it means``."""
    found = _LABEL.fullmatch(text)
    return (found[1], found[2]) if found and len(found[1].split()) <= 6 else None  # noqa: PLR2004 - words of a term


def is_provenance(text: str) -> bool:
    """Whether a line tells where the page comes from."""
    return bool(_PROVENANCE.fullmatch(text))


def archived(text: str) -> tuple[str, str] | None:
    """Return the address of an archive's copy, and of the page that it is of."""
    found = _ARCHIVED.search(text)
    return (found[0], found[1]) if found else None


def writers(text: str) -> list[str]:
    """Return the names in a line like ``Edited by A, B``."""
    found = _WRITERS.match(text)
    names = re.split(r", (?:and )?| and ", found[1]) if found else []
    return [name.strip() for name in names if name.strip() and not name.startswith("et al")]


def names_of(text: str) -> str:
    """Return a line's name without the columns of a table that were run into it: ``Sharp Left TurnRisk69.0``."""
    return re.sub(
        r"(?<=[a-z])(?:Risk|Concept|Page|Topic|Approach|Organization|Person)?\d+(?:\.\d+)?$", "", text
    ).strip()


def id_of(name: str) -> str:
    """Return the id of a concept of this name."""
    return slug(name, "concept")


def rating(text: str) -> str:
    """Return the rating in a line like ``3/5``, or ""."""
    found = _RATED.search(text)
    return found[1] if found else ""
