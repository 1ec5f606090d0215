"""The version of Nasta: published counts name it, and the package takes it from here."""

VERSION = "0.1.0"
