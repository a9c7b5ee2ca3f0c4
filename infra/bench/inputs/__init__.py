"""Synthetic films in the formats and sizes that are measured."""
