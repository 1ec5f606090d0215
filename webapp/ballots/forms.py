"""Reading what a voter sends: choices, the form's nonce, and what they say of themselves."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, StopValidation

from webapp.ballots.own_area import OwnArea
from webapp.ballots.registered import Registered
from webapp.ballots.types.base import BallotType, ByProject, Fault, project_id
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings
from webapp.formats import in_language
from webapp.identity.rules import Proof
from webapp.rounds.rules import RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS
from webapp.rounds.voting_areas import WHOLE_CITY

MOST = 1000


class RightForm(FlaskForm):
    """Birth year and place of residence. Take it by `RightForm().for_round(round_)`."""

    youngest = 2100
    minimum_age = 0
    proof: Proof | None = None
    given_area: str | None = None
    entry: Registered | None = None

    birth_year = IntegerField(
        _l("Year of birth"),
        [
            InputRequired(_l("Write your year of birth with four digits.")),
            NumberRange(1900, 2100, _l("Write your year of birth with four digits.")),
        ],
    )
    lives_here = BooleanField()
    own_area = SelectField(
        _l("The area where you live"), [InputRequired(_l("Choose the area where you live."))]
    )

    def for_round(self, round_: RoundView) -> RightForm:
        """Ask for the voter's own area where the round's areas of voting need it, and look at the age here."""
        self.youngest = round_.now.year - round_.minimum_age
        self.minimum_age = round_.minimum_age
        city = in_language(current_settings().city_name)
        self.lives_here.label.text = _("I live in %(city)s", city=city)
        areas = VOTING_AREAS[round_.voting_areas]
        if areas.needs_own:
            named = [(pot.area_code, in_language(pot.name)) for pot in round_.pots if pot.area_code]
            other = [(WHOLE_CITY, _("None of these"))] if areas.with_city else []
            self.own_area.choices = [("", _("Choose")), *named, *other]
        else:
            del self.own_area
        return self

    def validate_birth_year(self, field: IntegerField) -> None:
        """Too young a year is said at the field: it is often a slip of the finger."""
        is_asked = self.proof is None or self.proof.birth_year is None
        if is_asked and not field.errors and field.data and field.data > self.youngest:
            raise StopValidation(
                _("You may vote in the year in which you turn %(age)s, or later.", age=self.minimum_age)
            )

    def validate_lives_here(self, field: BooleanField) -> None:
        """An empty tick is said at the tick."""
        is_asked = self.proof is None or self.proof.lives_here is None
        if is_asked and not field.data:
            raise StopValidation(_("Tick this if you live in the city. Only its residents may vote."))

    def with_proof(self, proof: Proof | None) -> RightForm:
        """What an identity provider has told is not asked, and what is sent of it is not believed."""
        self.proof = proof
        if proof is not None and proof.birth_year is not None:
            self.birth_year.process(MultiDict({"birth_year": str(proof.birth_year)}))
        if proof is not None and proof.lives_here is not None:
            self.lives_here.process(None, proof.lives_here)
        return self

    def vouched(self) -> RightForm:
        """The city gave the voter a code because they may vote: nothing is asked but their area."""
        del self.birth_year, self.lives_here
        return self

    def with_entry(self, entry: Registered) -> RightForm:
        """Someone on the register of voters: the city has looked where they live, and knows their age or has looked at it."""
        self.entry = entry
        return self.vouched()

    @property
    def year_of_birth(self) -> int | None:
        """The year that the register tells, else what the provider or the voter says."""
        return self.entry.birth_year if self.entry else self.birth_year.data or 0

    @property
    def is_resident(self) -> bool:
        """Whether the city, the provider or the voter says that they live here."""
        return self.entry is not None or bool(self.lives_here.data)

    def with_area(self, known: OwnArea) -> RightForm:
        """An area that is known is not asked, and what is sent of it is not believed; of several one is chosen."""
        self.given_area = known.given
        if "own_area" not in self:
            return self
        if known.given is not None:
            del self.own_area
        elif known.among:
            self.own_area.choices = [one for one in self.own_area.choices if one[0] in ("", *known.among)]
        return self

    @property
    def area(self) -> str | None:
        """The voter's own area by its code, where the round asks for it."""
        return self.own_area.data if "own_area" in self else self.given_area


def filled_in(form: MultiDict[str, str], kind: BallotType) -> tuple[ByProject, list[Fault]]:
    """What the ballot's own fields say, and a fault where one of them has no whole number; that one is left out.

    Raises Refusal(NOT_ON_BALLOT) for what cannot be a project.
    """
    sent = dict(form.lists())
    if len(sent) > 2 * MOST or len(sent.get("projects", ())) > MOST:
        raise Refusal(RefusalCode.NOT_ON_BALLOT)
    try:
        return kind.read(sent), []
    except Refusal as refusal:
        if refusal.code is not RefusalCode.WRONG_VALUES:
            raise
        whole = {name: texts for name, texts in sent.items() if texts[0].isascii() and texts[0].isdecimal()}
        return kind.read(whole), [Fault(RefusalCode.WRONG_VALUES)]


def reviewed(form: MultiDict[str, str]) -> ByProject:
    """What was reviewed: fields `choice` with `12`, or `12:3` for points or a rank. `projects` will do for ticks.

    Raises Refusal(NOT_ON_BALLOT) for what cannot be a project, Refusal(WRONG_VALUES) for what is no whole number.
    """
    sent = [*form.getlist("choice"), *form.getlist("projects")]
    if len(sent) > MOST:
        raise Refusal(RefusalCode.NOT_ON_BALLOT)
    values: ByProject = {}
    for text in sent:
        project, colon, value = text.partition(":")
        if colon and not (value.isascii() and value.isdecimal() and len(value) <= 4):
            raise Refusal(RefusalCode.WRONG_VALUES)
        values[project_id(project)] = int(value) if colon else None
    return values


def nonce_of(form: MultiDict[str, str]) -> UUID:
    """The nonce of the review page. Raises Refusal(STALE_BALLOT) where it is not one."""
    try:
        return UUID(form.get("nonce", "")[:64])
    except ValueError:
        raise Refusal(RefusalCode.STALE_BALLOT) from None
