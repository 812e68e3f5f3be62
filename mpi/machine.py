"""What the machine has."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def memory_there() -> int:
    """Bytes of memory that this process may use at all."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    # A container may have less than its machine.
    with contextlib.suppress(OSError, ValueError):
        there = min(there, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return there
