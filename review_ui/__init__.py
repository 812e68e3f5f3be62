"""People decide: the steward's pages, a client of the gRPC API like any other (a later issue)."""
