"""Show text on a terminal with rich.

Everything becomes rich's ``Text`` objects, so nothing that an author wrote is read as rich's own markup. Colour is
never the only cue: a hidden blank stands in brackets, a revealed one is underlined, an image is its alt text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Styled

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
from flashcards.text.characters import safe
from flashcards.text.plain import math_text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

HIDDEN = "bold blue"
REVEALED = "bold underline blue"
_CODE = "cyan"
_LEAST_COLUMN = 24  # cells; with narrower columns a table reads better as lists below each other


def lines(text: Text, width: int, *, hide: int = 0, reveal: int = 0) -> list[RenderableType]:
    """Return a text's blocks for a terminal of ``width`` cells, with a blank line between them.

    The cloze numbered ``hide`` becomes ``[...]`` or ``[hint]``, and the one numbered ``reveal`` its answer,
    underlined. Other clozes become plain text.
    """
    if isinstance(text, str):
        return [Styled(text)]
    show = _Renderer(width, hide, reveal)
    out: list[RenderableType] = []
    for block in text.blocks:
        out += [Styled(), *show.block(block)] if out else show.block(block)
    return out


class _Renderer:
    """Renders one text with a cloze hidden or revealed."""

    def __init__(self, width: int, hide: int, reveal: int) -> None:
        self.width = width
        self.hide = hide
        self.reveal = reveal

    def block(self, block: Block) -> list[RenderableType]:
        match block:
            case Paragraph(spans):
                return [self.spans(spans)]
            case Listing(items, start):
                return [row for n, item in enumerate(items) for row in self._item(item, n, start)]
            case CodeBlock(text, spans):
                shown = self.spans(spans) if spans else Styled(text, _CODE, no_wrap=False)
                return [self._indented([shown], Styled("  "))]
            case Quote(blocks):
                inner = [row for part in blocks for row in self.block(part)]
                return [self._indented(inner, Styled("│ ", "dim"))]
            case Table():
                return self._table(block)

    def _item(self, item: tuple[Block, ...], n: int, start: int | None) -> list[RenderableType]:
        mark = "• " if start is None else f"{start + n}. "
        return [self._indented([row for part in item for row in self.block(part)], Styled(mark))]

    @staticmethod
    def _indented(rows: list[RenderableType], mark: Styled) -> RenderableType:
        from rich.console import Group  # noqa: PLC0415 - most cards have only paragraphs
        from rich.table import Table as Grid  # noqa: PLC0415 - as above

        grid = Grid.grid()
        grid.add_column(no_wrap=True, width=mark.cell_len)
        grid.add_column(overflow="fold")
        grid.add_row(mark, Group(*rows))
        return grid

    def _table(self, table: Table) -> list[RenderableType]:
        if self.width < _LEAST_COLUMN * len(table.head):
            return self._as_lists(table)
        from rich.box import HEAVY_HEAD  # noqa: PLC0415 - only distinctions have tables
        from rich.table import Table as Grid  # noqa: PLC0415 - as above

        grid = Grid(box=HEAVY_HEAD, show_lines=True, header_style="bold")
        for cell in table.head:
            grid.add_column(self.spans(cell), overflow="fold", ratio=1)
        for row in table.rows:
            grid.add_row(*(self.spans(cell) for cell in row))
        return [grid]

    def _as_lists(self, table: Table) -> list[RenderableType]:
        """Show the columns as lists below each other."""
        out: list[RenderableType] = []
        for n, head in enumerate(table.head):
            title = self.spans(head)
            title.stylize("bold")
            out += [Styled(), title] if out else [title]
            out += [self._indented([self.spans(row[n])], Styled("• ")) for row in table.rows]
        return out

    def spans(self, spans: tuple[Span, ...]) -> Styled:
        out = Styled()
        for span in spans:
            out.append_text(self._span(span))
        return out

    def _span(self, span: Span) -> Styled:
        match span:
            case str():
                return Styled(span)
            case Emphasis(inner):
                return self._styled(inner, "italic")
            case Strong(inner):
                return self._styled(inner, "bold")
            case Code(text):
                return Styled(text, _CODE)
            case Math(inner):
                return self._math(inner)
            case Link(inner, url):
                return self._link(inner, url)
            case ConceptLink(_, inner):
                return self.spans(inner)
            case Image(alt):
                return Styled(f"[image: {alt}]", "italic")
            case Cloze(number, inner, hint):
                return self._cloze(number, inner, hint)
            case Break():
                return Styled("\n")

    def _styled(self, spans: tuple[Span, ...], style: str) -> Styled:
        out = self.spans(spans)
        out.stylize(style)
        return out

    def _link(self, spans: tuple[Span, ...], url: str) -> Styled:
        shown = self.spans(spans)
        return shown if shown.plain == url else shown.append(f" <{url}>", "dim")

    def _cloze(self, number: int, spans: tuple[Span, ...], hint: str) -> Styled:
        if number == self.hide:
            return Styled(f"[{hint or '...'}]", HIDDEN)
        return self._styled(spans, REVEALED) if number == self.reveal else self.spans(spans)

    def _math(self, spans: tuple[Span, ...]) -> Styled:
        shown = {span.number for span in spans if isinstance(span, Cloze)} & {self.hide, self.reveal}
        if not shown:
            return Styled(math_text(spans, 0), "italic")
        out = Styled()
        for span in spans:
            out.append_text(self._span(span) if isinstance(span, Cloze) else Styled(str(span), "italic"))
        return out


class Safe:
    """Wraps something that rich renders and escapes the control characters in it."""

    def __init__(self, inner: RenderableType) -> None:
        self.inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.segment import Segment  # noqa: PLC0415 - most commands print without rich

        for segment in console.render(self.inner, options):
            yield Segment(safe(segment.text), segment.style)
