"""What the index is about: frozen dataclasses, no messages, no cursors, no data frames."""
