"""Marked-up texts: what each parses to, and strategies that draw more."""

from __future__ import annotations

from hypothesis import strategies as st

from flashcards.model import (
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
    Rich,
    Span,
    Strong,
    Text,
)
from flashcards.text import markup


def parsed(raw: str) -> Text:
    return markup.parse(raw, clozes=True)[0]


def one(*spans: Span) -> Rich:
    return Rich((Paragraph(spans),))


SPANS: dict[str, Text] = {
    "plain": "plain",
    "  around  ": "around",
    "a *b* c": one("a ", Emphasis(("b",)), " c"),
    "_b_": one(Emphasis(("b",))),
    "**b**": one(Strong(("b",))),
    "***b***": one(Emphasis((Strong(("b",)),))),
    "snake_case_name": "snake_case_name",
    "2 * 3 * 4": "2 * 3 * 4",
    "`a *b* {{x}}`": one(Code("a *b* {{x}}")),
    "`a *b* {{c1::x}}`": one(Code("a *b* "), Cloze(1, (Code("x"),))),
    "`f({{c1::x::h}}, {{c2::*y}})`": one(
        Code("f("), Cloze(1, (Code("x"),), "h"), Code(", "), Cloze(2, (Code("*y"),)), Code(")")
    ),
    "`` {{c1::`}}\n`a `` b": one(Cloze(1, (Code("`"),)), Code(" `a"), " b"),
    '`x = {{c1::{"a": {}}}}`': one(Code("x = "), Cloze(1, (Code('{"a": {}}'),))),
    "`{{c1::\\n}}\\`": one(Cloze(1, (Code("\\n"),)), Code("\\")),
    "*`{{c1::a}}`*": one(Emphasis((Cloze(1, (Code("a"),)),))),
    "`` a ` b ``": one(Code("a ` b")),
    "{{c1::a}}": one(Cloze(1, ("a",))),
    "{{c1::a::h}}": one(Cloze(1, ("a",), "h")),
    "{{c01::a}}": one(Cloze(1, ("a",))),
    "{{c499::a}}": one(Cloze(499, ("a",))),
    "{{c1::a}}{{c1::b}} {{c2::c}}": one(Cloze(1, ("a",)), Cloze(1, ("b",)), " ", Cloze(2, ("c",))),
    "{{c1::{x}}}": one(Cloze(1, ("{x}",))),
    "{{c1::{{x}}}}": one(Cloze(1, ("{{x}}",))),
    "{{c1::{a{b}c}}}": one(Cloze(1, ("{a{b}c}",))),
    "{{c1::f{a{b}}}}": one(Cloze(1, ("f{a{b}}",))),
    "{{c1::a}}}": one(Cloze(1, ("a",)), "}"),
    "{{c1::`}}`}}": one(Cloze(1, (Code("}}"),))),
    "{{c1::`a::b`}}": one(Cloze(1, (Code("a::b"),))),
    "{{c1::a\\::b}}": one(Cloze(1, ("a::b",))),
    "{{c1::a&#58;:b}}": one(Cloze(1, ("a::b",))),
    "{{c1::\\}}}": one(Cloze(1, ("}",))),
    "{{c1::std::vector}}": one(Cloze(1, ("std",), "vector")),
    "{{c1::*a* b}}": one(Cloze(1, (Emphasis(("a",)), " b"))),
    "*{{c1::a}}*": one(Emphasis((Cloze(1, ("a",)),))),
    "{{c1::[a](http://x)}}": one(Cloze(1, (Link(("a",), "http://x"),))),
    "[{{c1::a}}](http://x)": one(Link((Cloze(1, ("a",)),), "http://x")),
    "{{c1::[[foo]]}}": one(Cloze(1, (ConceptLink("foo"),))),
    "{{c1::![p](q.png)}}": one(Cloze(1, (Image("p", "q.png"),))),
    "{{c1::\\(x^{2}\\)}}": one(Cloze(1, (Math(("x^{2}",)),))),
    "\\(\\frac{1}{{{c1::x^{2}}}}\\)": one(Math(("\\frac{1}{", Cloze(1, ("x^{2}",)), "}"))),
    "\\({{c1::a::h}}+{{c2::b}}\\)": one(Math((Cloze(1, ("a",), "h"), "+", Cloze(2, ("b",))))),
    "{{c1::\\(\\text{a::b}\\)}}": one(Cloze(1, (Math(("\\text{a::b}",)),))),
    "{{c1::a\nb}}": one(Cloze(1, ("a b",))),
    "\\(a*b*c_d_\\)": one(Math(("a*b*c_d_",))),
    "\\[x\\]": one(Math(("x",), display=True)),
    "\\\\(x\\\\)": "\\(x\\)",
    "\\*a\\*": "*a*",
    "\\{{x": "{{x",
    "[a](http://x)": one(Link(("a",), "http://x")),
    "[a](HTTPS://x 'title')": one(Link(("a",), "HTTPS://x")),
    "<https://x.y>": one(Link(("https://x.y",), "https://x.y")),
    "[[a-b]]": one(ConceptLink("a-b")),
    "[[a-b|the *b*]]": one(ConceptLink("a-b", ("the ", Emphasis(("b",))))),
    "![p](q.png)": one(Image("p", "q.png")),
    "<b>x</b> <script>": "<b>x</b> <script>",
    "<!-- x -->": "<!-- x -->",
    "a < b and c > d": "a < b and c > d",
    "&lt;b&gt; &amp; &eacute;": "<b> & é",
    "one\ntwo": "one two",
    "one  \ntwo": one("one", Break(), "two"),
    "one\\\ntwo": one("one", Break(), "two"),
    "one\n\ntwo": Rich((Paragraph(("one",)), Paragraph(("two",)))),
    "- a\n- b": Rich((Listing(((Paragraph(("a",)),), (Paragraph(("b",)),))),)),
    "2. a\n3. b": Rich((Listing(((Paragraph(("a",)),), (Paragraph(("b",)),)), 2),)),
    "> a\n> b": Rich((Quote((Paragraph(("a b",)),)),)),
    "```py\n{{x}} <b>\n```": Rich((CodeBlock("{{x}} <b>"),)),
    "```py\n{{c1::x}} <b>\n```": Rich((CodeBlock("", (Cloze(1, (Code("x"),)), Code(" <b>"))),)),
    "- ~~~\n  if {{c1::x::h}}:\n    {{c2::y}}\n  ~~~": Rich(
        (
            Listing(
                (
                    (
                        CodeBlock(
                            "",
                            (
                                Code("if "),
                                Cloze(1, (Code("x"),), "h"),
                                Code(":\n  "),
                                Cloze(2, (Code("y"),)),
                            ),
                        ),
                    ),
                )
            ),
        )
    ),
    "~~~\nx": Rich((CodeBlock("x"),)),
    "# no heading": "# no heading",
    "---": "---",
    "[a]: http://x": "[a]: http://x",
    "1.5 million": "1.5 million",
    "-5 degrees": "-5 degrees",
}

PIECES = [
    *(
        "{{c1::",
        "}}",
        "{",
        "}",
        "::",
        "`",
        "``",
        "*",
        "**",
        "_",
        "\\",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "[",
        "]",
        "[[",
        "]]",
    ),
    *(
        "|",
        "](",
        "](http://x)",
        "![",
        "(",
        ")",
        "$",
        "<",
        "&",
        "&#123;",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "1. ",
        "```\n",
        "~~~",
    ),
    *(
        " ",
        "a",
        "b.",
        "é",
        "日",
        ":",
        ",",
        "#",
        "{{c2::x}}",
        "*b*",
        "`c`",
        "\\(x\\)",
        "[[d]]",
        "https://x.y",
        "|",
        "'",
    ),
]
MARKED = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
SPECIAL = set("\\`*_{[<&\n$}-+>~")
PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Nd"]), max_size=80).filter(
    lambda text: not SPECIAL & set(text)
)
LITERAL = st.text(st.sampled_from("ab<>&*_`[]()!#@$:~|\\ \n-+.1\"'/wé"), max_size=40)
