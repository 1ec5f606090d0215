"""What is voted on and built: projects made from proposals, their cost estimates, and delivery."""
