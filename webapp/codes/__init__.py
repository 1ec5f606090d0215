"""Voter codes: printed for schools, libraries and letters, or handed to a person at a desk; entering one."""
