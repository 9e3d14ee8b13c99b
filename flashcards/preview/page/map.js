// The concept map: the concept under the pointer or the focus shows its relations.

const LABEL = 27;

function buildMap() {
  const map = byId("_mapsvg");
  const nodes = new Map([...map.querySelectorAll(".node")].map((node) => [node.dataset.id, node]));
  const edges = [...map.querySelectorAll(".edges path")];
  const about = byId("_about");
  const idle = about.textContent;

  function clear() {
    map.classList.remove("chosen");
    for (const element of map.querySelectorAll(".on, .near, .here")) element.classList.remove("on", "near", "here");
    for (const how of map.querySelectorAll(".how:not(:empty)")) how.textContent = "";
  }

  function show(id) {
    clear();
    map.classList.add("chosen");
    nodes.get(id).classList.add("here");
    for (const edge of edges) {
      const { a, b, how } = edge.dataset;
      if (a !== id && b !== id) continue;
      edge.classList.add("on");
      const other = nodes.get(a === id ? b : a);
      other.classList.add("near");
      const label = other.querySelector(".how");
      const word = edge.classList.contains("distinction") ? "distinguished" : `${a === id ? "→" : "←"} ${how}`;
      const both = label.textContent ? `${label.textContent} · ${word}` : word;
      if (!label.textContent.includes(word)) label.textContent = both.length > LABEL ? `${label.textContent.replace(" …", "")} …` : both;
    }
    const row = byId("_relations").querySelector(`[data-of="${id}"]`);
    about.replaceChildren(...row.cloneNode(true).childNodes);
  }

  for (const [id, node] of nodes) {
    node.addEventListener("pointerenter", () => show(id));
    node.addEventListener("focus", () => show(id));
    node.addEventListener("pointerleave", clear);
    node.addEventListener("blur", () => {
      clear();
      about.textContent = idle;
    });
  }
  for (const kind of ["requires", "distinction", "related"]) {
    const box = byId(`_${kind}`);
    const set = () => edges.forEach((edge) => edge.classList.contains(kind) && edge.classList.toggle("off", !box.checked));
    box.addEventListener("change", set);
    set();
  }
}
