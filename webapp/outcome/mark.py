"""The state of affairs that the pages of a round, its outcome and all rounds show, as marks."""

from __future__ import annotations

from webapp.rounds.mark import CLOCK, CLOCK_OF_ROUND, HOLDS, PASSED, ROUND

# Proposals are too many to look at each: while the newest change is some seconds old, one that began earlier may still
# be committed, and until then the mark changes every second. Areas are given anew without noting a change of each. The
# order of proposals turns with the hour; while voting is open, the turnout is told anew every minute.
ROUND_PAGES = f"""
    select ({ROUND}, (select array_agg(xmin) from boundary_layer), (select count(*) from area_outline),
            (select array_agg(xmin) from reassignment),
            (select md5(array_agg(xmin)::text) from project where round_id = r.id),
            (select md5(array_agg(w.xmin)::text)
               from outcome o join outcome_project w on w.outcome_id = o.id where o.round_id = r.id),
            newest.at, case when newest.at > clock_timestamp() - interval '10 seconds'
                            then extract(epoch from clock_timestamp())::bigint end,
            date_trunc('hour', clock_timestamp()),
            case when exists (select from phase where round_id = r.id and kind = 'voting'
                                 and starts_at <= clock_timestamp() and ends_at > clock_timestamp())
                 then date_trunc('minute', clock_timestamp()) end)::text as mark, {HOLDS}
      from round r cross join lateral (select max(changed_at) as at from proposal where round_id = r.id) newest {CLOCK_OF_ROUND}
     where r.slug = %(slug)s and r.is_published
"""
ALL_ROUNDS = f"""
    select ((select array_agg(xmin) from round), (select array_agg(xmin) from pot),
            {PASSED}, (select array_agg(xmin) from vote),
            (select array_agg(xmin) from outcome),
            (select md5(array_agg((w.xmin, p.xmin)::text)::text)
               from outcome_project w join project p on p.id = w.project_id where w.is_winner))::text as mark, {HOLDS}
      from {CLOCK.format(which="true")}
"""
