"""OGC API Features and Tiles: published data for GIS clients."""
