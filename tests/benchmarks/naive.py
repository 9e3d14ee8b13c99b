"""The straightforward way to build the same packages: CSafeLoader, pydantic, markdown-it and nh3, plain genanki.

It makes the same notes and cards as the compiler, without places, identity, checks across files or determinism.
Only benchmarks use it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import genanki
import nh3
import yaml
from markdown_it import MarkdownIt
from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Item(_Strict):
    src: list[Any] = []


class _Text(_Item):
    text: str


class _Definition(_Strict):
    short: _Text
    cloze: dict[str, _Text]


class _Distinction(_Item):
    between: list[str]
    axis: str
    points: dict[str, dict[str, str | list[str]]]


class _Question(_Item):
    q: str
    a: str


class _Event(_Item):
    date: int
    who: str
    what: str
    work: str


class _Form(_Item):
    term: str = ""
    means: str = ""
    text: str = ""
    q: str = ""
    a: str = ""


class _Role(_Item):
    is_: str = Field(alias="is")


class _Example(_Item):
    scenario: str
    ask: str
    shows: str
    roles: dict[str, _Role]


class _Concept(_Strict):
    term: str
    context: str
    tags: list[str]
    src: list[str]
    definition: _Definition
    distinctions: dict[str, _Distinction]
    faq: dict[str, _Question]
    history: dict[str, _Event]
    key_aspects: dict[str, _Form]
    challenges: dict[str, _Form]
    examples: dict[str, _Example]
    related: dict[str, str]


_QA = genanki.Model(
    1,
    "naive Q&A",
    fields=[
        {"name": n} for n in ("Key", "Context", "Question 1", "Answer 1", "Question 2", "Answer 2", "Source")
    ],
    templates=[
        {
            "name": f"card {n}",
            "qfmt": f"{{{{#Question {n}}}}}{{{{Context}}}}{{{{Question {n}}}}}{{{{/Question {n}}}}}",
            "afmt": f"{{{{FrontSide}}}}<hr id=answer>{{{{Answer {n}}}}}{{{{Source}}}}",
        }
        for n in (1, 2)
    ],
)
_CLOZE = genanki.Model(
    2,
    "naive cloze",
    fields=[{"name": n} for n in ("Key", "Context", "Text", "Source")],
    templates=[{"name": "cloze", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}{{Source}}"}],
    model_type=genanki.Model.CLOZE,
)


def build(folder: Path, target: Path) -> None:
    """The whole naive pipeline."""
    markdown = MarkdownIt("commonmark")

    def html(text: str) -> str:
        return nh3.clean(markdown.render(text))

    sources = yaml.load((folder / "sources.yaml").read_text(), yaml.CSafeLoader)["sources"]
    files = sorted((folder / "concepts").glob("*.yaml"))
    concepts = {f.stem: _Concept(**yaml.load(f.read_text(), yaml.CSafeLoader)) for f in files}
    terms = {name: concept.term for name, concept in concepts.items()}
    deck = genanki.Deck(3, "naive")
    for name, concept in concepts.items():
        for key, fields in _notes(concept, terms):
            source = "; ".join(f"{sources[s]['title']} ({sources[s]['year']})" for s in concept.src)
            texts = [
                html(f"{concept.context} · {concept.term}"),
                *(html(f) if f else "" for f in fields),
                html(source),
            ]
            model = _CLOZE if len(fields) == 1 else _QA
            deck.add_note(
                genanki.Note(model, [f"{name}/{key}", *texts], guid=f"{name}/{key}", tags=concept.tags)
            )
    genanki.Package(deck).write_to_file(target)


def _notes(c: _Concept, terms: dict[str, str]) -> list[tuple[str, list[str]]]:
    out = [("short", _both(c.term, c.definition.short.text))]
    out += [(key, [item.text]) for key, item in c.definition.cloze.items()]
    for key, distinction in c.distinctions.items():
        names = [terms[n] for n in distinction.between]
        points = {
            point: {n: s for n, s in entries.items() if n != "cards"}
            for point, entries in distinction.points.items()
        }
        rows = "\n\n".join(f"{terms[n]}: {s}" for p in points.values() for n, s in p.items())
        out.append((key, [f"How do {' and '.join(names)} differ?", f"{distinction.axis}\n\n{rows}", "", ""]))
        for point, statements in points.items():
            cards = [
                t
                for n, s in statements.items()
                for t in (f"{s}\n\nWhich of these?\n\n- {names[0]}\n- {names[1]}", terms[n])
            ]
            out.append((f"{key}.{point}", cards))
    out += [(key, [item.q, item.a, "", ""]) for key, item in c.faq.items()]
    out += [
        (k, [f"Who {e.what}?", f"{e.who}\n\n*{e.work}* ({e.date})", "", ""]) for k, e in c.history.items()
    ]
    for key, form in [*c.key_aspects.items(), *c.challenges.items()]:
        out.append((key, [form.text] if form.text else _both(form.term, form.means)))
    for key, example in c.examples.items():
        out.append((key, [f"{example.scenario}\n\n{example.ask}", terms[example.shows], "", ""]))
        for concept, role in example.roles.items():
            ask = f"{example.scenario}\n\nWhat plays the part of “{terms[concept]}” here?"
            out.append((f"{key}.{concept}", [ask, role.is_, "", ""]))
    return out


def _both(term: str, means: str) -> list[str]:
    elided = re.sub(re.escape(term), "____", means, flags=re.IGNORECASE)
    return [f"What does “{term}” mean?", means, f"{elided}\n\nWhich term is meant?", term]


def main(arguments: list[str]) -> None:
    """Build the deck in a folder into a package."""
    build(*map(Path, arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
