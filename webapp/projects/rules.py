"""What a project costs and what may happen to it: exact arithmetic, states, and what two estimates differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from webapp.texts import DEFAULT_LANGUAGE, N_, Texts

WHOLE = Decimal(1)
THOUSAND = 1000
MOST_LINES = 60
MOST_QUANTITY = 1_000_000
MOST_UNIT_PRICE_CENTS = 10_000_000_00
MOST_VAT_PERCENT = 50
MOST_MONTHS = 120
MOST_TITLE = 120
MOST_SUMMARY = 5000
MOST_WORDS = 200

DELIVERY_NAMES: Mapping[str, tuple[str, str]] = {
    "planned": (N_("Being planned"), "wait"),
    "under_way": (N_("Under way"), "active"),
    "done": (N_("Done"), "good"),
    "stopped": (N_("Stopped"), "bad"),
}
"""The name of each state of delivery and the kind of its tag."""

STEP_NAMES: Mapping[str, tuple[str, str]] = {
    "to_estimate": (N_("To be estimated"), "wait"),
    "to_confirm": (N_("Estimate waits for confirmation"), "wait"),
    "to_decide": (N_("Estimate published"), "calm"),
    "ballot": (N_("On the ballot"), "good"),
    "left_out": (N_("Does not go to the vote"), "bad"),
    "chosen": (N_("Chosen in the vote"), "active"),
}
"""How far a project has come, as officials' lists tell it, in this order."""


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


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an official has written of a project's price; unknown bounds and duration are None."""

    lines: Sequence[Line]
    lower_cents: int | None
    upper_cents: int | None
    months: int | None
    unit: str
    note: str | None

    @property
    def totals(self) -> Totals:
        """Its sums."""
        return totals(self.lines)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line in two versions of an estimate; the one that lacks it has None there."""

    old: Line | None
    new: Line | None

    @property
    def is_same(self) -> bool:
        """Whether nothing in the line has changed."""
        return self.old == self.new

    @property
    def what(self) -> str:
        """What the line is of."""
        found = self.new or self.old
        return found.what if found else ""

    @property
    def cents(self) -> int:
        """By how much the line's price has grown."""
        return (self.new.total_cents if self.new else 0) - (self.old.total_cents if self.old else 0)


@dataclass(frozen=True, slots=True)
class Source:
    """A proposal that a project is made from, as far as its texts go."""

    language: str
    title: str
    body: str


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


def differences(old: Sequence[Line], new: Sequence[Line]) -> list[Difference]:
    """What becomes of each line, in the new order and then those left out. Lines are the same by what they are of.

    Where several lines are of the same thing, the first is the same as the first, and so on.
    """
    before = dict(_numbered(old))
    after = dict(_numbered(new))
    kept = [Difference(before.get(key), line) for key, line in after.items()]
    return kept + [Difference(line, None) for key, line in before.items() if key not in after]


def _numbered(lines: Sequence[Line]) -> Iterator[tuple[tuple[str, int], Line]]:
    seen: Counter[str] = Counter()
    for line in lines:
        name = line.what.casefold()
        seen[name] += 1
        yield (name, seen[name]), line


def bounds_hold(total_cents: int, lower_cents: int | None, upper_cents: int | None) -> bool:
    """Whether the sum lies within the bounds that are known."""
    return (lower_cents is None or lower_cents <= total_cents) and (
        upper_cents is None or total_cents <= upper_cents
    )


def first_texts(sources: Sequence[Source]) -> tuple[Texts, Texts]:
    """Title and summary of a new project: the proposals' own words, each in its own language only.

    Of several in a language the first gives the title, and the summary has the text of all.
    """
    title, summary = Texts(), Texts()
    for source in sources:
        title.setdefault(source.language, source.title)
        before = summary.get(source.language)
        summary[source.language] = f"{before}\n\n{source.body}" if before else source.body
    return title, summary


def pot_for(pots: Sequence[tuple[int, str | None]], district: str | None) -> int | None:
    """Of (number, district code) the pot of the district, else that of the whole city, else the first one."""
    by_code = {code: pot for pot, code in reversed(pots)}
    return by_code.get(district, by_code.get(None, pots[0][0] if pots else None))


def mark_of(changed_at: datetime) -> str:
    """What a form carries of a project, to tell whether someone has changed it since."""
    return changed_at.astimezone(UTC).isoformat()


def used_share(spent_cents: int, estimated_cents: int) -> int:
    """Spent money in whole percent of the estimate, rounded down, so that 100 is said only when all is spent."""
    return spent_cents * 100 // estimated_cents if estimated_cents > 0 else 0


def is_news_late(delivery: str | None, next_date: date | None, today: date) -> bool:
    """Whether the day has passed on which residents were promised news of a project that goes on."""
    return delivery in ("planned", "under_way") and next_date is not None and next_date < today


def has_finnish(*texts: Mapping[str, str]) -> bool:
    """Whether each of the texts is written in Finnish, which is shown where another language is missing."""
    return all(text.get(DEFAULT_LANGUAGE) for text in texts)
