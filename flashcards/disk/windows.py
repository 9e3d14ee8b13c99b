"""Names that Windows keeps for devices: a file with one can't be made or checked out there."""

from __future__ import annotations

import re

_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?:\..*)?", re.IGNORECASE)


def is_reserved(name: str) -> bool:
    """Return whether Windows reserves a file's or folder's name, whatever its ending."""
    return _DEVICE.fullmatch(name) is not None
