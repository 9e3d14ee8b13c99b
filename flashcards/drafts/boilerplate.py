"""What of a page's text is no content: advertising, navigation, archives' banners, phrases that fit any term."""

from __future__ import annotations

import re
from typing import Final

_WHOLE: Final = (
    ("an archive's banner", re.compile(
        r"(?i)the wayback machine\b.*|collection: .*|about this capture|collected by|timestamps|"
        r"web crawl data from .*|common crawl|success|fail|fetched .*|\(?[. ]*truncated\b.*|\.\.\. \(truncated.*")),
    ("navigation", re.compile(
        r"(?i)skip to .*|(?:←|→|‹|›|«|»|\^|↑).*|back|home|menu|search|next|previous|log ?in|sign in|x|af|"
        r"jump to .*|edit|read more|show more|toggle .*|from wikipedia.*|share|print|view (?:source|history)")),
    ("a message of the browser's", re.compile(r"(?i)this (?:website|site|page) requires javascript\b.*|(?:please )?enable javascript\b.*")),
    ("advertising", re.compile(
        r"(?i)ready to (?:try|get|start)\b.*|.*\bsign up (?:for|to|now|today)\b.*|get started\b.*|try (?:it|us) (?:for )?free.*|"
        r"subscribe\b.*|(?:book|request) a demo.*|start (?:your )?free\b.*")),
    ("a cookie notice", re.compile(r"(?i).*\b(?:we|site) uses? cookies\b.*|accept (?:all|cookies).*")),
    ("a date or a number alone", re.compile(
        r"(?i)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|\d{1,4}|[\W\d_]+")),
)  # fmt: skip
# Words about the work with a product, and words about the text itself. Two different ones in a sentence say nothing
# of the concept: such sentences fit every term of a glossary.
_VAGUE: Final = re.compile(
    r"(?i)\b(?:(teams?)|(workflows?)|(production)|(launch\w*|rollout)|(operat(?:ional|ing|or)s?)|(trade-?offs?)"
    r"|(quality)|(deployment)|(stakeholders?|customers?|business)|(implement(?:ation|ed|ing))|(practical)|(traffic|live)"
    r"|(dictionary|definitions?|label)|(explanation|page)|(roadmap|budget|cost|roi)|(complexity|needle))\b"
)
_ENOUGH: Final = 2


def reason(text: str) -> str:
    """Return what a line or a paragraph is taken for, if it is no content; else ""."""
    return next((why for why, pattern in _WHOLE if pattern.fullmatch(text)), "")


def is_vague(sentence: str) -> bool:
    """Whether a sentence fits every term: it speaks of work with a product or of the text, not of the concept."""
    return len({found.lastindex for found in _VAGUE.finditer(sentence)}) >= _ENOUGH
