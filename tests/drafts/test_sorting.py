"""A page's sentences land in the sections that headings and words announce, behind the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.drafts.reading import read

if TYPE_CHECKING:
    from flashcards.syntax.emitter import Tree

# Invented for this test.
HTML = b"""<!doctype html><html><head><title>What is Grumping? | Grump Pedia</title>
<meta property="og:site_name" content="Grump Pedia"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2021-05-06T10:00:00Z">
<link rel="canonical" href="https://example.org/grumping"></head><body>
<nav><a href="/">Home</a></nav><script>alert(1)</script>
<h1>What is Grumping?</h1>
<p>Grumping is the slow turning of a cat towards a wall. A grumping cat ignores its bowl.</p>
<p>Grumping is distinct from purring (a sound). It is hard to photograph.</p>
<h2>Key aspects of grumping</h2><ul><li>Wall: the thing that the cat turns to.</li></ul>
<h2>Advantages</h2><ul><li>Quiet: it makes no noise.</li></ul>
<h2>History</h2><p>Bo Ek described it first in 1999.</p><p>Its name was coined by nobody in particular.</p>
<h2>Example of grumping</h2><p>A cat turns away from Ada. This shows that the bowl was empty.</p>
<h2>Why do cats grump?</h2><p>They wait for fish.</p>
<h2>See also</h2><ul><li><a href="https://example.org/purring">Purring</a></li></ul>
<h2>External links</h2><ul><li><a href="https://example.org/film">A film of a cat</a></li></ul>
<footer>Sign up</footer></body></html>"""
AT = "grump-pedia-page"


def _section(tree: dict[str, Tree], name: str) -> dict[str, Tree]:
    found = tree[name]
    assert isinstance(found, dict)
    return found


def test_a_page_is_sorted() -> None:
    concept = read(HTML, year=2026)
    tree = concept.tree
    assert (concept.id, tree["term"], tree["src"]) == ("grumping", "grumping", [AT])
    assert _section(tree, "definition") == {
        "short": {
            "text": "TO BE REWRITTEN: Grumping is the slow turning of a cat towards a wall.",
        },
        "cloze": {
            "grumping-cat-ignores-its": {
                "text": "TO BE REWRITTEN: {{c1::A grumping cat ignores its bowl.}}",
            }
        },
    }
    assert _section(tree, "distinctions") == {
        "vs-purring": {
            "between": ["grumping", "purring"],
            "axis": "TO BE REWRITTEN: Grumping is distinct from purring (a sound).",
        }
    }
    assert _section(tree, "key_aspects") == {
        "wall": {
            "term": "Wall",
            "means": "TO BE REWRITTEN: the thing that the cat turns to.",
            "src": [{AT: "Key aspects of grumping"}],
        }
    }
    assert list(_section(tree, "advantages")) == ["quiet"]
    assert list(_section(tree, "challenges")) == ["hard-photograph"]
    assert _section(tree, "history")["bo-ek-1999"] == {
        "date": "1999",
        "who": "Bo Ek",
        "what": "TO BE REWRITTEN: described it first in 1999.",
        "src": [{AT: "History"}],
    }
    assert _section(tree, "history")["its-name-was-coined-2022"] == {
        "date": "2022",
        "precision": "before",
        "who": "TO BE REWRITTEN: the page doesn't say who",
        "what": "TO BE REWRITTEN: Its name was coined by nobody in particular.",
        "src": [{AT: "History"}],
    }
    assert _section(tree, "examples")["cat-turns-away-ada"] == {
        "scenario": "TO BE REWRITTEN: A cat turns away from Ada.",
        "shows": "grumping",
        "back": "TO BE REWRITTEN: This shows that the bowl was empty.",
        "src": [{AT: "Example of grumping"}],
    }
    assert _section(tree, "faq")["do-cats-grump"] == {
        "q": "TO BE REWRITTEN: Why do cats grump?",
        "a": "TO BE REWRITTEN: They wait for fish.",
        "src": [{AT: "Why do cats grump?"}],
    }
    assert _section(tree, "related") == {"purring": "see also", "wall": "named on the page"}
    assert _section(tree, "external_links") == {
        "film-cat": {"title": "A film of a cat", "url": "https://example.org/film"}
    }
    assert _section(tree, "sources") == {
        AT: {
            "title": "What is Grumping? | Grump Pedia",
            "authors": ["Ann Lee"],
            "year": "2021",
            "date": "2021-05-06",
            "url": "https://example.org/grumping",
            "venue": "Grump Pedia",
            "unverified": ["credibility"],
        }
    }
    assert concept.left_out == [("navigation", "Home"), ("the page's foot", "Sign up")]


def test_a_nuxt_payload_is_unfolded() -> None:
    payload = (
        b'[{"data":1},["ShallowReactive",2],{"$k":3},{"term":4,"shortDefinition":5,"faq":6,"seoTitle":9},"Grumping",'
        b'"Grumping is a turning of cats.",[7],{"question":8,"answer":5},"Why do cats grump?","Buy fish now"]'
    )
    concept = read(payload, year=2026)
    assert _section(concept.tree, "definition") == {
        "short": {"text": "TO BE REWRITTEN: Grumping is a turning of cats."}
    }
    assert list(_section(concept.tree, "faq")) == ["do-cats-grump"]
    assert concept.left_out == [("for search engines", "Buy fish now")]
