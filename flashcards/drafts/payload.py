"""The JSON of a prerendered page → a page.

A devalue array (as Nuxt writes it) holds every value once and refers to it by its index; plain JSON does not. Of what
is in it only the record that describes a term is used.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from flashcards.drafts.page import BlockKind, PageError, SavedPage

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST: Final = 40
_MOST_VALUES: Final = 200_000
_WRAPPERS: Final = {"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "Set"}
_TERM: Final = ("term", "title", "name", "headline")
_SHORT: Final = ("shortDefinition", "short_definition", "definition", "description", "summary", "excerpt")
_LONG: Final = ("explanation", "content", "body", "text", "articleBody", "longDefinition")
_FAQ: Final = ("faq", "faqs", "questions", "mainEntity")
_RELATED: Final = ("relatedTerms", "related_terms", "related", "seeAlso")
_TAGS: Final = ("category", "categories", "tags", "keywords")
_QUESTION: Final = ("question", "q", "name", "title")
_ANSWER: Final = ("answer", "a", "acceptedAnswer", "text", "content")


def is_payload(text: str) -> bool:
    """Whether a text looks like JSON."""
    return text.lstrip()[:1] in {"[", "{"} and text.rstrip()[-1:] in {"]", "}"}


def read(text: str) -> SavedPage:
    """Return the page in a JSON text. Raises PageError if there is none in it."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise PageError("the file looks like JSON and is damaged; save the page again") from None
    values = _Unfolded(data).value if _is_devalue(data) else data
    records = [record for record in _records(values, 0, [0]) if _first(record, _TERM)]
    if not records:
        raise PageError("there is no record of a term in this JSON; save the page as HTML or text instead")
    return _page(max(records, key=_worth))


def _is_devalue(data: object) -> bool:
    """Whether a list refers to its own entries by number, as devalue writes them."""
    return (
        isinstance(data, list)
        and len(data) > 1
        and isinstance(data[0], dict | list)
        and all(type(inner) is int or isinstance(inner, str) for inner in _inner(data[0]))
        and any(type(inner) is int for inner in _inner(data[0]))
    )


def _inner(value: object) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list) else []


class _Unfolded:
    """A devalue array with its references followed. A value that holds itself is left out where it comes again."""

    def __init__(self, data: list[Any]) -> None:
        self.data = data
        self.left = _MOST_VALUES
        self.open: set[int] = set()
        self.value = self._at(0, 0)

    def _at(self, index: object, depth: int) -> Any:  # noqa: ANN401 - JSON's values
        if type(index) is not int or not 0 <= index < len(self.data) or index in self.open:
            return None
        self.left -= 1
        if self.left < 0 or depth > _DEEPEST:
            raise PageError("the JSON is nested too deep or refers to itself too often to be a saved page")
        value = self.data[index]
        self.open.add(index)
        try:
            if isinstance(value, dict):
                return {str(key): self._at(inner, depth + 1) for key, inner in value.items()}
            if isinstance(value, list) and value and value[0] in _WRAPPERS and len(value) > 1:
                return self._at(value[1], depth + 1)
            return [self._at(inner, depth + 1) for inner in value] if isinstance(value, list) else value
        finally:
            self.open.discard(index)


def _records(value: object, depth: int, seen: list[int]) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a value, outermost first."""
    seen[0] += 1
    if depth > _DEEPEST or seen[0] > _MOST_VALUES:
        return
    if isinstance(value, dict):
        yield value
    for inner in _inner(value):
        if isinstance(inner, dict | list):
            yield from _records(inner, depth + 1, seen)


def _worth(record: dict[str, Any]) -> int:
    """Return how much a record says about a term; of two that say the same, the first is taken."""
    return sum(weight for names, weight in ((_SHORT, 4), (_LONG, 3), (_FAQ, 2)) if _first(record, names))


def _first(record: dict[str, Any], names: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON's values
    return next((record[name] for name in names if record.get(name)), "")


def _words(value: object) -> str:
    """Return the text of a value: its own, or that of the record that it is."""
    if isinstance(value, dict):
        value = _first(value, (*_TERM, "text", "label"))
    return value if isinstance(value, str) else ""


def _page(record: dict[str, Any]) -> SavedPage:
    page = SavedPage(title=" ".join(_words(_first(record, _TERM)).split()))
    page.url = next((url for name in ("url", "canonical") if (url := _words(record.get(name)))), "")
    page.add(BlockKind.TEXT, _words(_first(record, _SHORT)))
    if explanation := _words(_first(record, _LONG)):
        page.add(BlockKind.HEADING, "Explanation")
        for paragraph in explanation.split("\n"):
            page.add(BlockKind.TEXT, paragraph)
    for entry in _as_list(_first(record, _FAQ)):
        if isinstance(entry, dict) and (question := _words(_first(entry, _QUESTION))):
            page.add(BlockKind.HEADING, question if question.rstrip().endswith("?") else f"{question}?")
            page.add(BlockKind.TEXT, _words(_first(entry, _ANSWER)))
    related = [words for entry in _as_list(_first(record, _RELATED)) if (words := _words(entry))]
    if related:
        page.add(BlockKind.HEADING, "See also")
    for words in related:
        page.add(BlockKind.ITEM, words)
    page.tags = [words for entry in _as_list(_first(record, _TAGS)) if (words := _words(entry))]
    _note_rest(page, record)
    return page


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _note_rest(page: SavedPage, record: dict[str, Any]) -> None:
    used = {*_TERM, *_SHORT, *_LONG, *_FAQ, *_RELATED, *_TAGS}
    for name, value in record.items():
        if name not in used and isinstance(value, str) and " " in value:
            page.leave_out(
                "for search engines" if name.startswith(("seo", "meta")) else "a field of no use", value
            )
