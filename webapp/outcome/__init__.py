"""The published result of a round, its explanation, and sums by area."""
