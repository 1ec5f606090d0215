"""What a planner may have overlooked in a round: nothing that stops it from being published. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.rounds.editing import ReasonView
from webapp.rounds.phases import Activity
from webapp.rounds.rules import FUTURE, RoundView
from webapp.texts import LANGUAGES, N_, Texts


@dataclass(frozen=True)
class Advice:
    """Something worth a look: the part of the round that it is about, and the words."""

    part: str
    words: str


UNTRANSLATED = N_("Some texts are not written in every language; Finnish is shown instead.")
NO_PROPOSING = N_("Nobody can propose: the timetable has no proposing.")
VOTING_OVERLAPS = N_("Voting begins before proposing has ended.")
VOTING_BEGUN = N_("By the timetable voting has begun already.")
PRICE_ABOVE_MONEY = N_("One project may cost more than any area has money.")


def advice(round_: RoundView, reasons: Sequence[ReasonView]) -> list[Advice]:
    """What is worth a look before (and after) the round is published, in the order of its parts."""
    checks = (*_of_texts(round_, reasons), *_of_timetable(round_), *_of_money(round_))
    return [one for one, holds in checks if holds]


def _of_texts(round_: RoundView, reasons: Sequence[ReasonView]) -> Iterable[tuple[Advice, bool]]:
    texts = {
        "texts": [round_.title, round_.summary, round_.rules_text],
        "phases": [phase.note for phase in round_.phases if phase.note],
        "themes": [theme.name for theme in round_.themes],
        "reasons": [text for reason in reasons for text in (reason.name, reason.explanation)],
    }
    return [(Advice(part, UNTRANSLATED), any(map(_is_partial, written))) for part, written in texts.items()]


def _is_partial(text: Texts) -> bool:
    """Whether it is written, and not in every language."""
    return bool(str(text)) and any(not text.get(language) for language in LANGUAGES)


def _of_timetable(round_: RoundView) -> Iterable[tuple[Advice, bool]]:
    proposing = [phase for phase in round_.phases if Activity.PROPOSE in phase.kind.opens]
    voting = round_.voting
    overlaps = voting is not None and any(voting.starts_at < phase.ends_at for phase in proposing)
    begun = voting is not None and voting.state != FUTURE and not round_.is_published
    return [
        (Advice("phases", NO_PROPOSING), bool(round_.phases) and not proposing),
        (Advice("phases", VOTING_OVERLAPS), overlaps),
        (Advice("phases", VOTING_BEGUN), begun),
    ]


def _of_money(round_: RoundView) -> Iterable[tuple[Advice, bool]]:
    most = max((pot.amount_cents for pot in round_.pots), default=0)
    return [(Advice("voting", PRICE_ABOVE_MONEY), bool(most) and (round_.highest_cost_cents or 0) > most)]
