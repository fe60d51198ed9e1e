"""Marketplace domain logic, once, right: no framework, no I/O."""
