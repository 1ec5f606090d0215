"""The register of voters: a file of the city becomes marks of persons, by two people, and who is on it may vote."""
