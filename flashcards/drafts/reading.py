"""The bytes of a file → the concept that it tells of. Runs in a process of its own (``child``)."""

from __future__ import annotations

import codecs
import re
from typing import Final

from flashcards.drafts import html_page, payload, text_page
from flashcards.drafts.page import MOST_BYTES, PageError, SavedPage
from flashcards.drafts.sorting import DraftConcept, concept_of
from flashcards.text.characters import FORBIDDEN

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAFE: Final = {"utf-8", "utf8", "windows-1252", "iso-8859-1", "latin1", "shift_jis", "euc-jp", "gb18030", "gbk", "gb2312", "big5", "euc-kr", "windows-1251", "koi8-r", "iso-8859-15", "iso-8859-2", "windows-1250"}  # fmt: skip
_BINARY: Final = 0.02  # share of control characters from which a file is no text
_LONGEST_LINE: Final = 100_000


def read(data: bytes, *, year: int, url: str = "") -> DraftConcept:
    """Return the concept of a page. Raises PageError with a sentence if the bytes are none."""
    page = _page(decoded(data))
    return concept_of(page, year=year, url=url)


def decoded(data: bytes) -> str:
    """Return the text of a file in its own encoding. Raises PageError if it is no text."""
    if len(data) > MOST_BYTES:
        raise PageError(f"the file has more than {MOST_BYTES >> 20} MiB; save the page without its pictures")
    if data.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        raise PageError(
            "this is no page but a PDF, a picture or an archive; save the page as HTML or as text"
        )
    text = _text(data)
    odd = len(FORBIDDEN.findall(text[:_LONGEST_LINE])) + text[:_LONGEST_LINE].count("\ufffd")
    if odd > max(_BINARY * len(text[:_LONGEST_LINE]), 2):
        raise PageError("the file holds no text that can be read; save the page as HTML or as text, in UTF-8")
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffd", ""))


def _text(data: bytes) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    named = _CHARSET.search(data[:4096])
    try:
        return data.decode()
    except UnicodeDecodeError:
        name = named[1].decode().lower() if named else ""
        return data.decode(name if name in _SAFE and "utf" not in name else "cp1252", "replace")


def _page(text: str) -> SavedPage:
    if payload.is_payload(text):
        return payload.read(text)
    return html_page.read(text) if html_page.is_html(text) else text_page.read(text)
