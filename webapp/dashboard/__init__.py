"""What goes on in a round, in figures by area, theme and week. It composes several features, so it stands above them."""
