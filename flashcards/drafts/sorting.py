"""A page → a concept: each sentence in the section that its heading or its words announce, behind a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flashcards.drafts import boilerplate, clues, headings, keys, sentences
from flashcards.drafts.mark import quoted
from flashcards.drafts.outline import Run, outline
from flashcards.drafts.page import BlockKind, PageError, line
from flashcards.drafts.sheet import Sheet, free
from flashcards.syntax.emitter import Tree
from flashcards.text.source import literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from flashcards.drafts.page import Block, SavedPage

_LONGEST_LINE: Final = 300
_MOST_WORDS: Final = 6  # of a concept's name
_FEWEST_WORDS: Final = 3  # of a sentence
_TURN: Final = ("That ", "This ", "In that case", "In this case", "It may ", "Here ")


@dataclass(slots=True)
class DraftConcept:
    """A draft: an id, the file's tree, and what of the page is not in it."""

    id: str
    tree: dict[str, Tree]
    left_out: list[tuple[str, str]]


def concept_of(page: SavedPage, *, year: int, url: str = "") -> DraftConcept:
    """Return the concept that a page tells of.

    Args:
        page: what was read.
        year: this year, before the end of which an event without a date happened.
        url: the page's address, if it doesn't say it itself.
    """
    if url:
        page.url = url
    return _Sorter(page, outline(page), year).concept()


