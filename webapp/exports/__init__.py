"""Datasets (what) times formats (how)."""
