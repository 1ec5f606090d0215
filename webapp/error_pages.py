"""What error pages say: one table gives each refusal its status and its words. They are answered in error_handlers.py."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from geo.errors import GeometryError
from webapp.areas.words import words_for as layer_words
from webapp.errors import Refusal, RefusalCode

C = RefusalCode

REFUSALS = {
    C.NOT_FOUND: (404, _l("There is nothing at this address. It may have been removed.")),
    C.NOT_ALLOWED: (403, _l("You do not have the right to do this.")),
    C.SIGN_IN_FIRST: (403, _l("Sign in first.")),
    C.SECOND_FACTOR_FIRST: (403, _l("Confirm first that it is you: this page is for officials.")),
    C.CONFIRM_FIRST: (
        403,
        _l(
            "This asks you to confirm anew that it is you. Nothing was saved: confirm, then go back and send once more."
        ),
    ),
    C.FACTOR_LOCKED: (429, _l("Too many codes in a short time. Wait ten minutes and try again.")),
    C.FROM_ELSEWHERE: (403, _l("This form was sent from another website. Nothing was saved.")),
    C.LINK_UNKNOWN: (400, _l("This sign-in link is not one of ours. Ask for a new one.")),
    C.LINK_USED: (400, _l("This sign-in link has been used already. Ask for a new one.")),
    C.LINK_EXPIRED: (400, _l("This sign-in link is too old. Ask for a new one.")),
    C.TOO_MANY_TRIES: (429, _l("Too many tries in a short time. Wait a minute and try again.")),
    C.TOO_MANY_LINKS: (429, _l("You have asked for many links in a short time. Wait a while and try again.")),
    C.IDENTITY_FAILED: (400, _l("The identification did not succeed. Nothing was saved. Try again.")),
    C.IDENTITY_CANCELLED: (400, _l("You broke off the identification. Nothing was saved.")),
    C.IDENTITY_WEAK: (403, _l("This way of identifying is not strong enough here. Choose another one.")),
    C.IDENTITY_OLD: (403, _l("You identified too long ago. Identify again.")),
    C.IDENTIFY_FIRST: (403, _l("Identify first: this round asks for it.")),
    C.TOO_MANY_PEOPLE_HERE: (
        429,
        _l(
            "So many new people have typed their postcode from this network today that no more can begin here. Try with"
            " another connection, such as your phone's own, or tomorrow. You can also ask the city where one takes part in person."
        ),
    ),
    C.TOO_YOUNG_TO_PROPOSE: (
        403,
        _l("In this round you can propose in the year in which you turn %(age)s, or later."),
    ),
    C.ONLY_RESIDENTS_PROPOSE: (403, _l("In this round only residents of the city can propose.")),
    C.LAST_COORDINATOR: (409, _l("Someone must remain coordinator. Give the role to another person first.")),
    C.PHASE_CLOSED: (409, _l("This is not open now. Look at the round's timetable.")),
    C.OUTSIDE_CITY: (400, _l("The place is outside the city. Choose a place inside it.")),
    C.SHAPE_NOT_ALLOWED: (400, _l("This round takes no lines or areas of that kind. Choose a point.")),
    C.SHAPE_WRONG: (400, _l("The drawn line or area cannot be used. Draw it again.")),
    C.UNKNOWN_THEME: (400, _l("Choose one of the themes of this round.")),
    C.UNKNOWN_AREA: (400, _l("Choose one of the areas in the list.")),
    C.UNKNOWN_LEVEL: (400, _l("Choose what the layer divides the city into.")),
    C.LAYER_EMPTY: (400, _l("There are no areas in the layer. Choose another layer or file.")),
    C.LAYER_FILE_GONE: (
        404,
        _l("The file is no longer kept: it was stored as a draft, thrown away, or sent more than a day ago."),
    ),
    C.AREA_FIELD_UNKNOWN: (400, _l("The layer has no field %(field)s. It has: %(fields)s.")),
    C.AREA_CODE_MISSING: (
        400,
        _l("An area has no code in the field %(field)s: row %(rows)s. Fill it in, or choose another field."),
    ),
    C.AREA_CODE_LONG: (
        400,
        _l("A code in the field %(field)s is longer than 40 letters: row %(rows)s. Choose another field."),
    ),
    C.AREA_NAME_MISSING: (
        400,
        _l("An area has no name in the field %(field)s: row %(rows)s. Fill it in, or choose another field."),
    ),
    C.AREA_NAME_LONG: (
        400,
        _l("A name in the field %(field)s is longer than 200 letters: row %(rows)s. Choose another field."),
    ),
    C.AREA_POPULATION_WRONG: (
        400,
        _l(
            "The population in the field %(field)s is not a whole number: row %(rows)s. Choose another field."
        ),
    ),
    C.ADDRESS_LINE_WRONG: (
        400,
        _l(
            "Line %(line)s of the file is no building address. Take the national file as it comes, unpacked, and "
            "do not save it in a spreadsheet."
        ),
    ),
    C.NO_ADDRESSES: (
        400,
        _l(
            "The file has no addresses of this municipality. Check the municipality's code and the region of the file."
        ),
    ),
    C.OVERLAPS_UNDECIDED: (
        409,
        _l("%(n)s large overlaps are undecided. Say whose the shared ground is, or correct the file."),
    ),
    C.VERSION_KEPT: (409, _l("A version that has been in use cannot be removed, since sums name it.")),
    C.STATE_CHANGED: (
        409,
        _l("Someone has changed this in the meantime. Look at it again before you go on."),
    ),
    C.PHOTOS_FULL: (409, _l("The proposal has as many photos as it can have. Remove one first.")),
    C.EDITED_MEANWHILE: (
        409,
        _l(
            "The proposal has been changed in another window since you opened this one. Yours is not saved yet."
        ),
    ),
    C.REASON_MISSING: (400, _l("Choose a reason from the round's list.")),
    C.OTHER_ROUND: (400, _l("The proposals belong to different rounds.")),
    C.RULES_FROZEN: (409, _l("Voting has opened, so this can no longer be changed.")),
    C.VOTE_STAYS_CLOSED: (409, _l("Voting has closed, and a closed vote cannot be opened again.")),
    C.ROUND_INCOMPLETE: (409, _l("Something is still missing from the round. Look at the list of what is.")),
    C.ROUND_IN_USE: (409, _l("Something has come in to the round already, so it stays published.")),
    C.ADDRESS_TAKEN: (409, _l("Another round has this web address already. Choose another.")),
    C.STILL_USED: (
        409,
        _l("What you removed is still used by proposals or projects. Keep it, or change those first."),
    ),
    C.NO_ESTIMATE: (409, _l("The project has no published cost estimate yet.")),
    C.FINNISH_MISSING: (
        409,
        _l("Write the project's title and summary in Finnish before it goes on the ballot."),
    ),
    C.ANOTHER_MUST_CONFIRM: (
        409,
        _l("An estimate is confirmed by another person than the one who made it. Ask a colleague."),
    ),
    C.PRICE_TOO_HIGH: (
        409,
        _l("The price is higher than the money or the highest price of the round, so it could never win."),
    ),
    C.IN_PROJECT: (
        409,
        _l("The proposal is part of a project, so it stays accepted. Take it out of the project first."),
    ),
    C.GROUPS_NOT_COUNTED: (
        409,
        _l(
            "There are projects of which only one may win. Only counting by votes can do that:"
            " part the groups first, or keep that way of counting."
        ),
    ),
    C.NOT_A_GROUP: (
        400,
        _l("Choose at least two projects that compete for the same money and are in no group yet."),
    ),
    C.NO_POT: (409, _l("The round has no money yet. Add its money before you make projects.")),
    C.NOT_CHOSEN: (409, _l("Only a project that was chosen in the vote has news of its delivery.")),
    C.VOTING_CLOSED: (409, _l("Voting is not open now. Your ballot was not saved.")),
    C.NOT_ON_BALLOT: (400, _l("One of the projects is not on this ballot. Your ballot was not saved.")),
    C.WRONG_POT: (
        400,
        _l("These projects cannot be chosen on the same ballot. Your ballot was not saved."),
    ),
    C.OVER_BUDGET: (400, _l("Your choices cost more than there is money. Your ballot was not saved.")),
    C.TOO_MANY_CHOICES: (400, _l("You have chosen too many projects. Your ballot was not saved.")),
    C.TOO_FEW_CHOICES: (400, _l("You have chosen too few projects. Your ballot was not saved.")),
    C.TOO_MANY_POINTS: (400, _l("You have given more points than you have. Your ballot was not saved.")),
    C.WRONG_VALUES: (
        400,
        _l("The points or places of your choices do not add up. Go through them and send again."),
    ),
    C.EMPTY_BALLOT: (400, _l("Choose at least one project.")),
    C.BALLOT_FINAL: (409, _l("You have voted already, and in this round a vote cannot be changed.")),
    C.NOT_ON_REGISTER: (
        403,
        _l(
            "In this round only those on the city's register of voters may vote, and this person is not on it."
        ),
    ),
    C.NO_POT_OF_YOURS: (
        403,
        _l("In this round people vote on projects of the area where they live, and none has money in yours."),
    ),
    C.AREA_MISSING: (400, _l("Choose the area where the person lives. Nothing was saved.")),
    C.NO_VOTING_RIGHT: (
        403,
        _l("You may not vote in this round: check the age limit and that you live in the city."),
    ),
    C.STALE_BALLOT: (
        409,
        _l("You have sent a newer ballot since you opened this page. The newer one counts."),
    ),
    C.VOTED_ON_PAPER: (409, _l("You have taken a ballot paper, so you cannot vote here as well.")),
    C.VOTED_ON_WEB: (409, _l("This person has voted on the web already, so they get no ballot paper.")),
    C.VOTE_NOT_READY: (
        409,
        _l("Voting cannot be opened yet: publish the round, its timetable and the projects first."),
    ),
    C.VOTE_KEY_CHANGED: (
        409,
        _l("Votes cannot be received now. The city has been told. Nothing was saved; try again later."),
    ),
    C.OUTCOME_NOT_PUBLISHED: (409, _l("Publish the outcome first, or annul the vote.")),
    C.PAPER_UNFINISHED: (
        409,
        _l(
            "Some papers are not finished: one person only has keyed them, or two differ. Finish them at the desk first."
        ),
    ),
    C.PAPER_UNNUMBERED: (400, _l("Write the station, and the number that is on the paper.")),
    C.PAPER_BLANK: (
        400,
        _l(
            "Write the numbers of the paper. If it is empty or not lawful, tick that below. Nothing was saved."
        ),
    ),
    C.PAPER_NOT_BLANK: (
        400,
        _l(
            "You ticked that the paper is empty or not lawful, and chose projects as well. Leave one of them out. Nothing was saved."
        ),
    ),
    C.PERSON_MISSING: (400, _l("Write whom you have before you.")),
    C.NO_VOTING_TIME: (
        409,
        _l("Give the round its timetable first: until when a code can be used is printed on it."),
    ),
    C.CODE_MISTYPED: (400, _l("There is a slip in the code: a mark is wrong or missing. Type it once more.")),
    C.CODE_WRONG: (403, _l("Nothing opens with this code. Compare it with the paper, mark by mark.")),
    C.CODE_VOID: (403, _l("This code is no longer in use. Ask for a new one where you got it.")),
    C.CODE_LOCKED: (
        429,
        _l("This code has been tried wrongly too many times. Wait 15 minutes and try again."),
    ),
    C.CODE_FOR_PROPOSING: (409, _l("This code is for proposing. Here one votes: use it on another device.")),
    C.CODE_NOT_IN_USE: (
        409,
        _l("No code in use has this number. Look at the paper again, or give the person a code first."),
    ),
    C.CODES_VOID: (409, _l("All codes of this batch are out of use, so nothing more is done with it.")),
    C.CODE_FIRST: (403, _l("Enter your voter code. If you had entered it, too long a time has passed.")),
    C.PAPER_DONE: (409, _l("This paper ballot has been dealt with already.")),
    C.MORE_PAPERS_THAN_RIGHTS: (
        409,
        _l("There are more paper ballots than people who were given one. Find out why before you go on."),
    ),
    C.PAPER_NOT_GIVEN: (409, _l("This person has no ballot paper to take back.")),
    C.VOTE_ANNULLED: (409, _l("The vote has been annulled: it is not counted.")),
    C.VOTE_NOT_CLOSED: (409, _l("The vote must be closed before it is counted.")),
    C.VOTING_STILL_OPEN: (409, _l("Votes are counted only after voting has closed.")),
    C.NOT_COUNTED: (409, _l("The votes have not been counted yet.")),
    C.ALREADY_PUBLISHED: (409, _l("The outcome has been published already.")),
    C.BALLOTS_NOT_OPENED: (
        403,
        _l(
            "The ballots of this round are not published: the city chose so before the vote, or someone could be recognised by them."
        ),
    ),
    C.TOO_MANY_FILES: (429, _l("Several files of yours are being made already. Wait until they are ready.")),
    C.WRONG_SYSTEM: (
        400,
        _l("Choose a coordinate system from the list. KML is always in degrees (WGS 84)."),
    ),
    C.PARAMETER_UNKNOWN: (400, _l("This address takes no parameter '%(name)s'.")),
    C.PARAMETER_WRONG: (400, _l("The value of the parameter '%(name)s' is not one that it can have.")),
}

TITLES = {
    400: _l("That did not work"),
    403: _l("You cannot open this page"),
    404: _l("Page not found"),
    405: _l("Page not found"),
    409: _l("That is not possible now"),
    413: _l("Too much was sent at once"),
    429: _l("Too many tries"),
    500: _l("Something went wrong"),
    503: _l("The service is resting for a moment"),
}
WORDS = {
    400: _l("The request was not understood. Go back and try again."),
    403: REFUSALS[C.NOT_ALLOWED][1],
    404: REFUSALS[C.NOT_FOUND][1],
    413: _l("The file or the text is too large."),
    500: _l("The fault is ours and has been noted. Nothing was changed. Try again in a moment."),
    503: _l("Nothing was saved. Try again in a moment."),
}


def words_of(refusal: Refusal) -> str:
    """The refusal in the visitor's language."""
    words = str(REFUSALS[refusal.code][1])
    return words % refusal.details if refusal.details else words


def geometry_words(error: GeometryError) -> str:
    """What is wrong with a place or a layer, and where, in the visitor's language."""
    said = gettext(layer_words(error.code))
    row, file = error.details.get("feature"), error.details.get("file")
    where = gettext("It is row %(row)s of the file.", row=row) if row else ""
    which = gettext("It is %(file)s in the zip.", file=file) if file else ""
    return " ".join(part for part in (said, where, which) if part)
