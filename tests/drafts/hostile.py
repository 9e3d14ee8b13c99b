"""Pages that were made to do harm, by what they attack."""

from __future__ import annotations

import json

_DOUBLING = [[1, 1], *([n + 1, n + 1] for n in range(1, 60)), "x"]
PAGES: dict[str, bytes] = {
    "elements in each other": b"<html><body>" + b"<div>" * 100_000 + b"text",
    "attributes": b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">text</p>",
    "unclosed tags": b"<html><body>" + b"<a href='" * 40_000,
    "unclosed tags without quotes": b"<html><body>" + b"<a <b " * 40_000,
    "unclosed comments": b"<html><body>" + b"<!-- " * 100_000,
    "unclosed declarations": b"<html><body>" + b"<![" * 100_000,
    "end tags": b"<html><body>" + b"<i>" * 1_900 + b"</b>" * 500_000,
    "paragraphs": b"<html><body>" + b"<p>a b c." * 300_000,
    "entities": b"<html><body><p>" + b"&amp;" * 1_000_000,
    "a document type with entities": b'<!DOCTYPE html [<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">]><html><body><p>&a;</p>',
    "lists in each other": b"[" * 100_000 + b"]" * 100_000,
    "a payload that holds itself": json.dumps(
        [{"term": 1, "definition": 2, "more": 0}, "x", [2, 0]]
    ).encode(),
    "a payload that doubles": json.dumps([{"term": 60, "text": 1}, *_DOUBLING]).encode(),
    "a payload with wild indices": json.dumps([{"term": 99, "faq": -5, "text": 1}, [7, "x", None]]).encode(),
    "a number without end": b'[{"term": 1}, ' + b"9" * 1_000_000 + b"]",
    "an endless word": b"a" * 8_000_000,
    "an endless line": b"One two three: " * 500_000,
    "stars": b"# T\n\n" + b"**a " * 500_000,
    "brackets": b"# T\n\n" + b"[" * 200_000 + b"](" * 200_000,
    "quotation marks": b"# T\n\n" + b'"' * 300_000 + b" a" * 1000,
    "points": b"# T\n\n" + b"A. " * 500_000,
    "lines": b"# Term\n" + b"x\n" * 3_000_000,
    "zeros": b"\x00" * 1_000_000,
    "UTF-16 cut off": "Osmosis is a thing.".encode("utf-16") + b"\xd8",
    "no encoding": bytes(range(128, 256)) * 1000,
    "too large": b"a " * (5 << 20),
    "a PDF": b"%PDF-1.7 " + b"x" * 1000,
    "nothing": b"",
    "white space": b" \n" * 1000,
}
