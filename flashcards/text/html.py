r"""Write text as HTML for Anki's fields and the preview.

What an author typed has no effect in HTML: only the compiler makes tags, clozes and math. Anki interprets ``{{``,
``[sound:``, ``[latex]`` and a stray ``\(`` anywhere in a field, so those are broken up with entities.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from flashcards.model import (
    Block,
    Break,
    Cloze,
    Code,
    CodeBlock,
    ConceptLink,
    Emphasis,
    Image,
    Link,
    Listing,
    Math,
    Paragraph,
    Quote,
    Span,
    Strong,
    Table,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNSAFE = re.compile(r"[<>&\"'{}\[\\\x1f]")
_ANKI = re.compile(r"\{\{|\}\}|\[(?=sound|anki|latex|/latex|\$|/\$)|\\(?=[(\[\])]|$)|\x1f", re.IGNORECASE)
_TAG = re.compile(r"\[(?=sound|anki|latex|/latex|\$|/\$)", re.IGNORECASE)
_ENTITIES = {"{{": "&#123;&#123;", "}}": "&#125;&#125;", "[": "&#91;", "\x1f": " "}


def html(text: Text, *, cloze: bool = False) -> str:
    """Return a field's HTML. With ``cloze``, clozes are written as Anki's; otherwise as their answers."""
    return literal(text) if isinstance(text, str) else _html_blocks(text.blocks, cloze)


def literal(text: str) -> str:
    """Return HTML that shows the text literally."""
    if not _UNSAFE.search(text) and "::" not in text:
        return text
    return _ANKI.sub(_entity, escape(text, quote=True))


def _entity(found: re.Match[str]) -> str:
    # MathJax looks for \( and \) within one run of text; an element splits the run.
    return _ENTITIES.get(found[0], "<span>\\</span>")


def _html_block(block: Block, cloze: bool) -> str:
    match block:
        case Paragraph(spans):
            return f"<p>{_html_spans(spans, cloze)}</p>"
        case Listing(items, start):
            tag = "ul" if start is None else "ol"
            first = f' start="{start}"' if start not in {None, 1} else ""
            inner = "".join(f"<li>{_html_blocks(item, cloze)}</li>" for item in items)
            return f"<{tag}{first}>{inner}</{tag}>"
        case CodeBlock(text, spans):
            inner = _html_code(spans, cloze) if spans else _code(text, cloze)
            return f"<pre><code>{inner}</code></pre>"
        case Quote(blocks):
            return f"<blockquote>{''.join(_html_block(b, cloze) for b in blocks)}</blockquote>"
        case Table(head, rows):
            top = "".join([f"<th>{_html_spans(cell, cloze)}</th>" for cell in head])
            body = "".join(
                [f"<tr>{''.join([f'<td>{_html_spans(c, cloze)}</td>' for c in row])}</tr>" for row in rows]
            )
            return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _html_blocks(blocks: tuple[Block, ...], cloze: bool) -> str:
    """Return the HTML of a field's or a list item's blocks. A single paragraph needs no tag."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return _html_spans(blocks[0].spans, cloze)
    return "".join([_html_block(block, cloze) for block in blocks])


def _html_spans(spans: tuple[Span, ...], cloze: bool) -> str:
    if len(spans) == 1:
        (only,) = spans
        if isinstance(only, str):
            return literal(only)
        if isinstance(only, ConceptLink) or (not cloze and isinstance(only, Cloze)):
            return _html_spans(only.spans, cloze)
        return _html_span(only, cloze)
    out: list[str] = []
    text = ""  # escaped as a whole, because spans without a tag of their own may split "{{"
    for span in _flattened(spans, cloze):
        if isinstance(span, str):
            text += span
        else:
            out += (literal(text), _html_span(span, cloze)) if text else (_html_span(span, cloze),)
            text = ""
    return "".join([*out, literal(text)]) if out else literal(text)


def _flattened(spans: tuple[Span, ...], cloze: bool) -> Sequence[Span]:
    """Replace spans that have no tag of their own by their content."""
    out: list[Span] = []
    for span in spans:
        if isinstance(span, ConceptLink) or (not cloze and isinstance(span, Cloze)):
            out += _flattened(span.spans, cloze)
        else:
            out.append(span)
    return out


