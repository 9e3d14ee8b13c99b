r"""Write TeX math as Unicode for terminals, where that says exactly the same.

``x^2`` becomes ``x²`` and ``\alpha \le \beta`` becomes ``α ≤ β``. A formula with anything that is not in the tables
stays TeX source as a whole, because half a translation misleads.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\\([A-Za-z]+)\s*|\\([,;:! {}%$#&_])|([\^_])\s*(?:\{([^{}\\]*)\}|([^\s{}\\]))|([^\\^_{}~%&#$]+)"
)
_SYMBOLS = dict(
    pair.split("=", 1)
    for pair in """
    alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι kappa=κ lambda=λ
    mu=μ nu=ν xi=ξ pi=π rho=ρ sigma=σ tau=τ upsilon=υ phi=ϕ varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ
    Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω times=× cdot=· div=÷ pm=± mp=∓ le=≤ leq=≤ ge=≥ geq=≥
    ne=≠ neq=≠ approx=≈ equiv=≡ sim=∼ propto=∝ infty=∞ partial=∂ nabla=∇ forall=∀ exists=∃ in=∈ notin=∉ subset=⊂
    subseteq=⊆ supset=⊃ supseteq=⊇ cup=∪ cap=∩ emptyset=∅ setminus=∖ to=→ rightarrow=→ leftarrow=← Rightarrow=⇒
    Leftarrow=⇐ leftrightarrow=↔ Leftrightarrow=⇔ mapsto=↦ langle=⟨ rangle=⟩ ldots=… dots=… cdots=⋯ neg=¬ land=∧
    lor=∨ oplus=⊕ otimes=⊗ circ=∘ ast=∗ star=⋆ ell=ℓ hbar=ℏ prime=′ mid=∣ degree=° ll=≪ gg=≫ perp=⟂ parallel=∥
    log=log ln=ln exp=exp sin=sin cos=cos tan=tan min=min max=max argmin=argmin argmax=argmax lim=lim det=det
    """.split()
)
_SPACED = set("× · ÷ ± ∓ ≤ ≥ ≠ ≈ ≡ ∼ ∝ ∈ ∉ ⊂ ⊆ ⊃ ⊇ ∪ ∩ ∖ → ← ⇒ ⇐ ↔ ⇔ ↦ ∧ ∨ ⊕ ⊗ ≪ ≫ ⟂ ∥".split())
_WORDS = set("log ln exp sin cos tan min max argmin argmax lim det".split())
_UPPER = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWER = dict(zip("0123456789+-=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ", strict=True))


def to_unicode(source: str) -> str | None:
    """Return the formula in Unicode, or None if a part of it has no exact equivalent."""
    out: list[str] = []
    at = 0
    source = source.strip()
    while at < len(source):
        token = _TOKEN.match(source, at)
        piece = _piece(token) if token else None
        if token is None or piece is None:
            return None
        if out and (piece in _WORDS or out[-1] in _WORDS) and (out[-1][-1:] + piece[:1]).isalpha():
            out.append(" ")
        out.append(piece)
        at = token.end()
    return re.sub(r"\s+", " ", "".join(out)).strip()


def _piece(token: re.Match[str]) -> str | None:
    name, sign, script, group, single, text = token.groups()
    if name is not None:
        symbol = _SYMBOLS.get(name)
        return f" {symbol} " if symbol in _SPACED else symbol
    if sign is not None:
        return " " if sign in ",;: " else "" if sign == "!" else sign
    if script is not None:
        table = _UPPER if script == "^" else _LOWER
        inner = group if group is not None else single
        return "".join(table[c] for c in inner) if all(c in table for c in inner) else None
    return str(text)
