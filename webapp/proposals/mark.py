"""The state of affairs that the public page of a proposal shows, as a mark."""

from __future__ import annotations

from webapp.rounds.mark import CLOCK_OF_ROUND, HOLDS, ROUND

# What projects and the outcome tell is asked by name: the packages that write it stand above this one.
MARK = f"""
    select ({ROUND}, p.xmin,
            (select array_agg(xmin) from proposal where id = p.merged_into_id or merged_into_id = p.id),
            (select array_agg(xmin) from proposal_event where proposal_id = p.id),
            (select array_agg(xmin) from proposal_photo where proposal_id = p.id),
            (select array_agg(xmin) from refusal_reason where id = p.reason_id),
            (select array_agg((x.xmin, b.xmin, (select xmin from outcome_project where project_id = b.id),
                        (select array_agg(xmin) from cost_estimate where project_id = b.id),
                        (select array_agg(xmin) from delivery_update where project_id = b.id))::text)
               from project_proposal x join project b on b.id = x.project_id
              where x.proposal_id in (p.id, p.merged_into_id)))::text as mark, {HOLDS}
      from proposal p join round r on r.id = p.round_id {CLOCK_OF_ROUND}
     where p.id = %(id)s and r.is_published and p.state not in ('draft', 'withdrawn')
"""
