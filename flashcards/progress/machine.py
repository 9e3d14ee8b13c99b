"""What tells this computer and this database from others."""

from __future__ import annotations

import platform
import secrets
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flashcards.progress.ledger import Ledger, Machine

_SYSTEM: Final = Path("/etc/machine-id")  # systemd's name of an installation


def this(ledger: Ledger, database: Path) -> Machine:
    """Return this machine; it gets a new id when its database was copied to another computer or path."""
    name = platform.node() or "machine"
    system = _SYSTEM.read_text("utf-8") if _SYSTEM.is_file() else ""
    fingerprint = sha256(f"{name}\n{system}\n{database.resolve()}".encode()).hexdigest()[:16]
    return ledger.machine(fingerprint, name, secrets.token_hex(4))
