"""Who is behind a request: the session row of the browser's key, read in one query."""

from __future__ import annotations

from webapp.access import SignedIn
from webapp.accounts.actions import hash_of
from webapp.extensions import current_settings, db
from webapp.reading import read

# Once a minute it is noted that the browser is still there, in the same statement: a second connection, asked for
# while the request holds one, would let requests wait for each other. Never in a transaction that the request has
# begun, lest a ballot and a person were written by the same one.
ACCOUNT_OF_SESSION = """
    with here as (
        select id, account_id, seen_at, created_at, factor_at from sign_in_session
         where key_hash = %(key_hash)s and expires_at > now() and seen_at > now() - make_interval(mins => %(idle)s)),
    noted as (
        update sign_in_session s set seen_at = now() from here
         where %(may_note)s and s.id = here.id and here.seen_at < now() - interval '1 minute')
    select a.id, a.email, a.name, a.language,
           array(select role from account_role where account_id = a.id order by role) as roles,
           f.account_id is not null as has_app, f.account_id is not null or i.account_id is not null as has_factor,
           here.factor_at is not null as gave_factor,
           extract(epoch from now() - case when f.account_id is null and i.account_id is null
                                           then greatest(here.created_at, here.factor_at)
                                           else here.factor_at end)::float8 as proved_seconds
      from here join account a on a.id = here.account_id
      left join second_factor f on f.account_id = a.id
      left join lateral (select account_id from account_identity
                          where account_id = a.id and is_second_factor limit 1) i on true
     where a.erased_at is null
"""


def account_of_session(session_key: str) -> SignedIn | None:
    """The signed-in person, or None when the session has ended or was idle too long."""
    values = {
        "key_hash": hash_of(session_key),
        "idle": current_settings().session_idle_minutes,
        "may_note": not db.session.in_transaction(),
    }
    rows = read(db.session, ACCOUNT_OF_SESSION, values)
    if not rows:
        return None
    row = rows[0]
    asks_factor = row.has_factor or current_settings().requires_second_factor
    return SignedIn(
        session_key,
        row.id,
        row.email,
        row.name,
        row.language,
        tuple(row.roles),
        has_app=row.has_app,
        has_factor=row.has_factor,
        lacks_factor=bool(row.roles) and asks_factor and not row.gave_factor,
        proved_seconds=row.proved_seconds,
    )