class _Sorter(Sheet):
    """Sorts one page's blocks into the sections of a tree."""

    # --- the whole -------------------------------------------------------------------------------------------

    def concept(self) -> DraftConcept:
        sorters: dict[str, Callable[[Run], None]] = {
            "definition": self._prose,
            "key_aspects": self._prose,
            "advantages": self._points,
            "challenges": self._points,
            "examples": self._example,
            "history": self._history,
            "related": self._related,
            "external_links": self._links,
            "faq": self._questions,
            "question": self._question,
            headings.ABOUT: self._about,
            headings.SKIP: self._about,
        }
        for run in self.lines.runs:
            self.heading = run.heading
            sorters[run.section](run)
        self._terms_in_text()
        if not any(
            self.sections[name] for name in self.sections if name not in {"related", "external_links"}
        ):
            raise PageError(
                "nothing on this page reads like a definition, a list or a question; copy its text into a file and try that"
            )
        return DraftConcept(self.id, self._tree(), [(out.why, out.text) for out in self.page.left_out])

    def _tree(self) -> dict[str, Tree]:
        made = {name: items for name, items in self.sections.items() if items}
        definition = made.pop("definition", {})
        if cloze := made.pop("cloze", None):
            definition = {**definition, "cloze": cloze}
        tags = [tag for text in self.page.tags if (tag := keys.slug(line(text), "tag"))]
        return {
            "term": _markup(self.lines.term),
            "context": line(self.lines.context),
            "aliases": list[Tree](dict.fromkeys(self.aliases))[:10],
            "tags": list[Tree](dict.fromkeys(tags))[:10],
            "src": [self.source.id],
            "definition": definition,
            **made,
            "sources": {self.source.id: self.source.tree()},
        }

    # --- prose -----------------------------------------------------------------------------------------------

    def _prose(self, run: Run) -> None:
        for block in run.blocks:
            if block.text.startswith("^"):
                continue
            if block.kind is BlockKind.ITEM:
                self._point(run.section, block)
            elif (names := clues.byline(block.text)) is not None:
                what = quoted(f'named under the title of "{self.page.title or self.lines.title}"')
                self._put(
                    "history",
                    clues.id_of(names[0]) + f"-{names[1]}",
                    {"date": names[1], "who": names[0], "what": what},
                )
            elif block.text.startswith(("Example:", "For example:", "Example. ")):
                self._example(Run("examples", run.heading, [block]))
            else:
                self._paragraph(run.section, block)

    def _paragraph(self, section: str, block: Block) -> None:
        for sentence in sentences.split(block.text):
            bare, sites = clues.sites(sentence)
            for site in sites:
                self._link(site, f"https://{site}/")
            self._sentence(section, bare)

    def _sentence(self, section: str, sentence: str) -> None:
        term = self.lines.term.casefold()
        if not self._fits(sentence) or len(sentence) < 2:  # noqa: PLR2004 - a lone sign
            return
        if len(sentence.split()) < _FEWEST_WORDS and not sentence.endswith((".", "?", "。")):
            self.source.about.append(sentence)
        elif why := boilerplate.reason(sentence):
            self.page.leave_out(why, sentence)
        elif name := clues.see(sentence):
            self._relate(name)
            self.page.leave_out("a reference", sentence)
        elif boilerplate.is_vague(sentence):
            self.page.leave_out("a sentence that fits any term", sentence)
        elif section == "definition" and self._is_first(sentence, term):
            self._put_short(sentence)
        elif clues.is_event(sentence):
            self._event(sentence)
        elif (other := clues.other(sentence)) and clues.id_of(other) != self.id:
            self._distinction(other, sentence)
        elif sentence.casefold().removeprefix("the ").startswith(term) or not clues.is_hard(sentence):
            self._statement(section, sentence)
        else:
            self._cloze("challenges", sentence)

    def _statement(self, section: str, sentence: str) -> None:
        self.aliases += [
            name for name in clues.aliases(sentence) if name.casefold() != self.lines.term.casefold()
        ][:2]
        if section == "definition":
            self._cloze("cloze", sentence)
        else:
            self._cloze(section, sentence)

    def _is_first(self, sentence: str, term: str) -> bool:
        """Whether a sentence is the page's definition: it opens the page, or it begins with the term."""
        if self.sections["definition"] or len(sentence.split()) < _FEWEST_WORDS:
            return False
        return not self.heading or sentence.casefold().removeprefix("the ").removeprefix("a ").startswith(
            term
        )

    def _put_short(self, sentence: str) -> None:
        item: dict[str, Tree] = {"text": quoted(sentence)}
        if self.heading:
            item["src"] = [{self.source.id: self.heading}]
        self.sections["definition"]["short"] = item

    def _distinction(self, other: str, sentence: str) -> None:
        pair: list[Tree] = [self.id, free(clues.id_of(other))]
        if any(
            item["between"] == pair
            for item in self.sections["distinctions"].values()
            if isinstance(item, dict)
        ):
            self._cloze("key_aspects", sentence)  # a pair stands in one distinction
            return
        self._put("distinctions", f"vs-{pair[1]}", {"between": pair, "axis": quoted(sentence)})

    # --- lists ---------------------------------------------------------------------------------------------------

    def _points(self, run: Run) -> None:
        for block in run.blocks:
            if block.kind is BlockKind.ITEM or clues.label(block.text):
                self._point(run.section, block)
            else:
                self._listed(run.section, block)

    def _listed(self, section: str, block: Block) -> None:
        for sentence in sentences.split(block.text):
            if self._fits(sentence) and len(sentence.split()) >= _FEWEST_WORDS:
                if boilerplate.is_vague(sentence) or sentence.endswith(":"):
                    self.page.leave_out("a sentence that fits any term", sentence)
                else:
                    self._cloze(section, sentence)

    def _point(self, section: str, block: Block) -> None:
        """Put an entry of a list: a term with its meaning, or a sentence."""
        section = "key_aspects" if section == "definition" else section
        found = clues.label(block.text)
        if found and self._fits(block.text):
            self._put(
                section, keys.slug(found[0], "item"), {"term": _markup(found[0]), "means": quoted(found[1])}
            )
        elif not found:
            for sentence in sentences.split(block.text):
                self._sentence(section, sentence)

    def _example(self, run: Run) -> None:
        words = [s for block in run.blocks for s in sentences.split(block.text)]
        turn = next((n for n, s in enumerate(words) if n and s.startswith(_TURN)), len(words))
        scenario, back = " ".join(words[:turn]), " ".join(words[turn:])
        scenario = (
            scenario.removeprefix("For example:").removeprefix("Example:").removeprefix("Scenario:").strip()
        )
        if scenario and self._fits(scenario) and self._fits(back):
            item: dict[str, Tree] = {"scenario": quoted(scenario), "shows": self.id}
            if back:
                item["back"] = quoted(back)
            self._put("examples", keys.short(scenario, "example"), item)

    # --- questions -------------------------------------------------------------------------------------------------

    def _questions(self, run: Run) -> None:
        """Sort a section of questions that stand as paragraphs of their own."""
        asked: Run | None = None
        for block in run.blocks:
            question = block.text.removeprefix("Q:").strip()
            if question.endswith("?"):
                if asked:
                    self._question(asked)
                asked = Run("question", question)
            elif asked:
                asked.blocks.append(block)
        if asked:
            self._question(asked)

    def _question(self, run: Run) -> None:
        kept = []
        for sentence in (
            s for block in run.blocks for s in sentences.split(block.text.removeprefix("A:").strip())
        ):
            if boilerplate.is_vague(sentence) or boilerplate.reason(sentence):
                self.page.leave_out("a sentence that fits any term", sentence)
            else:
                kept.append(sentence)
        answer = " ".join(kept)
        if answer and self._fits(answer) and self._fits(run.heading):
            self.heading = run.heading
            self._put(
                "faq", keys.short(run.heading, "question"), {"q": quoted(run.heading), "a": quoted(answer)}
            )

    # --- history ----------------------------------------------------------------------------------------------------

    def _history(self, run: Run) -> None:
        for block in run.blocks:
            if block.text.startswith("^"):
                continue
            self.aliases += clues.aliases(block.text)
            if block.text.endswith(":"):
                self.pending = block.text
            elif self.pending and clues.title(block.text):
                self._event(block.text, self.pending)
            else:
                self.pending = ""
                for sentence in sentences.split(block.text):
                    self._event(sentence)

    def _event(self, sentence: str, lead: str = "") -> None:
        if not self._fits(sentence) or len(sentence.split()) < _FEWEST_WORDS:
            return
        who, what = clues.actor(lead or sentence)
        date = clues.when(sentence) or clues.When(str(self.year + 1), "before")
        work = clues.title(sentence)
        item: dict[str, Tree] = {"date": date.date, "precision": date.precision}
        item["who"] = _markup(who) if who else quoted("the page doesn't say who")
        item["what"] = quoted(f"{what} {sentence}" if lead else what)
        item["work"] = _markup(work)
        name = who or keys.short(sentence, "event")
        self._put(
            "history", f"{keys.short(name, 'event')}-{date.date[:4]}", {k: v for k, v in item.items() if v}
        )

    # --- neighbours and links --------------------------------------------------------------------------------------

    def _related(self, run: Run) -> None:
        for block in run.blocks:
            for name in [link.words for link in block.links] or [block.text]:
                if name.casefold().startswith(self.lines.term.casefold()):
                    self.source.about.append(name)
                elif len(name.split()) > _MOST_WORDS or name.endswith("."):
                    self.page.leave_out("no name of a concept", name)
                elif name != "PageTypeQuality":
                    self._relate(clues.names_of(name), "see also")

    def _terms_in_text(self) -> None:
        """Relate the terms that the page explains and that its other sentences use."""
        told = " ".join(
            str(item)
            for name in ("definition", "cloze", "key_aspects")
            for item in self.sections[name].values()
        )
        items = [item for item in self.sections["key_aspects"].values() if isinstance(item, dict)]
        for name in [str(item["term"]) for item in items if "term" in item]:
            if told.casefold().count(name.casefold()) > 1:
                self._relate(name)

    def _links(self, run: Run) -> None:
        footnote = False
        for block in run.blocks:
            if block.text.startswith("^") or footnote:
                self.source.about += [text] if (text := block.text.lstrip("^ ")) else []
                footnote = block.text == "^"
            elif block.links:
                for link in block.links:
                    self._link(link.words, link.url)
            elif block.text.endswith(":"):
                self.page.leave_out("an introduction", block.text)
            else:
                self._link(clues.title(block.text) if block.text[0] in '"“‘' else block.text, "", block.text)

    def _about(self, run: Run) -> None:
        for block in run.blocks:
            self.source.about.append(block.text)


def _markup(text: str) -> str:
    return literal(line(text))
