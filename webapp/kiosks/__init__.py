"""Kiosks: a shared computer on which people vote one after another, and on which nothing of them stays."""
