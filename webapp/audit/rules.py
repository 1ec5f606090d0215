"""The log in words: what was done, to what."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.texts import N_

SUBJECTS: Mapping[str, str] = {
    "account": N_("Account"),
    "count": N_("Count"),
    "layer_version": N_("Area layer"),
    "outcome": N_("Outcome"),
    "project": N_("Project of the city"),
    "proposal": N_("Proposal"),
    "round": N_("Round"),
}
"""What deeds are done to, by the key in the log."""

DEEDS: Mapping[str, str] = {
    "activate_areas": N_("Took a version of an area layer into use"),
    "count_ran": N_("Counted the votes"),
    "erase_account": N_("Erased the account"),
    "exported": N_("Exported data"),
    "grant_role": N_("Gave a role"),
    "identify": N_("Identified with a provider"),
    "load_areas": N_("Loaded an area layer"),
    "outcome_published": N_("Published the outcome"),
    "project made": N_("Made a project"),
    "project undone": N_("Took a project apart"),
    "proposal accepted": N_("Accepted a proposal"),
    "proposal answered": N_("Answered a proposal"),
    "proposal edited": N_("Edited a proposal"),
    "proposal merged": N_("Merged a proposal"),
    "proposal refused": N_("Refused a proposal"),
    "proposal reopened": N_("Took a decision on a proposal back"),
    "proposal resubmitted": N_("Sent a refused proposal again"),
    "proposal submitted": N_("Sent a proposal"),
    "proposal withdrawn": N_("Withdrew a proposal"),
    "remove_draft": N_("Threw a draft of an area layer away"),
    "revoke_role": N_("Took a role away"),
    "round_copied": N_("Copied a round"),
    "round_created": N_("Made a round"),
    "round_phases_saved": N_("Changed the timetable of a round"),
    "round_pots_saved": N_("Changed the money of a round"),
    "round_published": N_("Published a round"),
    "round_reasons_saved": N_("Changed the reasons for refusal of a round"),
    "round_removed": N_("Removed a round"),
    "round_texts_saved": N_("Changed the texts of a round"),
    "round_themes_saved": N_("Changed the themes of a round"),
    "round_unpublished": N_("Took a round back from the public"),
    "round_voting_saved": N_("Changed how people vote in a round"),
    "sign_out_elsewhere": N_("Signed out on other devices"),
    "vote_step_withdrawn": N_("Took a step of the vote back"),
}
"""What was done, by the key in the log; a deed without words is shown by its key."""
