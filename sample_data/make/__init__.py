"""Draws the map of the demo city. Run from the root of the repository: python -m sample_data.make"""
