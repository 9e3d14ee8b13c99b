"""The section kinds, one file each. Every module here that defines ``KINDS`` is found and used.

A kind declares the shape of its section and turns its items into drafts of notes. The docstring of its module
is its chapter of the author guide.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flashcards.compiler.items import SectionKind


@cache
def discover() -> dict[str, SectionKind]:
    """Return every kind by the name of its section, in the order of the author guide."""
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    kinds = [kind for module in modules for kind in module.KINDS]
    return {kind.section: kind for kind in sorted(kinds, key=lambda kind: (kind.rank, kind.section))}
