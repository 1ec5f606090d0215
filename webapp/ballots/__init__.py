"""Ballots: types, casting, receipts, and who may vote. Voter and ballot live in two schemas."""
