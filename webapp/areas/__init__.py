"""Boundary layers, their versions, areas, the background of the map, and places to search for."""
