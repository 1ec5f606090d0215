"""What the export page offers: the round, and the districts to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, collate, func, select
from sqlalchemy.orm import Session

from webapp.areas.models import Area, BoundaryLayer, LayerVersion
from webapp.areas.queries import BYTES
from webapp.errors import Refusal, RefusalCode
from webapp.exports.models import ExportFile, ExportPiece
from webapp.rounds.models import Round
from webapp.texts import Texts


def any_round(session: Session, slug: str) -> Round:
    """The round at this address, published or not. Raises Refusal(NOT_FOUND)."""
    round_ = session.scalar(select(Round).where(Round.slug == slug))
    if round_ is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return round_


def slug_of(session: Session, round_id: int) -> str:
    """The address of a round."""
    return session.scalars(select(Round.slug).where(Round.id == round_id)).one()


def round_title(session: Session, round_id: int) -> Texts:
    """The title of a round."""
    return session.scalars(select(Round.title).where(Round.id == round_id)).one()


def file_of(session: Session, file_id: UUID, account_id: int) -> ExportFile:
    """A file that this person asked for and whose day is not over. Raises Refusal(NOT_FOUND)."""
    mine = _mine(account_id).where(ExportFile.id == file_id)
    found = session.scalar(mine)
    if found is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return found


def files_of(session: Session, account_id: int, round_id: int) -> Sequence[ExportFile]:
    """The files of a round that this person asked for, newest first."""
    mine = _mine(account_id).where(ExportFile.round_id == round_id)
    return session.scalars(mine.order_by(ExportFile.created_at.desc())).all()


def pieces_of(session: Session, file_id: UUID) -> Iterator[bytes]:
    """A finished file, a piece at a time."""
    pieces = select(ExportPiece.content).where(ExportPiece.file_id == file_id).order_by(ExportPiece.number)
    return (row[0] for row in session.execute(pieces, execution_options={"yield_per": 4}))


def _mine(account_id: int) -> Select[ExportFile]:
    return select(ExportFile).where(
        ExportFile.account_id == account_id, ExportFile.expires_at > func.clock_timestamp()
    )


def districts(session: Session) -> list[tuple[str, Texts]]:
    """Code and name of every active district, by name."""
    rows = session.execute(
        select(Area.code, Area.name)
        .join(LayerVersion, LayerVersion.id == Area.version_id)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == "district", LayerVersion.state == "active")
    )
    return sorted(((row[0], row[1]) for row in rows), key=lambda row: str(row[1]))


@dataclass(frozen=True)
class DistrictShape:
    """A district in use: its name in the reader's language, its residents where known, its shape as WKB in degrees."""

    code: str
    name: str
    population: int | None
    shape: bytes


def district_shapes(session: Session, language: str) -> list[DistrictShape]:
    """Every active district, by code."""
    rows = session.execute(
        select(Area.code, Area.name, Area.population, func.ST_AsBinary(Area.geom))
        .join(LayerVersion, LayerVersion.id == Area.version_id)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == "district", LayerVersion.state == "active")
        .order_by(collate(Area.code, BYTES))
    )
    return [
        DistrictShape(code, Texts(name).in_language(language), people, bytes(shape))
        for code, name, people, shape in rows
    ]
