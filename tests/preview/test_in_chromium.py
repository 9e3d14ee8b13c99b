"""The page as its readers use it, in a real Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flashcards.preview import cards
from tests.preview import sites

if TYPE_CHECKING:
    from tests.preview.chromium import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
VIEWS = ("#/cards", "#alpha/short:1", "#/map", "#/timeline", "#/figures", "#/problems")
FIRST = 'document.querySelector(".frame")'
SHOWN = "[...document.querySelectorAll('.frame')].map(frame => frame.id)"


def _open(page: Page, url: str) -> None:
    page.open(url)
    page.settled()


def _card(page: Page, identity: str) -> str:
    """Return the text that the card shows."""
    return str(
        page.js(f"document.getElementById({identity!r}).querySelector('.face').shadowRoot.textContent")
    )


def _click(page: Page, selector: str) -> None:
    page.js(f"document.querySelector({selector!r}).click()")
    page.settled()


def _type(page: Page, words: str) -> None:
    page.js(f"byId('_search').value = {words!r}; byId('_search').dispatchEvent(new Event('input'))")
    page.settled()


def test_a_click_flips_a_card_and_another_flips_it_back(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    assert "Comes second." not in _card(page, "beta/short:1")
    sides = []
    for _ in range(2):
        _click(page, "#beta\\/short\\:1 .face")
        sides.append("The second of them." in _card(page, "beta/short:1"))
    assert sides == [True, False]


def test_space_flips_the_card_in_focus_and_presses_its_button(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"] + "#beta/short:1")
    page.key(" ")
    assert "The second of them." in _card(page, "beta/short:1")
    page.js("byId('beta/short:1').querySelector('.flip').focus()")
    page.key(" ")
    assert "The second of them." not in _card(page, "beta/short:1")


def test_j_and_k_go_from_card_to_card(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    at = []
    for key in "jjjk":
        page.key(key)
        at.append(page.js("document.activeElement.id"))
    assert at == ["alpha/short:1", "alpha/short:2", "alpha/power:1", "alpha/short:2"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("uberall", ["alpha/power:1", "alpha/power:2"]),
        ("SECOND them", ["beta/short:1", "beta/short:2"]),
        ("which power?", ["alpha/power:1"]),
        ("div sheet", []),
        ("quot", []),
        ("alpha/made", ["alpha/made:1"]),
    ],
    ids=["without its marks", "all words, any case", "a hint", "no markup", "no entity", "a key"],
)
def test_search_finds_the_text_of_a_card(
    page: Page, urls: dict[str, str], words: str, expected: list[str]
) -> None:
    _open(page, urls["small"])
    _type(page, words)
    assert page.js(SHOWN) == expected
    assert page.js("byId('_found').textContent") == f"{len(expected)} of 10 cards"


def test_escape_clears_the_search(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    page.key("/")
    for letter in "dot":
        page.key(letter)
    page.settled()
    assert page.js("byId('_found').textContent") == "1 of 10 cards"
    page.key("Escape")
    page.settled()
    assert page.js("byId('_found').textContent") == "10 cards"


@pytest.mark.parametrize(
    ("choose", "expected"),
    [
        ("document.querySelectorAll('#_kinds input')[3].click()", ["alpha/made:1"]),
        ("byId('_tier').value = 'more'; byId('_tier').dispatchEvent(new Event('change', {bubbles: true}))", ["alpha/picture:1"]),
        ("byId('_tag').value = 'letters'; byId('_tag').dispatchEvent(new Event('change', {bubbles: true}))",
         ["alpha/short:1", "alpha/short:2", "alpha/power:1", "alpha/power:2", "alpha/picture:1", "alpha/made:1"]),
        ("byId('_flawed').click()", ["alpha/picture:1"]),
    ],
    ids=["kind", "tier", "tag", "problems"],
)  # fmt: skip
def test_each_filter_shows_its_cards(
    page: Page, urls: dict[str, str], choose: str, expected: list[str]
) -> None:
    _open(page, urls["small"])
    page.js(choose)
    page.settled()
    assert page.js(SHOWN) == expected
    _click(page, "#_clear")
    assert len(page.js(SHOWN)) == 10


CHANGED = ["alpha/short:1", "alpha/short:2", "alpha/picture:1", "beta/vs-alpha:1"]


def test_with_a_comparison_the_page_opens_at_what_changed(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small since"])
    assert page.js(SHOWN) == CHANGED
    assert page.js("byId('_found').textContent") == "4 of 10 cards"
    assert page.js("byId('_summary').textContent") == (
        "Since <before>: 1 history at risk · 2 meaning may have changed · 1 new"
    )
    _click(page, "#_clear")
    assert len(page.js(SHOWN)) == 10
    assert page.js("document.querySelectorAll('.frame .change').length") == 4


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("any (4)", CHANGED), ("Meaning may have changed (2)", CHANGED[::3]), ("Wording changed (1)", CHANGED[1:2]),
     ("New (1)", CHANGED[2:3])],
)  # fmt: skip
def test_the_filter_shows_one_kind_of_change(
    page: Page, urls: dict[str, str], choice: str, expected: list[str]
) -> None:
    _open(page, urls["small since"])
    option = f"[...byId('_since').options].find(option => option.textContent === {choice!r})"
    page.js(f"{option}.selected = true; byId('_since').dispatchEvent(new Event('change', {{bubbles: true}}))")
    page.settled()
    assert page.js(SHOWN) == expected


def test_a_changed_card_shows_its_words_before_and_after(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small since"])
    change = "byId('alpha/short:1').querySelector('.change')"
    assert page.js(f"{change}.querySelector('p').textContent") == "Meaning may have changed"
    words = f"[...{change}.querySelectorAll('dt, del, ins')].map(word => [word.tagName, word.textContent])"
    assert page.js(words) == [["DT", "forward answer"], ["DEL", "start"], ["INS", "first"]]
    assert page.js("byId('alpha/picture:1').querySelector('.change').textContent") == "New"


def test_cards_that_are_gone_are_listed(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small since"])
    _click(page, "#_gone summary")
    page.settled()
    assert page.js("byId('_gone').querySelector('summary').textContent") == "1 card no longer here"
    words = "[...byId('_gone').querySelectorAll('dd')].map(text => text.textContent)"
    assert page.js(words)[0].startswith("Is <b>smaller</b>.")
    _click(page, "#_gone a")
    page.settled()
    assert page.js("document.activeElement.textContent") == "beta"


def test_without_a_comparison_nothing_mentions_one(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    assert page.js("['_sincelabel', '_summary', '_gone'].every(id => byId(id).hidden)") is True


@pytest.mark.parametrize("words", [["s", "se", "sec", "seconds", "second"], ["second", "se", ""]])
def test_searching_letter_by_letter_finds_what_searching_at_once_finds(
    page: Page, urls: dict[str, str], words: list[str]
) -> None:
    found = []
    for typed in (words, words[-1:]):
        page.open("about:blank")
        _open(page, urls["small"])
        for word in typed:
            _type(page, word)
        found.append(
            (page.js(SHOWN), page.js("[...document.querySelectorAll('#_contents li')].map(li => li.hidden)"))
        )
    assert found[0] == found[1]


def test_an_anchor_leads_to_its_card_past_a_filter(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["course"])
    _type(page, "no card says this")
    assert page.js("byId('_none').hidden") is False
    page.js("location.hash = '#mesa-optimizer/vs-base-optimizer.searches:1'")
    page.settled()
    page.settled()
    top = page.js("document.activeElement.getBoundingClientRect().top")
    assert page.js("document.activeElement.id") == "mesa-optimizer/vs-base-optimizer.searches:1"
    assert 0 <= top < 200


def test_the_page_opens_at_an_anchor(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["course"] + "#scheming")
    page.settled()
    assert 0 <= page.js("byId('scheming').getBoundingClientRect().top") < 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_system_and_the_button(
    page: Page, urls: dict[str, str], scheme: str
) -> None:
    page.media(prefers_color_scheme=scheme)
    _open(page, urls["small"])
    dark = [scheme == "dark", scheme != "dark"]
    night = f"{FIRST}.querySelector('.face').shadowRoot.firstChild.classList.contains('nightMode')"
    pressed = "byId('_theme').ariaPressed === 'true'"
    assert [page.js(night), page.js(pressed)] == [dark[0]] * 2
    _click(page, "#_theme")
    assert [page.js(night), page.js(pressed)] == [dark[1]] * 2
    light = page.js(f"getComputedStyle({FIRST}).backgroundColor") == "rgb(251, 250, 248)"
    assert light is not dark[1]


@pytest.mark.parametrize(
    ("name", "view"),
    [
        *[(name, view) for name in ("small", "hostile") for view in VIEWS],
        *[(name, "#/cards") for name in ("small since", "hostile since")],
    ],
)
def test_a_phone_never_scrolls_sideways(page: Page, urls: dict[str, str], name: str, view: str) -> None:
    page.size(320, 640)
    _open(page, urls[name] + view)
    page.js("byId('_gone').open = true")
    _click(page, "#_answers")
    assert page.js("document.documentElement.scrollWidth") == 320


def test_the_phone_frame_is_320_wide_and_shows_the_phones_styling(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    _click(page, "#_phone")
    assert page.js(f"{FIRST}.querySelector('.face').offsetWidth") == 320
    sheet = f"{FIRST}.querySelector('.face').shadowRoot.firstChild"
    assert page.js(f"getComputedStyle({sheet}).fontSize") == "18px"


def test_reduced_motion_switches_off_animation(page: Page, urls: dict[str, str]) -> None:
    page.media(prefers_reduced_motion="reduce")
    _open(page, urls["small"])
    assert page.js(f"getComputedStyle({FIRST}.querySelector('.face')).animationName") == "none"


def test_a_concept_lists_its_further_reading(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    hint = "document.querySelector('#alpha > .hint')"
    assert page.js(f"{hint}.textContent") == "further reading and viewing: A <film> (Ada, video); Bare"
    assert page.js(f"[...{hint}.querySelectorAll('a')].map((a) => a.href)") == [
        "https://example.org/film?a=1&b=2",
        "http://example.org/",
    ]


def test_the_map_shows_the_relations_of_the_concept_in_focus(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"] + "#/map")
    page.js("document.querySelector('.node[data-id=beta]').focus()")
    assert page.js("byId('_about').textContent") == (
        "beta requires alpha; distinguished from alpha; related to alpha (← before)"
    )
    assert (
        page.js("document.querySelector('.node[data-id=alpha] .how').textContent")
        == "← before · → requires …"
    )
    page.key("Enter")
    page.settled()
    assert page.js("document.activeElement.textContent") == "beta"
    assert page.js("byId('_map').hidden") is True


def test_math_is_typeset_at_ankis_delimiters_and_nowhere_else(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    _click(page, "#alpha\\/short\\:1 .face")
    card = "byId('alpha/short:1').querySelector('.face').shadowRoot"
    assert page.js(f"{card}.querySelectorAll('.katex').length") == 2
    assert page.js(f"{card}.querySelectorAll('.katex-display').length") == 1
    assert page.js(f"{card}.querySelector('code').textContent") == "\\(code\\)"
    assert page.js("document.fonts.ready.then(fonts => fonts.check('16px KaTeX_Main'))") is True


def test_images_are_shown(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    image = "byId('alpha/picture:1').querySelector('.face').shadowRoot.querySelector('img')"
    assert page.js(f"{image}.decode().then(() => [{image}.naturalWidth, {image}.alt])") == [1, "a dot"]


def test_a_card_is_ankis_html(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["course"])
    deck = sites.compiled(sites.COURSE).deck
    assert deck
    ours = {
        f"{note.first}:{side.ordinal}": ["".join(side.front), "".join(side.back)]
        for note in deck.notes
        for side in cards.sides(note)
    }
    theirs = page.js(
        "Object.fromEntries(cards.map(card => [card.id, [htmlOf(card.front), htmlOf(card.back)]]))"
    )
    assert theirs == ours


@pytest.mark.parametrize("name", ["small", "hostile", "hostile since", "course"])
def test_nothing_leaves_the_page_and_no_author_text_runs(page: Page, urls: dict[str, str], name: str) -> None:
    for view in (*VIEWS, "#alpha"):
        _open(page, urls[name] + view)
        _click(page, "#_answers")
        assert page.js("typeof hit") == "undefined"
    assert {request.partition("#")[0] for request in page.requests} == {urls[name]}
    insides = "[document, ...[...document.querySelectorAll('.face')].map(face => face.shadowRoot)]"
    found = "root => [...root.querySelectorAll('[onerror], [onclick], [href^=javascript], a[href]:not([href^=http], [href^=\"#\"])')]"
    assert page.js(f"{insides}.flatMap({found}).map(e => e.outerHTML)") == []


def test_hostile_text_is_shown_as_typed(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["hostile"])
    shown = sites.EVIL.replace("{{c9::x}}", "x")
    assert page.js("document.querySelector('h4').textContent") == shown
    _click(page, "#_answers")
    assert shown in _card(page, "alpha/short:1")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_axe_finds_nothing(page: Page, urls: dict[str, str], scheme: str, width: int) -> None:
    page.media(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    page.size(width)
    for view in VIEWS:
        page.open("about:blank")
        _open(page, urls["small since" if view == "#/cards" else "small"] + view)
        page.js("byId('_gone').open = true")
        page.settled()
        if view == "#alpha/short:1":
            _click(page, "#_answers")
        assert _audit(page) == [], view


def _audit(page: Page) -> list[list[object]]:
    page.js(f"{AXE};0")
    run = "axe.run({resultTypes: ['violations']}).then(({violations}) => JSON.stringify("
    found: list[list[object]] = json.loads(
        page.js(f"{run}violations.map(({{id, nodes}}) => [id, nodes.map(node => node.target)])))")
    )
    return found


def test_axe_would_find_something(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["small"])
    page.js(f"{FIRST}.querySelector('.face').shadowRoot.innerHTML = '<img>'")
    assert "image-alt" in [name for name, _ in _audit(page)]


def test_only_concepts_near_the_screen_hold_their_cards(page: Page, urls: dict[str, str]) -> None:
    _open(page, urls["course"])
    assert len(page.js(SHOWN)) < 100
    page.js("scrollTo(0, document.body.scrollHeight)")
    page.settled()
    page.settled()
    shown = page.js(SHOWN)
    assert 0 < len(shown) < 200
    assert not any(name.startswith("ai-alignment/") for name in shown)
