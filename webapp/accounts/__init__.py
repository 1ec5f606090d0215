"""Accounts, roles, and signing in by one-time e-mail links."""
