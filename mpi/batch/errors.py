"""What can go wrong with a run over whole files, as one sentence for the person who started it."""

from __future__ import annotations


class BatchError(Exception):
    """The run cannot be begun or finished; the message says what to do."""
