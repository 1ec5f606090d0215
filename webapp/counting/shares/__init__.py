"""Equal Shares inside: what every ballot has left (purses), one run at a share, and raising the share."""
