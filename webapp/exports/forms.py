"""Reading what is asked for: dataset, format, district, state, the list's other filters, coordinate system."""

from __future__ import annotations

from collections.abc import Mapping

from geo.crs import TM35FIN, WGS84
from webapp.errors import Refusal, RefusalCode
from webapp.exports.dataset import Dataset, Wanted
from webapp.exports.datasets import BY_KEY
from webapp.exports.formats import BY_EXTENSION
from webapp.exports.queries import districts
from webapp.exports.writing import Format, Holds, Systems
from webapp.extensions import current_settings, db
from webapp.formats import language


def wanted_of(round_id: int, fields: Mapping[str, str]) -> tuple[Wanted, Dataset, Format]:
    """What the form asks for. Raises Refusal(NOT_FOUND, UNKNOWN_AREA or WRONG_SYSTEM)."""
    dataset, form = BY_KEY.get(fields.get("dataset", "")), BY_EXTENSION.get(fields.get("format", ""))
    if dataset is None or form is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    district, state = fields.get("district") or None, fields.get("state") or None
    if district is not None and district not in {code for code, _ in districts(db.session)}:
        raise Refusal(RefusalCode.UNKNOWN_AREA)
    if state is not None and state not in (*dataset.states, *dataset.groups):
        raise Refusal(RefusalCode.NOT_FOUND)
    settings = current_settings()
    wanted = Wanted(
        round_id=round_id,
        dataset=dataset.key,
        form=form.extension,
        district=district,
        state=state,
        language=language(),
        metric_crs=settings.metric_crs,
        crs=_crs(form, fields.get("crs", str(WGS84))),
        filters=filters_for(dataset, fields) if form.holds is Holds.DATASET else {},
        zone=settings.time_zone,
    )
    return wanted, dataset, form


def filters_for(dataset: Dataset, fields: Mapping[str, str]) -> dict[str, str]:
    """What narrows a dataset besides district and state. Raises Refusal(NOT_FOUND) for what cannot be understood: a file
    that holds more than was asked for is not noticed.
    """
    given = {name: fields[name] for name in dataset.filters if fields.get(name, "").strip()}
    filters = dict(dataset.understood(given))
    if filters.keys() != given.keys():
        raise Refusal(RefusalCode.NOT_FOUND)
    return filters


def asked_again(wanted: Wanted) -> dict[str, str]:
    """The fields that ask for the same once more."""
    fields = {
        "dataset": wanted.dataset,
        "format": wanted.form,
        "district": wanted.district,
        "state": wanted.state,
        "crs": str(wanted.crs),
        **wanted.filters,
    }
    return {name: value for name, value in fields.items() if value}


def systems(metric_crs: int) -> tuple[int, ...]:
    """The systems to choose from: degrees, the city's, the nation's."""
    return tuple(dict.fromkeys((WGS84, metric_crs, TM35FIN)))


def _crs(form: Format, asked: str) -> int:
    known = {str(epsg): epsg for epsg in systems(current_settings().metric_crs)}
    if asked not in known or (form.systems is Systems.DEGREES and known[asked] != WGS84):
        raise Refusal(RefusalCode.WRONG_SYSTEM)
    return known[asked]
