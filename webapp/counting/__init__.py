"""Counting: the rules (one file each), and running them on the ballots of a round or of any Pabulib file."""
