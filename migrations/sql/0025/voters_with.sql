-- How many of the counted ballots of a vote that is over chose at least one of these projects, in whatever pot: what
-- is counted pot by pot cannot tell that, since nothing there says which choices stand on one ballot.
create function box.voters_with(the_round bigint, projects bigint[]) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform box.must_be_over(the_round);
    return (select count(distinct c.ballot_id) from box.choice c join box.ballot b on b.id = c.ballot_id
             where c.round_id = the_round and b.state = 'counted' and c.project_id = any (projects));
end $$;
