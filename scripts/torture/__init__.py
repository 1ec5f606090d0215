"""Torture of the ballot box: kill the database and the web server while people vote, and count what was lost."""
