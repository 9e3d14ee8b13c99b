"""What a heading of a page announces: the section of a concept file that its paragraphs belong to."""

from __future__ import annotations

import re
from typing import Final

SKIP: Final = "skip"
ABOUT: Final = "about"
"""Paragraphs that are about the page: who rated it, where it was found."""
FAQ: Final = "faq"

_LEAD: Final = r"(?:the |its |some |main |key |common )?"
_TABLE: Final = [
    (SKIP, (r"how [\w.]+(?: [\w.]+)? (?:can )?helps?\b.*|get started|sign ?up|subscribe.*|newsletter|share(?: this)?|comments?|"
           r"(?:table of )?contents|navigation.*|cached content.*|collected by|timestamps?|about this capture|"
           r"ready to .*|try .*|contact(?: us)?|cookies?.*|login|log in|advertisement|related (?:posts|articles)")),
    (ABOUT, r"credibility.*|metadata|page info.*|provenance|cite this.*"),
    ("external_links", r"external links?|further reading|links|resources|learn more|references?|sources|bibliography|notes|citations?"),
    ("related", r"see also|related\b.*|cited by.*|similar (?:terms|concepts)|linked (?:terms|concepts)"),
    ("history", r"history|origins?(?: of .*)?|etymology|timeline|history of .*"),
    ("advantages", rf"{_LEAD}(?:advantages?|benefits?|strengths|pros|uses|applications|use cases)\b.*|why use .*"),
    ("challenges", (rf"{_LEAD}(?:challenges?|limitations?|disadvantages?|drawbacks?|risks?|cons|criticisms?|weaknesses|pitfalls|"
                   r"open (?:problems|questions))\b.*")),
    ("examples", r"(?:an |for )?examples?\b.*|case stud(?:y|ies)\b.*|scenarios?"),
    ("definition", (r"(?:what (?:is|are|was|were) |what does .* mean)(?:[^?]*\??)|what it is|definitions?(?: of .*)?|meaning|overview|introduction|"
                   r"summary|abstract|tl;?dr|in (?:short|brief)|explanation|description|about|understanding .*")),
    (FAQ, r"faqs?|frequently asked questions|questions(?: (?:and|&) answers)?"),
    ("key_aspects", (r"key .*|characteristics|features|types(?: of .*)?|components|principles|structure|mechanism|"
                    r"how (?:it|they|.*) works?|why it matters|what it means.*")),
]  # fmt: skip
_PATTERNS: Final = [(section, re.compile(rf"{pattern}:?")) for section, pattern in _TABLE]
_LONGEST: Final = 100
_MOST_WORDS: Final = 8
_ENDS_LIKE_TEXT: Final = (".", ",", ";", ":", ")", "…")


def announced(heading: str) -> str:
    """Return the section that a heading announces, or "" if its words say nothing of that."""
    words = " ".join(heading.lower().split())[:_LONGEST].strip(" #*_:")
    return next((section for section, pattern in _PATTERNS if pattern.fullmatch(words)), "")


def looks_like_one(line: str) -> bool:
    """Whether a line of a text without markup may be a heading: short, and not the end of a sentence."""
    words = line.split()
    if not 0 < len(words) <= _MOST_WORDS or len(line) > _LONGEST or line.endswith(_ENDS_LIKE_TEXT):
        return False
    return line[0].isupper() and any(character.islower() for character in line)
