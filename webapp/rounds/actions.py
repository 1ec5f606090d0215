"""Writing rounds: each part is saved by itself, and never over what a colleague has saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode
from webapp.rounds.editing import (
    VotingSettings,
    WrittenPhase,
    WrittenPlaces,
    WrittenPot,
    WrittenProposing,
    WrittenReason,
    WrittenTexts,
    WrittenTheme,
    content_of,
    fingerprint,
    slug_of,
)
from webapp.rounds.models import Phase, Pot, RefusalReason, Round, Theme
from webapp.rounds.queries import has_come_in, reason_views, round_view, slugs
from webapp.rounds.rules import RoundView, missing_for_publishing
from webapp.texts import Texts

C = RefusalCode


def create_round(session: Session, title: Texts, account_id: int) -> Round:
    """A new, unpublished round with nothing but its title; its address is made from the Finnish title."""
    slug = slug_of(str(title), slugs(session))
    round_ = Round(slug=slug, title=title, summary=Texts(), rules_text=Texts())
    session.add(round_)
    with database_refusals():
        session.flush()
    record(session, "round_created", "round", round_.id, account_id, title=title)
    return round_


def save_texts(session: Session, round_id: int, written: WrittenTexts, seen: str, account_id: int) -> None:
    """Save what the round says. Raises Refusal: STATE_CHANGED, RULES_FROZEN, ADDRESS_TAKEN."""
    with _saving(session, round_id, "texts", seen, account_id) as round_:
        round_.slug = written.slug
        round_.title, round_.summary, round_.rules_text = written.title, written.summary, written.rules_text


def save_phases(
    session: Session, round_id: int, written: Sequence[WrittenPhase], seen: str, account_id: int
) -> None:
    """Save the timetable. Raises Refusal: STATE_CHANGED, RULES_FROZEN, VOTE_STAYS_CLOSED."""
    with _saving(session, round_id, "phases", seen, account_id):
        kept = _kept(session, Phase, round_id, [phase.id for phase in written])
        # There is one voting phase at most: those that become something else go first.
        for phase in sorted(written, key=lambda one: one.kind == "voting"):
            row = kept.get(phase.id or 0) or Phase(round_id=round_id)
            row.kind, row.note = phase.kind, phase.note
            row.starts_at, row.ends_at = phase.starts_at, phase.ends_at
            session.add(row)
            session.flush()


def save_pots(
    session: Session, round_id: int, written: Sequence[WrittenPot], seen: str, account_id: int
) -> None:
    """Save the money. Raises Refusal: STATE_CHANGED, RULES_FROZEN, STILL_USED."""
    with _saving(session, round_id, "pots", seen, account_id):
        rows = {pot.area_code: pot for pot in session.scalars(select(Pot).where(Pot.round_id == round_id))}
        wanted = {pot.area_code for pot in written}
        for code, row in rows.items():
            if code not in wanted:
                session.delete(row)
        for pot in written:
            row = rows.get(pot.area_code) or Pot(round_id=round_id, area_code=pot.area_code)
            row.name, row.amount_cents = pot.name, pot.amount_cents
            session.add(row)


def save_themes(
    session: Session, round_id: int, written: Sequence[WrittenTheme], seen: str, account_id: int
) -> None:
    """Save the themes in their order. Raises Refusal: STATE_CHANGED, STILL_USED."""
    with _saving(session, round_id, "themes", seen, account_id):
        _save_in_order(session, Theme, round_id, written)


def save_reasons(
    session: Session, round_id: int, written: Sequence[WrittenReason], seen: str, account_id: int
) -> None:
    """Save the reasons for refusal in their order. Raises Refusal: STATE_CHANGED, STILL_USED."""
    with _saving(session, round_id, "reasons", seen, account_id):
        _save_in_order(session, RefusalReason, round_id, written)


def save_places(session: Session, round_id: int, written: WrittenPlaces, seen: str, account_id: int) -> None:
    """Save what kinds of place proposals may have. Raises Refusal: STATE_CHANGED, RULES_FROZEN, STILL_USED."""
    with _saving(session, round_id, "places", seen, account_id) as round_:
        round_.place_kinds = written.place_kinds


def save_proposing(
    session: Session, round_id: int, written: WrittenProposing, seen: str, account_id: int
) -> None:
    """Save how those who propose identify and who may. Raises Refusal: STATE_CHANGED, RULES_FROZEN."""
    with _saving(session, round_id, "proposing", seen, account_id) as round_:
        for name, value in vars(written).items():
            setattr(round_, name, value)


def save_voting(session: Session, round_id: int, written: VotingSettings, seen: str, account_id: int) -> None:
    """Save how people vote and how it is counted. Raises Refusal: STATE_CHANGED, RULES_FROZEN."""
    with _saving(session, round_id, "voting", seen, account_id) as round_:
        for name, value in vars(written).items():
            setattr(round_, name, value)


def publish_round(session: Session, round_id: int, account_id: int) -> None:
    """Let everyone see the round; once more is the same as once. Raises Refusal(ROUND_INCOMPLETE)."""
    round_ = _locked(session, round_id)
    view = round_view(session, round_.slug, also_unpublished=True)
    if view.is_published:
        return
    if missing_for_publishing(view, len(reason_views(session, round_id))):
        raise Refusal(C.ROUND_INCOMPLETE)
    round_.is_published = True
    session.flush()
    record(session, "round_published", "round", round_id, account_id)


def unpublish_round(session: Session, round_id: int, account_id: int) -> None:
    """Hide the round again. Raises Refusal: ROUND_IN_USE where something has come in, RULES_FROZEN."""
    round_ = _locked(session, round_id)
    if not round_.is_published:
        return
    round_.is_published = False
    with database_refusals():
        session.flush()
    record(session, "round_unpublished", "round", round_id, account_id)


def remove_round(session: Session, round_id: int, account_id: int) -> None:
    """Remove an unpublished round with nothing in it. Raises Refusal(ROUND_IN_USE)."""
    round_ = _locked(session, round_id)
    if round_.is_published or has_come_in(session, round_id):
        raise Refusal(C.ROUND_IN_USE)
    record(session, "round_removed", "round", round_id, account_id, slug=round_.slug, title=round_.title)
    session.delete(round_)
    try:
        session.flush()
    except IntegrityError:  # votes, counts or whatever else came to hold it
        raise Refusal(C.ROUND_IN_USE) from None


@contextmanager
def _saving(session: Session, round_id: int, part: str, seen: str, account_id: int) -> Iterator[Round]:
    """Lock the round, see that the part is as its writer saw it, write, and log what was before and after."""
    round_ = _locked(session, round_id)
    before = part_content(session, round_.slug, part)
    if fingerprint(before) != seen:
        raise Refusal(C.STATE_CHANGED)
    with database_refusals():
        yield round_
        session.flush()
    after = part_content(session, round_.slug, part)
    if after != before:
        record(session, f"round_{part}_saved", "round", round_id, account_id, before=before, after=after)


def part_content(session: Session, slug: str, part: str) -> Any:
    """What a part of the round holds now, as JSON."""
    view: RoundView = round_view(session, slug, also_unpublished=True)
    return content_of(part, view, reason_views(session, view.id))


def _locked(session: Session, round_id: int) -> Round:
    chosen = select(Round).where(Round.id == round_id).with_for_update()
    round_ = session.scalar(chosen.execution_options(populate_existing=True))
    if round_ is None:
        raise Refusal(C.NOT_FOUND)
    return round_


def _save_in_order(
    session: Session, model: Any, round_id: int, written: Sequence[WrittenTheme | WrittenReason]
) -> None:
    """Write the rows in their order; what is not among them goes. A new row's slug is made of its name."""
    kept = _kept(session, model, round_id, [one.id for one in written])
    taken = {row.slug for row in kept.values()}
    for position, one in enumerate(written):
        row = kept.get(one.id or 0)
        if row is None:
            row = model(round_id=round_id, slug=slug_of(str(one.name), taken))
            taken.add(row.slug)
        for name, value in (vars(one) | {"position": position}).items():
            if name != "id":
                setattr(row, name, value)
        session.add(row)


def _kept(session: Session, model: Any, round_id: int, ids: Sequence[int | None]) -> dict[int, Any]:
    """The round's own rows of the ids; its other rows are removed. Raises Refusal(STATE_CHANGED) for strange ids."""
    rows = {row.id: row for row in session.scalars(select(model).where(model.round_id == round_id))}
    wanted = {id_ for id_ in ids if id_ is not None}
    if not wanted <= set(rows):
        raise Refusal(C.STATE_CHANGED)
    for id_ in set(rows) - wanted:
        session.delete(rows.pop(id_))
    session.flush()
    return rows
