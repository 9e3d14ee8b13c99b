// A card in its frame: its two sides as Anki shows them, and below them its place in the files, links and problems.

const sheets = [deck.css, body.math].filter(Boolean).map((css) => {
  const sheet = new CSSStyleSheet();
  // The width that counts for a card is that of its frame, not of the window.
  sheet.replaceSync(css.replaceAll("@media (max-width", "@container (max-width"));
  return sheet;
});
const IMAGE = /<img src="([^"]*)"/g;

const htmlOf = (pieces) =>
  pieces.map((piece) => deck.pieces[piece]).join("").replace(IMAGE, (_, name) => `<img src="${deck.media[name] ?? ""}"`);

function frameOf(card) {
  const face = make("div", { className: "face", lang: deck.language });
  face.attachShadow({ mode: "open" }).adoptedStyleSheets = sheets;
  const button = make("button", { type: "button", className: "flip" });
  const frame = make(
    "article",
    { className: "frame", id: card.id, tabIndex: -1, ariaLabel: `${card.key}, card ${card.name}` },
    face,
    stripOf(card, button),
    linksOf(card),
    changeOf(card.change),
    problemsOf(card.problems),
  );
  frame.card = card;
  face.addEventListener("click", (event) => {
    const link = event.composedPath().some((element) => element.tagName === "A");
    if (!link && String(getSelection()) === "") flip(frame);
  });
  button.addEventListener("click", () => flip(frame));
  if (choice.at === card) frame.classList.add("at");
  showFace(frame);
  return frame;
}

function stripOf(card, button) {
  const name = /^\d+$/.test(card.name) ? `cloze ${card.name}` : card.name;
  return make(
    "div",
    { className: "strip" },
    make("a", { href: `#${card.id}`, title: `Link to this card: ${card.id}`, textContent: `# ${name}` }),
    make("code", { className: "where", title: card.concept.file, textContent: `${card.concept.file.split("/").at(-1)}:${card.line}` }),
    card.more ? make("span", { className: "tier", textContent: "more" }) : "",
    card.retired ? make("span", { className: "tier", textContent: "retired" }) : "",
    button,
  );
}

function linksOf(card) {
  const known = card.links.filter((id) => conceptById.has(id));
  if (!known.length) return "";
  const links = known.flatMap((id, n) => [n ? ", " : " ", make("a", { href: `#${id}`, textContent: conceptById.get(id).term })]);
  return make("p", { className: "links" }, "Names:", ...links);
}

function problemsOf(numbers) {
  if (!numbers.length) return "";
  return make("ul", { className: "problems" }, ...numbers.map((number) => problemOf(deck.problems[number])));
}

function problemOf([level, code, message, hint, where]) {
  return make(
    "li",
    { className: `problem ${level}` },
    make("strong", { textContent: `${level} ${code}` }),
    ` ${message}`,
    hint ? `; ${hint}` : "",
    " ",
    make("code", { textContent: where }),
  );
}

const isFlipped = (card) => choice.answers !== choice.flipped.has(card.number);

function showFace(frame) {
  const { card } = frame;
  const [face, button] = [frame.querySelector(".face"), frame.querySelector(".flip")];
  const back = isFlipped(card);
  const sheet = make("div", { className: `card card${card.ordinal}` });
  sheet.classList.toggle("nightMode", isDark());
  sheet.classList.toggle("mobile", choice.phone);
  sheet.innerHTML = htmlOf(back ? card.back : card.front);
  for (const link of sheet.querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
  typeset(sheet);
  face.shadowRoot.replaceChildren(sheet);
  button.textContent = back ? "Question" : "Answer";
}

function flip(frame) {
  const { number } = frame.card;
  if (!choice.flipped.delete(number)) choice.flipped.add(number);
  showFace(frame);
  const face = frame.querySelector(".face");
  face.style.animation = "none";
  void face.offsetWidth;
  face.style.animation = "";
  // Keep the start of a tall answer in sight below the sticky header.
  if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
}

// Show all cards again and keep the card at the top of the screen where it is.
function refreshFaces() {
  const frames = [...document.querySelectorAll(".frame")];
  const first = frames.find((frame) => frame.getBoundingClientRect().top > 50);
  const top = first?.getBoundingClientRect().top;
  for (const frame of frames) showFace(frame);
  if (scrollY && first) scrollBy(0, first.getBoundingClientRect().top - top);
}
