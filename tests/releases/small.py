"""Small concept files."""

FAQ = (
    "term: cell\nsrc: [book]\nfaq:\n"
    "  what:\n    q: What is it?\n    a: The smallest unit of life.\n"
    "  size:\n    q: How large is it?\n    a: Some micrometres.\n"
)
CLOZE = "term: cell\ndefinition:\n  cloze:\n    parts:\n      text: The {{c1::nucleus}} holds {{c2::DNA}}.\n"
