"""Whole files at once: read, standardize, block, score, group, write, judge."""
