"""The stewards' desk: what people decide, and what they are shown for it."""
