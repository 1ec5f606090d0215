"""What residents propose: pin, text, screening, merging, and the timeline of each proposal."""