def _html_span(span: Span, cloze: bool) -> str:
    match span:
        case Cloze(number, inner, hint):
            return _html_cloze(number, _html_spans(inner, cloze), hint)
        case Strong(inner):
            return f"<strong>{_html_spans(inner, cloze)}</strong>"
        case Emphasis(inner):
            return f"<em>{_html_spans(inner, cloze)}</em>"
        case Code(text):
            return f"<code>{_code(text, cloze)}</code>"
        case Math(inner, display):
            body = _html_math(inner, cloze)
            if not display:
                return f"\\({body}\\)"
            return f"\\[{' ' if _TAG.match('[' + body) else ''}{body}\\]"  # or \[latex] would contain [latex]
        case Link(inner, url):
            return f'<a href="{_attribute(url)}">{_html_spans(inner, cloze)}</a>'
        case Image(alt, file):
            return f'<img src="{_attribute(file)}" alt="{_attribute(alt)}">'
        case Break():
            return "<br>"
        case str() | ConceptLink():  # handled by _html_spans, because they have no tag
            return _html_spans((span,), cloze)


def _html_cloze(number: int, answer: str, hint: str) -> str:
    # Anki splits a cloze at its first "::" and ends it at its first "}}", even inside tags. It shows the hint in
    # square brackets, where "sound:x" would play a sound.
    inner = _cloze_part(answer)
    if hint:
        hint = literal(hint)
        inner += "::" + _cloze_part(f"&#{ord(hint[0])};{hint[1:]}" if _TAG_NAME.match(hint) else hint)
    return f"{{{{c{number}::{inner}}}}}"


_TAG_NAME = re.compile(r"[sS]ound|[aA]nki|[lL]atex|[/$]")


def _cloze_part(inner: str) -> str:
    """Escape a part of a cloze so that neither it nor its ends read as ``::`` or ``}}``."""
    if ":" in inner:
        inner = inner.replace("::", ":&#58;")
        if inner.startswith(":"):
            inner = "&#58;" + inner[1:]
        if inner.endswith(":"):
            inner = inner[:-1] + "&#58;"
    return inner[:-1] + "&#125;" if inner.endswith("}") else inner


def _html_math(spans: tuple[Span, ...], cloze: bool) -> str:
    out = []
    for span in spans:
        if isinstance(span, Cloze):
            answer = _tex("".join(str(part) for part in span.spans))
            spaced = f"{answer} " if answer.endswith("}") else answer
            out.append(_html_cloze(span.number, spaced, span.hint) if cloze else answer)
        else:
            out.append(_tex(str(span)))
    return "".join(out)


def _tex(source: str) -> str:
    # "}}" would end a cloze and "{{c1::" would begin one; TeX ignores the space between.
    apart = re.sub(r"\{(?=\{)|\}(?=\})", r"\g<0> ", source)
    return _TAG.sub("&#91;", escape(apart, quote=False)).replace("\x1f", " ")


def _html_code(spans: tuple[Span, ...], cloze: bool) -> str:
    """Return the HTML of a code block's spans, which need no tag of their own."""
    out = []
    for span in spans:
        if isinstance(span, Cloze):
            inner = _html_code(span.spans, cloze)
            out.append(_html_cloze(span.number, inner, span.hint) if cloze else inner)
        else:
            shown = _code(span.text if isinstance(span, Code) else str(span), cloze)
            out.append(
                shown[:-1] + "&#123;" if shown.endswith("{") else shown
            )  # or it joins a cloze's braces
    return "".join(out)


def _code(text: str, cloze: bool) -> str:
    shown = literal(text)
    return shown.replace("::", ":&#58;") if cloze else shown


def _attribute(text: str) -> str:
    return (
        escape(text, quote=True)
        .replace("{", "&#123;")
        .replace("}", "&#125;")
        .replace("[", "&#91;")
        .replace("::", ":&#58;")
        .replace("\x1f", " ")
    )
