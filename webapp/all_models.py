"""Every table in one place, for migrations, the demo city and tests."""

from webapp.accounts import models as accounts
from webapp.areas import models as areas
from webapp.audit import models as audit
from webapp.ballots import models as ballots
from webapp.base import Model
from webapp.codes import models as codes
from webapp.counting import models as counting
from webapp.exports import models as exports
from webapp.identity import models as identity
from webapp.kiosks import models as kiosks
from webapp.outcome import models as outcome
from webapp.projects import models as projects
from webapp.proposals import models as proposals
from webapp.register import models as register
from webapp.rounds import models as rounds
from webapp.tiles import models as tiles

__all__ = [
    "Model",
    "accounts",
    "areas",
    "audit",
    "ballots",
    "codes",
    "counting",
    "exports",
    "identity",
    "kiosks",
    "outcome",
    "projects",
    "proposals",
    "register",
    "rounds",
    "tiles",
]
