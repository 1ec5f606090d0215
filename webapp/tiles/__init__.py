"""Vector tiles and clusters for the live map."""
