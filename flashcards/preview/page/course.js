// The course as a list of concepts. Only concepts near the screen contain their cards; the others only keep their height.

const NEAR = "1200px 0px";
const GUESS = { frame: 300, heading: 50, wide: 416 };

const watcher = new IntersectionObserver(
  (entries) => entries.forEach(({ target, isIntersecting }) => keepingPlace(target.concept, isIntersecting ? fill : empty)),
  { rootMargin: NEAR },
);

function buildCourse() {
  byId("_list").append(
    ...deck.units.map((unit) => (unit.element = make("section", { className: "unit" }, make("h3", { textContent: unit.title }), ...unit.concepts.map(shellOf)))),
  );
  byId("_contents").append(
    ...deck.units.map((unit) => (unit.entry = make("div", {}, make("h3", { textContent: unit.title }), make("ul", {}, ...unit.concepts.map(entryOf))))),
  );
  for (const concept of concepts) watcher.observe(concept.element);
}

function shellOf(concept) {
  const names = concept.aliases.length ? make("p", { textContent: `also ${concept.aliases.join(", ")}` }) : "";
  concept.body = make("div", { className: "holder" });
  concept.element = make(
    "section",
    { className: "concept", id: concept.id },
    make("header", {}, make("h4", {}, make("a", { href: `#${concept.id}`, textContent: concept.term })), names, make("code", { className: "where", textContent: concept.file })),
    requiresOf(concept),
    readingOf(concept),
    problemsOf(concept.problems),
    concept.body,
  );
  concept.element.concept = concept;
  return concept.element;
}

function requiresOf(concept) {
  const known = concept.requires.filter((id) => conceptById.has(id));
  if (!known.length) return "";
  const links = known.flatMap((id, n) => [n ? ", " : " ", make("a", { href: `#${id}`, textContent: conceptById.get(id).term })]);
  return make("p", { className: "hint" }, "after", ...links);
}

function readingOf(concept) {
  if (!concept.reading.length) return "";
  const links = concept.reading.flatMap(([title, href, more], n) => [n ? "; " : " ", make("a", { href, textContent: title }), more && ` (${more})`]);
  return make("p", { className: "hint" }, "further reading and viewing:", ...links);
}

function entryOf(concept) {
  concept.count = make("span", { textContent: concept.all.length });
  concept.entry = make("li", {}, make("a", { href: `#${concept.id}` }, concept.term, concept.count));
  return concept.entry;
}

// Change a concept; if it is above the screen, scroll so that what is on the screen doesn't move.
function keepingPlace(concept, change) {
  const above = concept.element.getBoundingClientRect().bottom < innerHeight / 2;
  const before = concept.body.offsetHeight;
  change(concept);
  if (above) scrollBy(0, concept.body.offsetHeight - before);
}

function fill(concept) {
  if (concept.filled) return;
  concept.filled = true;
  concept.drawn = concept.shown;
  const groups = new Map();
  for (const card of concept.shown) groups.set(card.kind, [...(groups.get(card.kind) ?? []), card]);
  concept.body.style.minHeight = "";
  concept.body.replaceChildren(
    ...[...groups].flatMap(([kind, row]) => [
      make("h5", { textContent: deck.kinds[kind] }),
      make("div", { className: "cards" }, ...row.map(frameOf)),
    ]),
  );
}

function empty(concept) {
  if (!concept.filled || concept.element.contains(document.activeElement)) return;
  concept.filled = false;
  const height = concept.body.offsetHeight;
  concept.body.replaceChildren();
  concept.body.style.minHeight = `${height}px`;
}

// After the filter changed: lay out each concept with its new cards; its height is a guess until it comes near.
function relayout() {
  const columns = Math.max(1, Math.floor(byId("_list").offsetWidth / GUESS.wide));
  for (const unit of deck.units) {
    unit.element.hidden = unit.concepts.every((concept) => concept.shown.length === 0);
    for (const concept of unit.concepts) relayoutOne(concept, columns);
  }
  clearTimeout(listing);
  listing = setTimeout(relist);
}

// Update the contents after the cards are drawn: with a thousand concepts they take as long as the cards.
let listing;
function relist() {
  for (const unit of deck.units) {
    unit.entry.hidden = unit.element.hidden;
    for (const concept of unit.concepts) {
      const count = String(concept.shown.length);
      if (concept.count.textContent === count) continue;
      concept.count.textContent = count;
      concept.entry.hidden = count === "0";
    }
  }
}

function relayoutOne(concept, columns) {
  if (concept.filled && concept.drawn === concept.shown) return;
  const kinds = new Set(concept.shown.map((card) => card.kind)).size;
  const none = concept.shown.length === 0;
  concept.element.hidden = none;
  if (concept.filled) {
    concept.filled = false;
    fill(concept);
  } else {
    concept.body.style.minHeight = `${kinds * GUESS.heading + Math.ceil(concept.shown.length / columns) * GUESS.frame}px`;
  }
}

// Scroll to a concept or a card.
function goTo(concept, card) {
  fill(concept);
  const target = card ? byId(card.id) : concept.element;
  document.querySelector(".frame.at")?.classList.remove("at");
  choice.at = card ?? null;
  if (card) target.classList.add("at");
  target.scrollIntoView({ block: "start" });
  (card ? target : target.querySelector("h4 a")).focus({ preventScroll: true });
}

// Go to the card after (1) or before (-1) the one in focus.
function step(by) {
  const list = concepts.flatMap((concept) => concept.shown);
  const here = document.activeElement.closest?.(".frame")?.card ?? choice.at;
  const next = list[here ? list.indexOf(here) + by : 0];
  if (next) goTo(next.concept, next);
}
