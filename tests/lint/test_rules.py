"""Every rule on a minimal deck with a finding, and on the most similar deck without one.

Each case is one concept file with the term "apple", unless it has its own head; line 1 is ``term``, line 2 ``src``.
The expected value lists every finding of that rule: level, line and column.
"""

from __future__ import annotations

import pytest

from tests.lint import decks

HEAD = "term: apple\nsrc: [paper]\n"
LONG = " ".join(f"word{n}" for n in range(60))


def words(number: int) -> str:
    """Return this many words."""
    return " ".join(LONG.split()[:number])


def faq(q: str, a: str = "Because of the seed.") -> str:
    """Return a concept with one question."""
    return f"{HEAD}faq:\n  one:\n    q: {q}\n    a: {a}\n"


def cloze(text: str) -> str:
    """Return a concept with one cloze sentence."""
    return f"{HEAD}definition:\n  cloze:\n    one:\n      text: >-\n        {text}\n"


def short(text: str, head: str = HEAD) -> str:
    """Return a concept with a definition."""
    return f"{head}definition:\n  short:\n    text: {text}\n"


def example(scenario: str, more: str = "") -> str:
    """Return a concept with an example."""
    return f"{HEAD}examples:\n  one:\n    scenario: {scenario}\n    shows: apple\n{more}"


def event(more: str = "", what: str = "planted the first apple tree") -> str:
    """Return a concept with one event."""
    return f"{HEAD}history:\n  one:\n    date: 1900\n    who: Ann\n    what: {what}\n{more}"


def point(apple: str, pear: str, head: str = HEAD) -> str:
    """Return a concept with one point of a distinction from the pear."""
    lines = [
        "distinctions:",
        "  vs:",
        "    between: [apple, pear]",
        "    axis: The shape of the fruit.",
        "    points:",
    ]
    lines += [
        "      one:",
        f"        apple: {apple}",
        f"        pear: {pear}",
        "        cards: [apple, pear]",
    ]
    return head + "\n".join(lines) + "\n"


