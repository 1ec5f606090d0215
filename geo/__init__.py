"""Places: coordinate systems, geometries, boundary layers, tiles and maps. Knows nothing of the web
application.
"""
