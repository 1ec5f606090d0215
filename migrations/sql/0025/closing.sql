-- Closing, counting, and forgetting who could vote.

-- These wait first and look afterwards, so that each statement sees what was committed meanwhile: not `stable`.
create function box.must_be_over(the_round bigint) returns void language plpgsql as $$
begin
    if not exists (select from phase p join round r on r.id = p.round_id
                    where r.id = the_round and p.kind = 'voting' and p.ends_at <= clock_timestamp()) then
        perform box.refuse('voting_still_open');
    end if;
    perform box.wait_for_casting(the_round);
    if exists (select from round r left join vote v on v.round_id = r.id
                where r.id = the_round and (v.annulled_at is not null or (r.two_people and v.closed_at is null))) then
        perform box.refuse('vote_not_closed');
    end if;
end $$;

create function box.wait_for_casting(the_round bigint) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended('box.vote', the_round))
$$;

create function box.close(the_round bigint) returns void language plpgsql as $$
begin
    if not exists (select from phase where round_id = the_round and kind = 'voting'
                      and ends_at <= clock_timestamp()) then
        perform box.refuse('voting_still_open');
    end if;
    perform box.wait_for_casting(the_round);
    if exists (select from box.paper where round_id = the_round and status in ('entered', 'disputed')) then
        perform box.refuse('paper_unfinished');
    end if;
    perform box.seal(the_round, 1);
    update vote set closed_at = clock_timestamp(),
                    rights = (select count(*) from box.voting_right where round_id = the_round)
     where round_id = the_round;
end $$;

-- Everything that ties a ballot to a voter goes: keys, rights, and the order and marks of rows. The key's file is
-- removed by the application in the same step.
create function box.forget(the_round bigint) returns void language plpgsql as $$
begin
    if not exists (select from vote v where v.round_id = the_round
                      and (v.annulled_at is not null
                           or (v.closed_at is not null
                               and exists (select from outcome o where o.round_id = the_round)))) then
        perform box.refuse('outcome_not_published');
    end if;
    update vote set key_destroyed_at = clock_timestamp() where round_id = the_round;
    create temp table ballots_to_shake on commit drop as select * from box.ballot where round_id = the_round;
    create temp table choices_to_shake on commit drop as select * from box.choice where round_id = the_round;
    delete from box.choice where round_id = the_round;
    delete from box.ballot where round_id = the_round;
    insert into box.ballot (id, round_id, channel, state, commitment, nonce, replaces, batch_no)
    select gen_random_uuid(), round_id, channel, state, commitment, nonce, replaces, batch_no
      from ballots_to_shake order by commitment;
    insert into box.choice (ballot_id, project_id, round_id, pot_id, value)
    select b.id, c.project_id, c.round_id, c.pot_id, c.value
      from choices_to_shake c
      join ballots_to_shake o on o.id = c.ballot_id
      join box.ballot b on b.round_id = the_round and b.commitment = o.commitment
     order by b.commitment, c.project_id;
    delete from box.voting_right where round_id = the_round;
    delete from roll.voter where round_id = the_round;
    drop table ballots_to_shake, choices_to_shake;
end $$;

create function box.counted(the_round bigint)
returns table (pot_id int, projects bigint[], "values" int[], times bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform box.must_be_over(the_round);
    return query
    select a.pot_id, a.projects, a.given, count(*)
      from (select c.pot_id, array_agg(c.project_id::bigint order by c.project_id) as projects,
                   array_agg(c.value::int order by c.project_id) as given
              from box.choice c join box.ballot b on b.id = c.ballot_id
             where c.round_id = the_round and b.state = 'counted'
             group by c.ballot_id, c.pot_id) a
     group by a.pot_id, a.projects, a.given;
end $$;

create function box.opened(the_round bigint)
returns table (commitment bytea, state text, replaces bytea, batch_no int, nonce uuid, projects bigint[],
               "values" int[])
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform box.must_be_over(the_round);
    return query
    select b.commitment, b.state, b.replaces, b.batch_no, b.nonce,
           array_agg(c.project_id::bigint order by c.project_id) filter (where c.project_id is not null),
           array_agg(c.value::int order by c.project_id) filter (where c.project_id is not null)
      from box.ballot b left join box.choice c on c.ballot_id = b.id
     where b.round_id = the_round
     group by b.id order by b.commitment;
end $$;

-- How many of the counted ballots of a vote that is over chose at least one of these projects, in whatever pot: what
-- is counted pot by pot cannot tell that, since nothing there says which choices stand on one ballot.
create function box.voters_with(the_round bigint, projects bigint[]) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform box.must_be_over(the_round);
    return (select count(distinct c.ballot_id) from box.choice c join box.ballot b on b.id = c.ballot_id
             where c.round_id = the_round and b.state = 'counted' and c.project_id = any (projects));
end $$;