ONE = {
    "L01": [
        ("answer of 21 words", faq("Why apple?", words(21)), ["warning 6:8"]),
        ("answer of 20 words", faq("Why apple?", words(20)), []),
        ("answer of 51 words", faq("Why apple?", words(51)), ["error 6:8"]),
        ("definition of 36 words", short(words(36)), ["warning 5:11"]),
        ("definition of 35 words", short(words(35)), []),
        (
            "axis of 26 words",
            point("Round.", "Long.").replace("The shape of the fruit.", words(26) + ".\n    cards: [ask]"),
            ["warning 6:11"],
        ),
        (
            "axis of 25 words and a long table",
            point(words(20), words(19)).replace("The shape of the fruit.", words(25) + ".\n    cards: [ask]"),
            [],
        ),
        (
            "example's own answer of 31 words",
            example("Eve eats.", f"    back: {words(31)}\n"),
            ["warning 7:11"],
        ),
        ("long title of an event's work", event(f"    work: {words(30)}\n"), []),
        ("dashes are no words", faq("Why apple?", words(20) + " - –"), []),
    ],
    "L02": [
        ("front of 46 words", faq(words(45) + " apple?"), ["warning 5:8"]),
        ("front of 45 words", faq(words(44) + " apple?"), []),
        ("example of 61 words", example(words(56)), ["warning 5:15"]),
        ("example of 60 words", example(words(55)), []),
    ],
    "L03": [
        ("blank of 7 words", cloze("{{c1::" + words(7) + "}} " + words(30)), ["error 6:13"]),
        ("blank of 6 words", cloze("{{c1::" + words(6) + "}} " + words(30)), []),
        (
            "43 per cent of the sentence",
            cloze("Three {{c1::big red apples}} grew here once."),
            ["error 6:13"],
        ),
        ("40 per cent", cloze("One {{c1::big apple}} grew here."), []),
        (
            "the sentence counts, not the text",
            cloze("An {{c1::apple tree grew}} here. W" + words(30) + "."),
            ["error 6:13"],
        ),
        ("only small words", cloze("An apple falls {{c1::from}} the tree and never to it."), ["error 6:13"]),
        ("a number is a word", cloze("An apple has {{c1::5}} chambers with two seeds in each."), []),
        ("math hides no words", cloze(r"An apple falls \({{c1::-}}g\) by the law that all of us know."), []),
    ],
    "L04": [
        (
            "four blanks",
            cloze("An {{c1::apple}} of the {{c2::tree}} on the {{c3::hill}} of the {{c4::king}} falls down."),
            ["warning 6:13"],
        ),
        (
            "six blanks",
            cloze(
                "An {{c1::a1}} of {{c2::b1}} on {{c3::d1}} by {{c4::e1}} or {{c5::f1}} at {{c6::g1}} falls."
            ),
            ["error 6:13"],
        ),
        (
            "two words hidden together",
            cloze("An {{c1::a1}} of {{c1::b1}} on {{c2::d1}} by {{c2::e1}} falls."),
            [],
        ),
        ("sentence of 7 words", cloze("The apple has a {{c1::core}} inside it."), ["warning 6:13"]),
        ("sentence of 8 words", cloze("The apple has a {{c1::core}} well inside it."), []),
    ],
    "L05": [
        ("answer in the question", faq("Why does an apple fall?", "Apples."), ["error 5:8"]),
        ("answer with one more word", faq("Why does an apple fall?", "Ripe apples."), []),
        ("question with options", faq("Which is red, the apple or the sky?", "The apple."), []),
        ("a hyphenated word is one word", faq("Which objective has an apple?", "The meta-objective."), []),
        ("endings don't count", faq("What does an optimizer of apples do?", "Optimizing."), ["error 5:8"]),
        (
            "cloze, elsewhere in the sentence",
            cloze("The {{c1::apple}} is an apple with a core and a peel."),
            ["error 6:13"],
        ),
        (
            "cloze, in another blank",
            cloze("The {{c1::apple}} is what a {{c2::apple}} tree bears in a late year."),
            ["error 6:13", "error 6:13"],
        ),
        (
            "cloze, in its hint",
            cloze("The {{c1::apple::a kind of apple}} has a core, a stem and a peel."),
            ["error 6:13"],
        ),
        (
            "cloze, hint at its kind",
            cloze("The {{c1::apple::fruit}} has a core, a stem and a thin peel."),
            [],
        ),
        ("definition repeats its term", short("The apple that one can eat raw."), ["error 5:11"]),
        (
            "definition repeats a common word",
            short("A big round tree.", HEAD.replace("apple", "zebra tree"))
            + "faq:\n  two: {q: A tree?, a: x}\n",
            [],
        ),
        (
            "definition repeats the rare word",
            short("A striped zebra.", HEAD.replace("apple", "zebra tree"))
            + "faq:\n  two: {q: A tree?, a: x}\n",
            ["error 5:11"],
        ),
        ("term in the definition is blanked", short("A fruit with a core inside."), []),
        (
            "reverse, by another form",
            short("What optimizes fruit.", HEAD.replace("apple", "optimizer")),
            ["error 5:11", "error 5:11"],
        ),
        (
            "words of the context line",
            short("To align fruit.", HEAD.replace("apple", "AI alignment") + "context: AI alignment\n"),
            [],
        ),
        ("scenario with the concept", example("Eve eats an apple."), ["error 5:15"]),
        ("role", example("Eve eats fruit.", "    roles:\n      pear:\n        is: Fruit.\n"), []),
        ("statement", point("Round apple.", "Long pear."), []),
        ("who", event(what="told Ann of an apple"), ["error 7:11"]),
    ],
    "L06": [
        ("four things", faq("What has an apple?", "Peel, stem, core and seed."), ["warning 6:8"]),
        (
            "four things, comma before and",
            faq("What has an apple?", "Peel, stem, core, and seed."),
            ["warning 6:8"],
        ),
        ("six things", faq("What has an apple?", "Peel, stem, core, flesh, leaf or seed."), ["error 6:8"]),
        ("three things", faq("What has an apple?", "Peel, core and seed."), []),
        (
            "clauses are no list",
            faq("Why apple?", "It falls, since the stem dries out in autumn, and rots, as all fruit does."),
            [],
        ),
        (
            "bullets",
            f"{HEAD}faq:\n  one:\n    q: What has an apple?\n    a: |-\n      - peel\n      - stem\n      - core\n      - seed\n",
            ["warning 6:8"],
        ),
        ("name the five", faq("Name the five parts of an apple?"), ["error 5:8"]),
        ("what are the four", faq("What are the four parts of an apple?"), ["error 5:8"]),
        ("a name is asked", faq("What name has the apple?"), []),
    ],
    "L07": [
        ("it", faq("It falls from the apple tree; what does?"), ["error 5:8"]),
        ("these", faq("These apples fall why?"), ["error 5:8"]),
        (
            "it is unclear whether",
            cloze("It is unclear whether the {{c1::apple}} fell on his head or beside it."),
            [],
        ),
        (
            "it is not yet known how",
            cloze("It is not yet known how the {{c1::apple}} fell on his poor head."),
            [],
        ),
        ("item is another word", faq("Items like the apple fall why?"), []),
        ("the above", faq("Why does the above apple fall?"), ["error 5:8"]),
        ("as mentioned", faq("Why, as mentioned, does an apple fall?"), ["error 5:8"]),
        ("statement", point("It is round.", "Long fruit."), ["error 9:16"]),
        ("who", event(), []),
    ],
    "L08": [
        ("is", faq("Is an apple red?"), ["error 5:8"]),
        ("doesn't", faq("Doesn't an apple fall?"), ["error 5:8"]),
        ("last sentence of the front", faq("An apple is red. Can it fall?"), ["error 5:8"]),
        ("why", faq("Why is an apple red?"), []),
        ("answer begins with no", faq("Why apple?", "No, it is a pear."), ["error 6:8"]),
        ("answer is true", faq("Why apple?", "True."), ["error 6:8"]),
        ("answer begins with no apple", faq("Why apple?", "No apple is blue."), []),
        ("cloze", cloze("Is an {{c1::apple}} red, or is it green as grass?"), []),
    ],
    "L09": [
        ("explain", faq("Explain the apple."), ["error 5:8"]),
        ("question before a remark", faq("Why red? (Of an apple.)"), []),
        ("Greek question mark", faq("Why red;".replace(";", "\u037e")), []),
        ("cloze", cloze("An {{c1::apple}} is red, and it is round as a ball."), []),
        ("example's own ask", example("Eve eats.", "    ask: Tell what she eats.\n"), ["error 5:15"]),
    ],
    "L10": [
        ("names nothing", faq("Why is it distinct?"), ["warning 5:8"]),
        ("names the concept", faq("Why is the apple distinct?"), []),
        ("in the plural", faq("Why are apples distinct?"), []),
        ("an alias", faq("Why is the pome fruit distinct?") + "aliases: [pome fruit]\n", []),
        (
            "a part of its context line",
            faq("Why is food for swine distinct?") + "context: Garden · swine food\n",
            [],
        ),
        ("a linked concept", faq("Why is [[pear]] juice distinct?"), []),
        ("a related concept", faq("Why is pear juice distinct?") + "related: {pear: fruit}\n", []),
        ("cloze that hides the concept", cloze("The {{c1::apple}} has a core, a stem and a peel."), []),
        ("who", event(what="planted the first tree of its kind"), []),
        (
            "term of another concept",
            f"{HEAD}key_aspects:\n  one:\n    term: pear\n    means: A long fruit.\n",
            ["warning 5:11"],
        ),
    ],
    "L12": [
        (
            "two items",
            faq("Why apple?") + "  two:\n    q: How apple?\n    a: because of the seed\n",
            ["info 9:8"],
        ),
        (
            "three items",
            faq("Why apple?")
            + "  two: {q: How apple?, a: Because of the seed}\n  three: {q: An apple?, a: Because of the seed}\n",
            ["info 7:27", "warning 8:28"],
        ),
        ("cards of one item", short("A fruit with a core."), []),
        (
            "years",
            event("    cards: [when]\n")
            + "  two: {date: 1900, who: Ann, what: ate an apple, cards: [when]}\n",
            [],
        ),
    ],
    "L13": [
        ("no source", faq("Why apple?").replace("src: [paper]\n", ""), ["error 3:3"]),
        ("weak source", faq("Why apple?").replace("[paper]", "[shop]"), ["warning 4:3"]),
        ("weak source of its own", faq("Why apple?") + "    src: [shop]\n", ["warning 7:10"]),
        ("weak and good source", faq("Why apple?").replace("[paper]", "[shop, paper]"), []),
        ("unrated source", faq("Why apple?").replace("[paper]", "[unrated]"), []),
        ("event with one source", event(), ["warning 4:3"]),
        ("event with one source twice", event("    src: [paper: page 1, paper: page 2]\n"), ["warning 8:10"]),
        ("event with two sources", event("    src: [paper, paper-2]\n"), []),
        ("one of two is enough elsewhere", faq("Why apple?"), []),
        ("withdrawn", faq("Why apple?").replace("src: [paper]", "retired: wrong"), []),
    ],
    "L15": [
        ("recently", faq("Why apple?", "It recently fell."), ["warning 6:8"]),
        ("on the front", faq("Why is the modern apple red?"), ["warning 5:8"]),
        ("new findings", faq("Why apple?", "By new findings."), ["warning 6:8"]),
        ("with a year", faq("Why apple?", "In 2020 it recently fell."), []),
        ("with a year in extra", faq("Why apple?", "It recently fell.") + "    extra: Seen in 2020.\n", []),
        ("new is no stale word", faq("Why apple?", "A new tree."), []),
    ],
    "L17": [
        ("alias in the scenario", example("Eve eats a pome.") + "aliases: [pome]\n", ["warning 5:15"]),
        (
            "concept, where a text is the answer",
            example("Eve eats an apple.", "    back: The fruit of old.\n"),
            ["warning 5:15"],
        ),
        ("nothing named", example("Eve eats a fruit.") + "aliases: [pome]\n", []),
    ],
    "L19": [
        ("two questions", faq("Why apple? And how?"), ["warning 5:8"]),
        ("and why", faq("What is an apple, and why is it red?"), ["warning 5:8"]),
        ("and in a list", faq("Why are apples and pears red?"), []),
        ("point", point("Round and why not.", "Long."), []),
        ("scenario", example("Eve eats, and who eats here?", "    ask: Which concept?\n"), []),
    ],
    "L20": [
        ("three content words", short("A red round fruit."), ["warning 5:11"]),
        ("one content word", short("A fruit."), ["warning 5:11"]),
        ("four content words", short("A red round garden fruit."), []),
        ("one way only", short("A red round fruit.") + "    cards: [forward]\n", []),
    ],
    "L21": [
        ("todo", faq("Why apple?", "TODO"), ["warning 6:8"]),
        ("question marks", faq("Why apple???"), ["warning 5:8"]),
        ("in extra", faq("Why apple?") + "    extra: FIXME\n", ["warning 6:8"]),
        ("under note", faq("Why apple?") + "    note: TODO\n", []),
        ("todo in small letters", faq("Why apple?", "A todo list."), []),
        (
            "another's words",
            faq("'TO BE REWRITTEN: Why apple?'", "'TO BE REWRITTEN: It is.'"),
            ["error 5:8", "error 6:8"],
        ),
        ("in a definition, once", short("'TO BE REWRITTEN: A red round garden fruit.'"), ["error 5:11"]),
    ],
}


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        pytest.param(code, text, expected, id=f"{code} {name}")
        for code, cases in ONE.items()
        for name, text, expected in cases
    ],
)
def test_a_rule_finds_these_places_in_one_concept(code: str, text: str, expected: list[str]) -> None:
    problems = decks.found(
        text, pear="term: pear\nsrc: [paper]\nfaq:\n  one: {q: Who eats the pear?, a: You.}\n"
    )
    apples = [p for p in decks.shown(problems, code) if "apple.yaml" in p]
    assert apples == [f"{code} {line.replace(' ', ' apple.yaml:')}" for line in expected]


