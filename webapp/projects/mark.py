"""The state of affairs that the page of a project shows, as a mark."""

from __future__ import annotations

from webapp.rounds.mark import CLOCK_OF_ROUND, HOLDS, ROUND

MARK = f"""
    select ({ROUND}, p.xmin,
            (select array_agg(xmin) from project
              where round_id = p.round_id and pot_id = p.pot_id and exclusive_group = p.exclusive_group),
            (select xmin from outcome_project where project_id = p.id),
            (select array_agg((e.xmin, (select array_agg(xmin) from cost_line where estimate_id = e.id))::text
                             ) from cost_estimate e where e.project_id = p.id),
            (select array_agg(xmin) from delivery_update where project_id = p.id),
            (select array_agg((x.xmin, o.xmin)::text)
               from project_proposal x join proposal o on o.id = x.proposal_id where x.project_id = p.id))::text as mark, {HOLDS}
      from project p join round r on r.id = p.round_id {CLOCK_OF_ROUND} where p.id = %(id)s and r.is_published
"""
