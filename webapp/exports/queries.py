"""What the export page offers: the round, and the districts to choose from."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.areas.models import Area, BoundaryLayer, LayerVersion
from webapp.errors import Refusal, RefusalCode
from webapp.rounds.models import Round
from webapp.texts import Texts


def any_round(session: Session, slug: str) -> Round:
    """The round at this address, published or not. Raises Refusal(NOT_FOUND)."""
    round_ = session.scalar(select(Round).where(Round.slug == slug))
    if round_ is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return round_


def districts(session: Session) -> list[tuple[str, Texts]]:
    """Code and name of every active district, by name."""
    rows = session.execute(
        select(Area.code, Area.name)
        .join(LayerVersion, LayerVersion.id == Area.version_id)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == "district", LayerVersion.state == "active")
    )
    return sorted(((row[0], row[1]) for row in rows), key=lambda row: str(row[1]))


def district_shapes(session: Session, language: str) -> dict[str, bytes]:
    """The shape of every active district by name, as WKB in degrees."""
    rows = session.execute(
        select(Area.name, func.ST_AsBinary(Area.geom))
        .join(LayerVersion, LayerVersion.id == Area.version_id)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == "district", LayerVersion.state == "active")
    )
    return {Texts(name).in_language(language): bytes(shape) for name, shape in rows}
