"""Public pages that stand above the features: the front page, a round and its booklet, how it works, the statements."""
