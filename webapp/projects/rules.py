"""What a project costs: the arithmetic of an estimate, exact and stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WHOLE = Decimal(1)
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an estimate: cents a unit; VAT in thousandths, None where none is due; upkeep in cents a year."""

    what: str
    quantity: Decimal
    unit: str
    unit_price_cents: int
    vat_permille: int | None
    upkeep_cents: int

    @property
    def net_cents(self) -> int:
        """Quantity times unit price, without VAT."""
        return whole_cents(self.quantity * self.unit_price_cents)

    @property
    def vat_cents(self) -> int:
        """The VAT of the line, from its rounded net amount as on an invoice."""
        return whole_cents(Decimal(self.net_cents) * (self.vat_permille or 0) / THOUSAND)

    @property
    def total_cents(self) -> int:
        """What the city pays for the line."""
        return self.net_cents + self.vat_cents


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of an estimate in whole cents; `upkeep_cents` is a year's and is no part of the price."""

    net_cents: int
    vat_cents: int
    total_cents: int
    upkeep_cents: int


def whole_cents(amount: Decimal) -> int:
    """To whole cents, halves away from zero: as Finnish invoices do it and residents learn it at school."""
    return int(amount.quantize(WHOLE, ROUND_HALF_UP))


def totals(lines: Sequence[Line]) -> Totals:
    """The sums of the lines as shown: each line is rounded first, so that the printed lines add up."""
    return Totals(
        sum(line.net_cents for line in lines),
        sum(line.vat_cents for line in lines),
        sum(line.total_cents for line in lines),
        sum(line.upkeep_cents for line in lines),
    )
