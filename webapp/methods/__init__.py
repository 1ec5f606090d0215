"""How a round votes and counts: the planner's settings of it, and trying other counting rules on votes of earlier rounds."""
