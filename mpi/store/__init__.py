"""Where the index keeps what it knows: the contract, and the stores that keep it."""
