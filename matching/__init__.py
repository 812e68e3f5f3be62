"""Are these two records one person?  Pure: no store, no network, no enterprise ID."""
