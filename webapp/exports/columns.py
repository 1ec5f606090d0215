"""Columns that several datasets have."""

from __future__ import annotations

from webapp.exports.dataset import Column, Kind
from webapp.texts import N_

PROJECT_ID = Column("id", N_("Number"), N_("Number of the project in Nasta"), Kind.NUMBER)
BALLOT_NUMBER = Column(
    "ballot_number", N_("Number on the ballot"), N_("Number of the project in the vote"), Kind.NUMBER
)
PROJECT_TITLE = Column("title", N_("Title"), N_("In the language of the export"))
POT = Column("pot", N_("Money"), N_("The money that the project competes for"))
THEME = Column("theme", N_("Theme"), N_("Theme of the round"))
DELIVERY = Column(
    "delivery", N_("Delivery"), N_("planned, under_way, done or stopped; empty before the outcome")
)
