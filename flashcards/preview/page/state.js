"use strict";
// The state of the page: the deck, as preview/data.py writes it, and the reader's choices.

const byId = (id) => document.getElementById(id);
const deck = JSON.parse(byId("_data").textContent);
const body = document.body.dataset;

const cards = deck.cards.map(([note, ordinal, name, front, back, change], number) => {
  const [key, first, kind, more, tags, line, problems, links, retired] = deck.notes[note];
  return { number, key, id: `${first}:${ordinal}`, ordinal, name, front, back, kind, more, tags, line, problems, links, retired, change: deck.since?.changes[change] };
});
const concepts = deck.units.flatMap((unit) => unit.concepts);
for (const concept of concepts) {
  concept.all = cards.slice(...concept.cards);
  concept.shown = concept.all;
  for (const card of concept.all) card.concept = concept;
}
const cardById = new Map(cards.map((card) => [card.id, card]));
const conceptById = new Map(concepts.map((concept) => [concept.id, concept]));

const choice = { answers: false, phone: false, flipped: new Set(), at: null };

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

// Keep a value over reloads of a page whose deck is being edited.
function remember(name, value) {
  if (body.watch) sessionStorage.setItem(name, value);
}
function remembered(name) {
  return (body.watch && sessionStorage.getItem(name)) || "";
}
