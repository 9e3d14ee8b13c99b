// Typeset math between Anki's delimiters, \( \) and \[ \], with KaTeX. A deck without math has no KaTeX.

const FORMULA = /\\\(([^]*?)\\\)|\\\[([^]*?)\\\]/g;
const LITERAL = "code, pre, .katex";

function typeset(root) {
  if (!body.math) return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (walker.currentNode.data.includes("\\") && !walker.currentNode.parentElement.closest(LITERAL)) texts.push(walker.currentNode);
  }
  for (const text of texts) text.replaceWith(...formulas(text.data));
}

function formulas(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(FORMULA)) {
    const display = found[1] === undefined;
    const span = make("span");
    // Build it node by node, because the page's policy allows no style attributes in HTML.
    katex.render(display ? found[2] : found[1], span, { displayMode: display, throwOnError: false, strict: false, trust: false });
    parts.push(text.slice(end, found.index), span);
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}
