"""The front page, how it works, the accessibility statement and privacy."""
