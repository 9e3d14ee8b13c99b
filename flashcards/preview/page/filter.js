// Search while typing, and the filters. A card is found if it contains each word of the query.

const MARKS = /\p{M}/gu;
const NOT_ASCII = /[^\x00-\x7f]/;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' };

const simple = (text) => (NOT_ASCII.test(text) ? text.normalize("NFD").replace(MARKS, "") : text).toLowerCase();
const wordsIn = (html) =>
  simple(html.replace(/<[^>]*>/g, " ").replace(/&(?:#(?:x([0-9a-f]+)|(\d+))|(\w+));/gi, (all, hex, number, name) =>
    name ? (ENTITIES[name] ?? all) : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(number))));

const texts = [];
const hits = new Map();

// Read the text of further pieces of HTML, as long as more() allows.
function readPieces(more = () => true) {
  while (texts.length < deck.pieces.length && more()) texts.push(wordsIn(deck.pieces[texts.length]));
}

// Read while the page is idle, so that the first search is fast.
function readWhenIdle(idle) {
  readPieces(() => idle.timeRemaining() > 1);
  if (texts.length < deck.pieces.length) requestIdleCallback(readWhenIdle);
}

// For one word: 1 at each piece of HTML that contains it. Only pieces with the word's beginning need a look.
function hitsOf(word) {
  if (!hits.has(word)) {
    readPieces();
    if (hits.size > 40) hits.clear();
    const beginning = hits.get(word.slice(0, -1));
    const found = new Uint8Array(texts.length);
    for (let n = 0; n < texts.length; n++) if (!beginning || beginning[n]) found[n] = texts[n].includes(word);
    hits.set(word, found);
  }
  return hits.get(word);
}

function chosen() {
  return {
    words: simple(byId("_search").value).split(/\s+/).filter(Boolean),
    kinds: new Set([...document.querySelectorAll("#_kinds input:checked")].map((box) => Number(box.value))),
    tier: byId("_tier").value,
    tag: byId("_tag").value,
    flawed: byId("_flawed").checked,
    since: byId("_since").value,
  };
}

function matcher({ words, kinds, tier, tag, flawed, since }) {
  const found = words.map(hitsOf);
  return (card) =>
    (!kinds.size || kinds.has(card.kind)) &&
    (!tier || card.more === (tier === "more")) &&
    (!tag || card.tags.includes(tag)) &&
    (!flawed || card.problems.length > 0) &&
    (!since || changedAs(card, since)) &&
    found.every((hit) => card.front.some((piece) => hit[piece]) || card.back.some((piece) => hit[piece]));
}

function applyFilter() {
  const asked = chosen();
  const matches = matcher(asked);
  const all = !(asked.words.length || asked.kinds.size || asked.tier || asked.tag || asked.flawed || asked.since);
  let count = 0;
  for (const concept of concepts) {
    const shown = all ? concept.all : concept.all.filter(matches);
    // Keep the list if it is the same, so that it isn't drawn again.
    if (shown.length !== concept.shown.length || shown.some((card, n) => card !== concept.shown[n])) concept.shown = shown;
    count += concept.shown.length;
  }
  relayout();
  const number = (value) => value.toLocaleString("en");
  byId("_found").textContent = all ? `${number(count)} cards` : `${number(count)} of ${number(cards.length)} cards`;
  byId("_clear").hidden = all;
  byId("_none").hidden = count > 0;
}

function buildFilters() {
  const used = (value) => [...new Set(cards.flatMap(value))].sort();
  byId("_kinds").append(
    ...deck.kinds.map((kind, n) => make("label", { className: "pill" }, make("input", { type: "checkbox", value: n }), make("span", { textContent: kind }))),
  );
  byId("_tag").append(...used((card) => card.tags).map((tag) => make("option", { value: tag, textContent: tag })));
  byId("_taglabel").hidden = byId("_tag").length < 2;
  byId("_onlyproblems").hidden = !cards.some((card) => card.problems.length);
  buildSince();
  byId("_search").value = remembered("search");
  let next;
  byId("_search").addEventListener("input", () => {
    remember("search", byId("_search").value);
    // Search once for letters that come faster than the screen is drawn.
    cancelAnimationFrame(next);
    next = requestAnimationFrame(applyFilter);
  });
  byId("_side").addEventListener("change", () => {
    remember("since", byId("_since").value || "all");
    applyFilter();
  });
  for (const id of ["_clear", "_clearall"]) byId(id).addEventListener("click", clearFilter);
  window.requestIdleCallback?.(readWhenIdle);
}

function clearFilter() {
  byId("_search").value = "";
  remember("search", "");
  remember("since", "all");
  for (const box of document.querySelectorAll("#_side input")) box.checked = false;
  for (const list of document.querySelectorAll("#_side select")) list.value = "";
  applyFilter();
  byId("_search").focus();
}
