"""English words: tokens, stop words, sentences, and a simple stemmer that recognises a word's other forms."""

from __future__ import annotations

import re
from functools import cache

BLANK = "____"
_TOKEN = re.compile(rf"{BLANK}|[^\W_]+(?:[-'\u2019][^\W_]+)*")
STOP = frozenset(
    """
    a about above after again against all also although am an and another any are as at be because been
    before being below between both but by can cannot could did do does doing down during each either
    else even ever every few for from further had has have having he her here hers him his how however i
    if in into is it its itself just less let like many may me mean means meant might more most much
    must my neither no nor not of off often on once one only onto or other our out over own per rather
    same shall she should since so some still such than that the their them then there therefore these
    they this those though through thus to too toward towards under until up upon us very via was we
    were what when whenever where whether which while who whom whose why will with within without would
    yet you your
    """.split()  # noqa: SIM905 - two hundred words read best as text
)
_SUFFIXES = (
    "ations", "ation", "ments", "ment", "ness", "ions", "ion", "ives", "ive", "ings", "ing", "ers", "er", "ed", "e",
)  # fmt: skip
_SHORTEST = 3  # letters that a stem keeps, or "sing" and "red" would lose theirs
_MORE = re.compile(r"izations?$")


def tokens(text: str) -> list[str]:
    """Split a text into words in lower case. A hyphenated word is one word; a blank is ``____``."""
    return _TOKEN.findall(text.casefold())


def count(text: str) -> int:
    """Count words as a reader does: the parts between white space that have a letter or digit."""
    return sum(word[0].isalnum() or any(map(str.isalnum, word)) for word in text.split())


@cache
def stem(word: str) -> str:
    """Return a word without its ending: optimizer, optimized and optimization give ``optimiz``."""
    word = word.replace("\u2019", "'").removesuffix("'s").removesuffix("'").replace("isation", "ization")
    word = word.replace("our", "or") if len(word) > _SHORTEST + 2 else word
    if word.endswith("ies") and len(word) > _SHORTEST:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORTEST:
        word = word[:-1]
    word = _MORE.sub("ize", word)
    word = word[:-2] if word.endswith("ly") and len(word) > _SHORTEST + 2 else word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            return _undoubled(word[: -len(suffix)])
    return word


def _undoubled(word: str) -> str:
    return word[:-1] if word[-1] == word[-2] and word[-1] not in "sl" else word


def sentences(text: str) -> list[str]:
    """Split a text into sentences, roughly: a sentence ends at ``.!?`` before a capital letter, or at a line break."""
    return [
        part
        for part in re.split(r"(?<=[.!?])[\u201d\"\u2019)]*\s+(?=[\"\u201c\u2018(\[]?[A-Z_\x02])|\n+", text)
        if part.strip()
    ]
