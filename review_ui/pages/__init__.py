"""The pages, each a plain function from what was asked to a response."""
