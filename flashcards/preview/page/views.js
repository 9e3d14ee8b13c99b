// The page as a whole: its views and their addresses, light and dark, the phone, keys, and reloading after an edit.

const VIEWS = ["cards", "map", "timeline", "figures", "problems"];
const night = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return (document.documentElement.dataset.theme ?? (night.matches ? "dark" : "light")) === "dark";
}

function showTheme() {
  byId("_theme").ariaPressed = String(isDark());
  for (const face of document.querySelectorAll(".face")) face.shadowRoot.firstChild.classList.toggle("nightMode", isDark());
}

// Insert the content of a view when it is first opened.
function fillView(name) {
  const parts = { map: ["map", "relations"], timeline: ["time", "events"] }[name] ?? [];
  if (!parts.length || byId(`_${parts[0]}box`).firstChild) return;
  const views = JSON.parse(byId("_views").textContent);
  for (const part of parts) byId(`_${part}box`).innerHTML = views[part];
  if (name === "map") buildMap();
}

function showView(name) {
  fillView(name);
  for (const view of VIEWS) {
    byId(`_${view}`).hidden = view !== name;
    const link = document.querySelector(`.views a[href="#/${view}"]`);
    if (view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// Show what the address names: #/map is a view, #concept a concept, #first-name:ordinal a card. First names never change.
function follow() {
  const hash = decodeURIComponent(location.hash.slice(1));
  const card = cardById.get(hash);
  const concept = card?.concept ?? conceptById.get(hash);
  if (!concept) {
    if (!hash.startsWith("_")) showView(VIEWS.includes(hash.slice(1)) ? hash.slice(1) : "cards");
    return;
  }
  showView("cards");
  if (card ? !concept.shown.includes(card) : !concept.shown.length) clearFilter();
  goTo(concept, card);
}

function toggle(id, change) {
  byId(id).addEventListener("click", () => {
    const pressed = byId(id).ariaPressed !== "true";
    byId(id).ariaPressed = String(pressed);
    change(pressed);
  });
}

function onKey(event) {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key === "Escape" && event.target === byId("_search") && byId("_search").value) clearFilter();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || byId("_cards").hidden) return;
  if (event.key === "/") {
    event.preventDefault();
    byId("_search").focus();
  } else if (event.key === "j" || event.key === "k") {
    step(event.key === "j" ? 1 : -1);
  } else if (event.key === " " && !event.target.closest("button, a, summary")) {
    const frame = event.target.closest(".frame") ?? (choice.at && byId(choice.at.id));
    if (!frame) return;
    event.preventDefault();
    flip(frame);
  }
}

function buildProblems() {
  const all = deck.problems.map((_, number) => number);
  byId("_allproblems").append(all.length ? problemsOf(all) : make("p", { textContent: "Nothing to fix." }));
}

// Reload when the server has built the deck again; it answers then.
async function followServer() {
  const answer = await fetch(`next?after=${body.watch}`).catch(() => null);
  if (!answer?.ok) setTimeout(followServer, 2000);
  else if ((await answer.text()) === body.watch) followServer();
  else {
    remember("scroll", scrollY);
    location.reload();
  }
}

document.documentElement.dataset.theme = remembered("theme") || (night.matches ? "dark" : "light");
night.addEventListener("change", () => {
  document.documentElement.dataset.theme = night.matches ? "dark" : "light";
  showTheme();
});
byId("_theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  remember("theme", document.documentElement.dataset.theme);
  showTheme();
});
toggle("_answers", (pressed) => {
  choice.answers = pressed;
  choice.flipped.clear();
  refreshFaces();
});
toggle("_phone", (pressed) => {
  choice.phone = pressed;
  document.documentElement.classList.toggle("phone", pressed);
  refreshFaces();
  relayout();
});

const wide = matchMedia("(min-width: 56rem)");
const openSide = () => (byId("_side").open = wide.matches);
wide.addEventListener("change", openSide);
openSide();
buildFilters();
buildCourse();
buildProblems();
applyFilter();
showTheme();
addEventListener("hashchange", follow);
document.addEventListener("keydown", onKey);
follow();
if (body.watch) {
  scrollTo(0, Number(remembered("scroll")));
  followServer();
}
