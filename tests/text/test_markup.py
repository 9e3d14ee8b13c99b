r"""Text → spans and faults, as tables; and laws that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.model import (
    ConceptLink,
    Image,
    Rich,
    Text,
)
from flashcards.text import markup, prose
from tests.text.samples import MARKED, PLAIN, SPANS, one
from tests.work import calls


def faults(raw: str, *, clozes: bool = True) -> list[tuple[int, str]]:
    return sorted((fault.offset, fault.code) for fault in markup.parse(raw, clozes=clozes)[1])


@pytest.mark.parametrize("raw", ["`{c1::a}`", "\\{c1::a}", "{c::a}", "{c1:a}", "f{x}", "{{c1::{a}}}"])
def test_one_brace_is_a_fault_only_where_it_looks_like_a_cloze(raw: str) -> None:
    assert markup.parse(raw, clozes=True)[1] == []
    assert markup.parse("{c1::a}")[1] == []


@pytest.mark.parametrize(("raw", "text"), SPANS.items(), ids=SPANS)
def test_spans(raw: str, text: Text) -> None:
    assert markup.parse(raw, clozes=True) == (text, [])


# --- what is wrong, and at which character ------------------------------------------------------------------

FAULTS: dict[str, list[tuple[int, str]]] = {
    "x {{c1::a": [(2, "cloze-open")],
    "x {{c1::a}": [(2, "cloze-open")],
    "{{c1::a\n\nb}}": [(0, "cloze-open"), (10, "cloze-form")],
    "{{c1::a::b::c}}": [(10, "cloze-hints")],
    "{{c1::}}": [(0, "cloze-empty")],
    "{{c1:: }}": [(0, "cloze-empty")],
    "{{c1::a::}}": [(7, "cloze-hint-empty")],
    "{{c0::a}}": [(0, "cloze-number")],
    "{{c500::a}}": [(0, "cloze-number")],
    f"{{{{c{'9' * 5000}::a}}}}": [(0, "cloze-number")],
    "{{c1::a {{c2::b}} c}}": [(8, "cloze-nested"), (19, "cloze-form")],
    "`a {{c1::b`": [(3, "cloze-open")],
    "`{{c1::a::b::c}} {{c0::x}}`": [(11, "cloze-hints"), (17, "cloze-number")],
    "`{{c1::}} {{c2::a::}}`": [(1, "cloze-empty"), (17, "cloze-hint-empty")],
    "{{c1::a `{{c2::b}}`}}": [(9, "cloze-nested")],
    "`{{c1::a {{c2::b}}}}`": [(9, "cloze-nested")],
    "x\n```\nif {{c1::y\n  {{c0::z}}\n```": [(19, "cloze-nested")],
    "> ~~~\n> é {{c0::z}}": [(10, "cloze-number")],
    "&#8203;": [(0, "text-invisible")],
    "*\u3164*": [(0, "text-invisible")],
    "`\u2060`": [(0, "text-invisible")],
    "&shy;\n\n\u2800": [(0, "text-invisible")],
    "[\u200b](http://x)": [(0, "text-invisible")],
    "{{c1::\u200b}}": [(0, "cloze-empty")],
    "{{c1::a::\u3164}}": [(7, "cloze-hint-empty")],
    "![\u200b](q.png)": [(0, "image-alt")],
    "{{C1::a}}": [(0, "cloze-form")],
    "{{c1:a}}": [(0, "cloze-form")],
    "{{c1,2::a}}": [(0, "cloze-form")],
    "{{ c1::a }}": [(0, "cloze-form")],
    "a {{b}}": [(2, "cloze-form")],
    "a}} b": [(1, "cloze-form")],
    "It is {c1::fast}.": [(6, "cloze-form")],
    "{c1::a} {{c2::b}} {c3::c}}": [(0, "cloze-form"), (18, "cloze-form")],
    "{{c1::a {c2::b}}}": [(8, "cloze-form")],
    "{{c1::a::b}}}}": [(12, "cloze-form")],
    "{{type:x}}": [(0, "cloze-form")],
    "{{c1::\\(x}}\\)": [(0, "cloze-open")],
    "\\(a {{c1::b\\) c}}": [(4, "cloze-open"), (15, "cloze-form")],
    "{{c1::*a}} b*": [(6, "emphasis-crosses")],
    "*a {{c1::b*}}": [(10, "emphasis-crosses")],
    "**{{c1::a** b}}": [(9, "emphasis-crosses")],
    "{{c1::[a}}](http://x)": [(10, "link-broken")],
    "[a](javascript:alert(1))": [(2, "link-broken")],
    "[a](JaVaScRiPt:x)": [(2, "link-broken")],
    "[a](data:text/html,x)": [(2, "link-broken")],
    "[a](vbscript:x)": [(2, "link-broken")],
    "[a](//evil)": [(2, "link-broken")],
    "[a](x.html)": [(2, "link-broken")],
    "[[Foo Bar]]": [(2, "link-id")],
    "é [[foo|]]": [(2, "link-id")],
    "[[foo|b [c](http://x)]]": [(0, "link-id")],
    "![](q.png)": [(0, "image-alt")],
    "![p](http://x/q.png)": [(5, "image-name")],
    "![p](../q.png)": [(5, "image-name")],
    "![p](/etc/passwd)": [(5, "image-name")],
    "![p](.hidden.png)": [(5, "image-name")],
    "![p](a\\b.png)": [(5, "image-name")],
    "![p]()": [(5, "image-name")],
    "a \\(x": [(2, "math-open")],
    "\\[x\\)": [(0, "math-open")],
    "$x$": [(0, "math-dollar")],
    "is $x^2$ or $\\alpha$": [(3, "math-dollar"), (12, "math-dollar")],
    "$\\frac{1}{2}$ `$` $\\{x\\}$": [(0, "math-dollar"), (18, "math-dollar")],
    "$$a+b$$": [(0, "math-dollar")],
    "\\(a \\href{javascript:alert(1)}{b}\\)": [(4, "math-macro")],
    "\\(\\style{x}{y}\\)": [(2, "math-macro")],
    "\\(\\def\\x{\\x}\\x\\)": [(2, "math-macro")],
    "{{c1::\\[\\input{/etc/passwd}\\]}}": [(8, "math-macro")],
    "a [b]() c": [(4, "link-broken")],
    "[](<>)": [(1, "link-broken")],
    "a &#x202e; b": [(2, "control-character")],
    "&#13;": [(0, "control-character")],
    "&NewLine;": [(0, "control-character")],
    "&#xF0000;": [(0, "control-character")],
    "- x\n- x {{c1::\n- é x {{c1::": [(8, "cloze-open"), (21, "cloze-open")],
    "> x\n> {{c1::\n> - y {{c2::": [(6, "cloze-open"), (19, "cloze-open")],
}


@pytest.mark.parametrize(("raw", "expected"), FAULTS.items(), ids=[raw[:40] for raw in FAULTS])
def test_faults(raw: str, expected: list[tuple[int, str]]) -> None:
    assert faults(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "US$5 and US$6",
        "costs $5 to $10",
        "$5-$10",
        "$5 = 4 EUR and $6",
        "$1,000$ more",
        "\\$x\\$",
        "`$x^2$`",
        "\\(a$b$c\\)",
        "A$AP and Ke$ha",
        "$ x $",
    ],
)
def test_prices_are_not_math(raw: str) -> None:
    assert faults(raw) == []


@pytest.mark.parametrize(
    "raw",
    [
        "{{c1::2 * 3}} and 4 * 5",
        "{{c1::*a*}} and *b*",
        "*a* {{c1::b}} **c**",
        "{{c1::`a*`}} b*c",
        "{{c1::a\\*}} *b*",
        "\\(a^{*}{{c1::b^*}}\\) *c*",
        "{{c1::\\(x^*\\)}} c* d",
        "{{c1::{1,{2}}}}",
        "{{c1::\\{\\{x\\}\\}}}",
        "\\(x^{a^{b}} {{c1::y}}\\)",
        "`{{` and {{c1::x}} and `}}`",
    ],
)
def test_no_false_alarm(raw: str) -> None:
    assert faults(raw) == []


@pytest.mark.parametrize("raw", ["{{c1::a}}", "x {{c1::a::b}} y", "\\({{c1::a}}\\)", "- {{c1::a}}"])
def test_a_cloze_in_a_field_that_makes_no_cloze_cards_is_a_fault(raw: str) -> None:
    assert faults(raw, clozes=False) == [(raw.index("{{"), "cloze-here")]


@pytest.mark.parametrize("raw", ["{{x}}", "a}}", "`{{c1::a}}`", "{{ handlebars }}"])
def test_braces_are_text_in_a_field_without_clozes(raw: str) -> None:
    assert faults(raw, clozes=False) == []


def test_marked_up_text_has_a_maximum_length() -> None:
    assert faults("*" * markup.MAX_TEXT) == []
    assert faults("*" * (markup.MAX_TEXT + 1)) == [(0, "text-too-long")]
    assert faults("a" * (markup.MAX_TEXT + 1)) == []


@pytest.mark.parametrize("raw", ["> " * 200 + "a\nb", "- " * 200 + "a\nb"])
def test_nesting_that_is_too_deep_is_reported(raw: str) -> None:
    assert (0, "text-too-deep") in faults(raw)
    assert faults("> " * 15 + "a\nb") == faults("- " * 8 + "a\nb") == []


@pytest.mark.parametrize(
    ("raw", "deep"),
    [
        ("*a " * 19 + "b" + "*" * 19, False),
        ("*a " * 20 + "b" + "*" * 20, True),
        ("**a *a " * 400 + "b***" * 400, True),
        ("*a " * 3000 + "[b](http://x)", False),
    ],
    ids=["nineteen", "twenty", "hundreds", "that opens nothing"],
)
def test_emphasis_can_be_nested_nineteen_deep(raw: str, deep: bool) -> None:
    text, found = markup.parse(raw)
    assert [fault.code for fault in found] == ["text-too-deep"] * deep
    assert len(list(prose.walk(text))) >= 1
    assert (text == raw) is deep


@pytest.mark.parametrize("raw", ["{{c1::" * 99, "\\(" * 99, "$x^2$ " * 99, "{{c0::a}}" * 99, "&#x202e;" * 99])
def test_only_the_first_ten_faults_are_reported(raw: str) -> None:
    found = faults(raw)
    assert len(found) == len(set(found)) == 10


@pytest.mark.parametrize("length", [1000, 1001])
def test_the_text_of_a_link_has_a_maximum_length(length: int) -> None:
    name, fine = "a" * length, length == 1000
    assert (markup.parse(f"[[b|{name}]]")[0] == one(ConceptLink("b", (name,)))) is fine
    assert (markup.parse(f"![{name}](b.png)")[0] == one(Image(name, "b.png"))) is fine


# --- laws ------------------------------------------------------------------------------------------------------


@given(st.one_of(MARKED, st.text(max_size=100)), st.booleans())
@example("{{c1::\r{{c1::*{{c1::a}}\n{{c1::", True)  # the parser makes a line end of \r
def test_parsing_never_raises(raw: str, clozes: bool) -> None:
    text, found = markup.parse(raw, clozes=clozes)
    assert isinstance(text, str | Rich)
    for fault in found:
        assert 0 <= fault.offset <= len(raw.strip())


@given(PLAIN)
@example("a :: b | c ] d (e) 100% #1 @you")
def test_a_text_without_markup_is_unchanged(raw: str) -> None:
    assert markup.parse(raw) == (raw, [])
    assert markup._parse_markdown(raw, clozes=True) == (raw, [])


@given(MARKED, st.booleans())
@settings(max_examples=400)
def test_the_reader_of_simple_spans_agrees_with_the_parser(raw: str, clozes: bool) -> None:
    raw = raw.strip()
    simple = markup._parse_simple(raw, clozes) if not markup.is_plain(raw) else raw
    if simple is not None:
        assert (simple, []) == markup._parse_markdown(raw, clozes)


BLOW_UPS = ["{{c1::", "{{c1::a", "{{c1::`", "{{c1::\\(", "{{", "}}", "`", "``a`", "[", "[[", "[[a|", "![", "](", "[a](", "*", "**a ",
            "*a_", "_a", "\\(", "\\[", "::[\\(", "[\\", "$a", "&#", "<a", "> ", "- ", "1. ", "*}}$![[("]  # fmt: skip


@pytest.mark.parametrize("unit", BLOW_UPS)
def test_five_thousand_characters_of_anything_are_parsed_quickly(unit: str) -> None:
    raw = (unit * 5000)[:5000]
    markup.parse("*warm*  \n_up_")
    calls(lambda: markup.parse(raw, clozes=True), 1_000_000)  # of "[" markdown-it-py 4.2 makes 823,000
