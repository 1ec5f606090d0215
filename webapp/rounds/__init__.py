"""A budgeting round: its phases, pots of money, themes, reasons for refusal, and voting settings."""
