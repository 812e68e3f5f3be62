"""Gateways: wire <-> domain, nothing else."""