PEAR = HEAD.replace("apple", "pear")
TWO = {
    "L11": [
        (
            "equal fronts",
            faq("Why is this fruit red?"),
            faq("Why is this fruit red?", "No idea."),
            ["error pear.yaml:5:8"],
        ),
        (
            "case and signs don't count",
            faq("Why is this fruit red?"),
            faq("WHY is this fruit 'red'?"),
            ["error pear.yaml:5:8"],
        ),
        (
            "6 words of 7, 0.86",
            faq("Why is this old fruit so red?"),
            faq("Why is this fruit so red?"),
            ["warning pear.yaml:5:8"],
        ),
        ("5 words of 6, 0.83", faq("Why is this fruit so red?"), faq("Why is this fruit red?"), []),
        (
            "the deck's own words don't count",
            short("A small red fruit."),
            short("A small blue fruit.", PEAR),
            [],
        ),
    ],
    "L18": [
        (
            "same words",
            short("A small red round fruit of the garden."),
            short("The round red garden fruit, rather small.", PEAR),
            ["warning pear.yaml:5:11"],
        ),
        ("half the words", short("A small red round fruit."), short("A small red long animal.", PEAR), []),
        (
            "one way only",
            short("A small red round fruit."),
            short("A small red round fruit.", PEAR) + "    cards: [forward]\n",
            [],
        ),
    ],
    "L16": [
        (
            "the name's word",
            point("A fruit like an apple is red.", "Long."),
            short("Long and thin fruit.", PEAR),
            ["warning apple.yaml:9:16"],
        ),
        (
            "a word of both names",
            point("A tree fruit.", "Long.", HEAD.replace("apple", "apple tree")),
            short("Long and thin fruit.", HEAD.replace("apple", "pear tree")),
            [],
        ),
        (
            "a part that a hyphen joins in the other name",
            point("A tree.", "Long.", HEAD.replace("apple", "tree")),
            short("Long and thin fruit.", HEAD.replace("apple", "pear-tree")),
            [],
        ),
    ],
    "L13": [
        (
            "nothing cited at all",
            faq("Why?").replace("src: [paper]\n", ""),
            "term: pear\nfaq:\n  one: {q: Q?, a: A.}\n",
            ["warning apple.yaml:3:3", "warning pear.yaml:3:3"],
        ),
        ("one item cites", faq("Why?"), "term: pear\nfaq:\n  one: {q: Q?, a: A.}\n", ["error pear.yaml:3:3"]),
    ],
    "L14": [
        (
            "nothing linked",
            short("Red."),
            short("Long.", PEAR),
            ["warning apple.yaml:1:1"] * 3 + ["warning pear.yaml:1:1"] * 3,
        ),
        (
            "linked one way",
            short("Red.") + "related: {pear: fruit}\nfaq:\n  two: {q: Why?, a: x}\n",
            short("Long.", PEAR) + "faq:\n  two: {q: Why?, a: x}\n",
            ["warning apple.yaml:1:1", "warning pear.yaml:1:1"],
        ),
        (
            "linked both ways",
            short("Red.") + "related: {pear: fruit}\nfaq:\n  two: {q: Why?, a: x}\n",
            short("Long.", PEAR) + "related: {apple: fruit}\nfaq:\n  two: {q: Why?, a: x}\n",
            [],
        ),
        (
            "a link to itself",
            short("Red.") + "related: {apple: itself}\nfaq:\n  two: {q: Why?, a: x}\n",
            short("Long.", PEAR) + "related: {apple: fruit}\nfaq:\n  two: {q: Why?, a: x}\n",
            ["warning apple.yaml:1:1", "warning pear.yaml:1:1"],
        ),
        (
            "91 cards",
            short("Red.")
            + "related: {pear: fruit}\nfaq:\n"
            + "".join(f"  q{n}: {{q: Why {n}?, a: x}}\n" for n in range(89)),
            short("Long.", PEAR) + "related: {apple: fruit}\nfaq:\n  two: {q: Why?, a: x}\n",
            ["warning apple.yaml:1:1"],
        ),
    ],
}


@pytest.mark.parametrize(
    ("code", "first", "second", "expected"),
    [pytest.param(code, *rest, id=f"{code} {name}") for code, cases in TWO.items() for name, *rest in cases],
)
def test_a_rule_finds_these_places_in_two_concepts(
    code: str, first: str, second: str, expected: list[str]
) -> None:
    assert decks.shown(decks.found(first, second), code) == [f"{code} {line}" for line in expected]
