-- The counted ballots of a vote that is over with all that they chose in whatever pot, equal ones merged: what is counted
-- where a round counts its pots together. It says less than box.opened, which the same roles may call.
create function box.counted_whole(the_round bigint)
returns table (projects bigint[], "values" int[], times bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform box.must_be_over(the_round);
    return query
    select a.projects, a.given, count(*)
      from (select array_agg(c.project_id::bigint order by c.project_id) as projects,
                   array_agg(c.value::int order by c.project_id) as given
              from box.choice c join box.ballot b on b.id = c.ballot_id
             where c.round_id = the_round and b.state = 'counted'
             group by c.ballot_id) a
     group by a.projects, a.given;
end $$;
