"""The demo city: loads sample_data/ into an empty database, and makes large cities for measuring."""
