-- Closing and counting wait for ballots that are being cast, and are not kept waiting by new ones: a lock on the
-- round's row let every newcomer pass in front of who wanted to close. Advisory locks stand in a queue.

create function box.while_open(the_round bigint) returns void language sql as $$
    select pg_advisory_xact_lock_shared(hashtextextended('box.vote', the_round))
$$;

create function box.wait_for_casting(the_round bigint) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended('box.vote', the_round))
$$;

create or replace function box.cast_ballot(
    the_round bigint, the_key bytea, projects bigint[], nonce uuid, "values" int[] default null)
returns table (commitment bytea, what text) language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    the_commitment bytea := box.commitment_of(the_round, projects, "values", nonce);
    before record;
    fresh uuid;
    may_change boolean;
    used text;
begin
    if cardinality("values") <> cardinality(projects) then
        perform box.refuse('ballot_values');
    end if;
    if exists (select from box.ballot b where b.round_id = the_round and b.commitment = the_commitment
                  and b.state = 'counted' and coalesce(b.ballot_key = the_key, b.channel = 'web')) then
        return query select the_commitment, 'repeated';
        return;
    end if;
    perform box.while_open(the_round);
    select r.can_change_ballot into may_change from round r where r.id = the_round;
    if not found or not voting_is_open(the_round) then
        perform box.refuse('ballot_while_open');
    end if;
    select v.used_by into used
      from box.voting_right v where v.round_id = the_round and v.ballot_key = the_key for update;
    if not found then
        perform box.refuse('ballot_has_right');
    end if;
    if used = 'paper' then
        perform box.refuse('right_used_on_paper');
    end if;
    select b.id, b.commitment into before
      from box.ballot b where b.round_id = the_round and b.ballot_key = the_key and b.state = 'counted';
    if before.commitment = the_commitment then
        return query select the_commitment, 'repeated';
        return;
    end if;
    if exists (select from box.ballot b where b.round_id = the_round and b.commitment = the_commitment) then
        perform box.refuse('ballot_not_stale');
    end if;
    if before.id is not null then
        if not may_change then
            perform box.refuse('ballot_final');
        end if;
        delete from box.choice c where c.ballot_id = before.id;
        update box.ballot b set state = 'replaced', ballot_key = null, nonce = null where b.id = before.id;
    else
        update box.voting_right v set used_by = 'web' where v.round_id = the_round and v.ballot_key = the_key;
    end if;
    insert into box.ballot (round_id, channel, ballot_key, commitment, nonce, replaces)
    values (the_round, 'web', the_key, the_commitment, cast_ballot.nonce, before.commitment)
    returning id into fresh;
    insert into box.choice (ballot_id, round_id, project_id, pot_id, value)
    select distinct on (p.id) fresh, the_round, p.id, p.pot_id, c.value
      from unnest(projects, "values") c (project, value)
      join project p on p.id = c.project and p.round_id = the_round and p.state = 'ballot';
    if (select count(*) from box.choice c where c.ballot_id = fresh)
       <> (select count(distinct p) from unnest(projects) p) then
        perform box.refuse('ballot_only_listed');
    end if;
    perform box.check_ballot(fresh);
    return query select the_commitment, case when before.id is null then 'cast' else 'replaced' end;
end $$;

create or replace function box.key_paper(
    the_round bigint, the_station text, the_serial int, who bigint, projects bigint[], "values" int[] default null)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
    keyed text := box.sorted_choices(projects, "values");
    p box.paper;
begin
    perform box.while_open(the_round);
    if not exists (select from round r left join vote v on v.round_id = r.id
                    where r.id = the_round and voting_has_opened(r.id)
                      and v.closed_at is null and v.annulled_at is null) then
        perform box.refuse('ballot_while_open');
    end if;
    perform pg_advisory_xact_lock(hashtextextended('box.paper', the_round));
    select * into p from box.paper
     where round_id = the_round and station = the_station and serial = the_serial for update;
    if not found then
        insert into box.paper (round_id, station, serial, first_by, first_choices)
        values (the_round, the_station, the_serial, who, keyed);
        return 'entered';
    end if;
    if p.status in ('agreed', 'rejected') then
        perform box.refuse('paper_done');
    end if;
    if who in (p.first_by, coalesce(p.second_by, p.first_by)) then
        perform box.refuse('paper_other_person');
    end if;
    if p.status = 'entered' and keyed <> p.first_choices then
        update box.paper set second_by = who, second_choices = keyed, status = 'disputed' where id = p.id;
        return 'disputed';
    elsif p.status = 'disputed' and keyed not in (p.first_choices, p.second_choices) then
        return 'disputed';
    end if;
    update box.paper
       set second_by = coalesce(second_by, who), third_by = case when p.status = 'disputed' then who end,
           first_choices = keyed, second_choices = keyed,
           status = case when keyed = '' then 'rejected' else 'agreed' end
     where id = p.id;
    if keyed = '' then
        return 'rejected';
    end if;
    perform box.put_paper(the_round, projects, "values");
    perform box.check_papers(the_round);
    return 'agreed';
end $$;

create or replace function confirm_vote_step(the_step bigint, who bigint, fingerprint bytea default null) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    s record;
    v vote;
begin
    select st.*, r.two_people, r.is_published into s
      from vote_step st join round r on r.id = st.round_id where st.id = the_step for update of st;
    if not found or s.confirmed_at is not null then
        perform box.refuse('vote_step_gone');
    end if;
    if s.two_people and s.asked_by_id = who then
        perform box.refuse('vote_step_two_people');
    end if;
    if vote_step_done(s.round_id, s.step) then
        perform box.refuse('vote_step_done');
    end if;
    update vote_step set confirmed_by_id = who, confirmed_at = clock_timestamp(), alone = not s.two_people
     where id = the_step;
    insert into vote (round_id) values (s.round_id) on conflict do nothing;
    select * into v from vote where round_id = s.round_id for update;
    if s.step = 'open' then
        if not s.is_published or not exists (select from project where round_id = s.round_id and state = 'ballot')
           or not exists (select from phase where round_id = s.round_id and kind = 'voting'
                             and ends_at > clock_timestamp()) then
            perform box.refuse('vote_not_ready');
        end if;
        if coalesce(v.key_fingerprint <> fingerprint, false) then
            perform box.refuse('vote_key_changed');
        end if;
        update vote set opened_at = clock_timestamp(), key_fingerprint = fingerprint where round_id = s.round_id;
    elsif s.step = 'close' then
        perform box.close(s.round_id);
    elsif s.step = 'annul' then
        update vote set annulled_at = clock_timestamp() where round_id = s.round_id;
    elsif s.step = 'destroy_key' then
        perform box.forget(s.round_id);
    end if;
    return s.step;
end $$;

create or replace function box.close(the_round bigint) returns void language plpgsql as $$
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

-- These wait first and look afterwards, so that each statement sees what was committed meanwhile: not `stable`.
create or replace function box.must_be_over(the_round bigint) returns void language plpgsql as $$
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

create or replace function box.counted(the_round bigint)
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

create or replace function box.opened(the_round bigint)
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
