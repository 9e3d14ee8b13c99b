// What changed since an earlier state of the deck, if the page was made with --since.

const GRAVE = 3; // the first three effects: history at risk, withdrawn, another meaning

const badge = (kind) => make("strong", { className: `kind${kind < GRAVE ? " grave" : ""}`, textContent: deck.since.titles[kind] });

function changeOf(change) {
  if (!change) return "";
  const [kinds, reasons, words] = change;
  return make(
    "div",
    { className: `change${kinds[0] < GRAVE ? " grave" : ""}`, role: "group", ariaLabel: `Since ${deck.since.label}` },
    make("p", {}, ...kinds.map(badge)),
    ...reasons.map((reason) => make("p", { textContent: reason })),
    words.length ? make("dl", {}, ...words.flatMap(([label, pieces]) => [make("dt", { textContent: label }), make("dd", {}, ...pieces.map(pieceOf))])) : "",
  );
}

function pieceOf([sign, text]) {
  return sign === "=" ? text : make(sign === "-" ? "del" : "ins", { textContent: text });
}

// Whether a card changed as the filter "Change" asks: with one effect, or at all.
const changedAs = (card, since) => (since === "any" ? card.change !== undefined : card.change?.[0].includes(Number(since)));

function buildSince() {
  const { since } = deck;
  byId("_sincelabel").hidden = !since;
  if (!since) return;
  const counts = since.titles.map((_, kind) => cards.filter((card) => changedAs(card, kind)).length);
  const options = since.titles.map((title, kind) => [kind, title, counts[kind]]).filter(([, , count]) => count);
  const all = cards.filter((card) => card.change).length;
  byId("_since").append(
    make("option", { value: "any", textContent: `any (${all.toLocaleString("en")})` }),
    ...options.map(([value, title, count]) => make("option", { value, textContent: `${title} (${count.toLocaleString("en")})` })),
  );
  const chosen = remembered("since") || (all ? "any" : "");
  byId("_since").value = chosen === "all" ? "" : chosen;
  if (byId("_since").selectedIndex < 0) byId("_since").value = "";
  byId("_summary").hidden = false;
  byId("_summary").replaceChildren(
    make("p", {}, "Since ", make("b", { textContent: since.label }), `: ${since.summary}`),
    ...since.alerts.map((alert) => make("p", { className: "problem error", textContent: alert })),
  );
  byId("_gone").hidden = !since.gone.length;
  byId("_gone").append(
    make("summary", { textContent: `${since.gone.length.toLocaleString("en")} card${since.gone.length === 1 ? "" : "s"} no longer here` }),
  );
  byId("_gone").addEventListener("toggle", fillGone);
}

function fillGone() {
  if (byId("_gone").open && !byId("_gone").querySelector("ul")) byId("_gone").append(make("ul", {}, ...deck.since.gone.map(goneOf)));
}

function goneOf([concept, name, kind, reasons, question, answer]) {
  const known = conceptById.get(concept);
  return make(
    "li",
    { className: `change${kind < GRAVE ? " grave" : ""}` },
    make("p", {}, badge(kind), make("code", { textContent: name }), known ? make("a", { href: `#${concept}`, textContent: known.term }) : ""),
    ...reasons.map((reason) => make("p", { textContent: reason })),
    make("dl", {}, make("dt", { textContent: "question" }), make("dd", { textContent: question }), make("dt", { textContent: "answer" }), make("dd", { textContent: answer })),
  );
}
