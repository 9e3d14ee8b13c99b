"""Faults that replace functions of the operating system."""

from __future__ import annotations

import errno


def full(*_: object, **__: object) -> None:
    """Fail as on a full disk."""
    raise OSError(errno.ENOSPC, "No space left on device")
