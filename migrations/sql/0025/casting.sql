-- Casting: one statement that locks the voter's own right, checks, and writes; and what a voter may ask of the box.

-- `commitment` = SHA-256 of the content and the form's nonce: the same form sent again is the same ballot.
-- Choices are written `project` or `project:value`, in the order of their projects.
create function box.commitment_of(the_round bigint, projects bigint[], "values" int[], nonce uuid) returns bytea
language sql immutable as $$
    select sha256(convert_to('nasta-ballot-1|' || the_round || '|'
           || array_to_string(array(select c.project || coalesce(':' || c.value, '')
                                      from (select distinct * from unnest(projects, "values")) c (project, value)
                                     order by c.project, c.value), ',')
           || '|' || nonce, 'UTF8'))
$$;

create function box.give_right(the_round bigint, the_key bytea, fingerprint bytea, area text default null)
returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not voting_is_open(the_round) then
        perform box.refuse('ballot_while_open');
    end if;
    insert into vote (round_id, key_fingerprint) values (the_round, fingerprint) on conflict do nothing;
    update vote set key_fingerprint = fingerprint where round_id = the_round and key_fingerprint is null;
    if exists (select from vote where round_id = the_round and key_fingerprint is distinct from fingerprint) then
        perform box.refuse('vote_key_changed');  -- a lost key made anew would give everyone a second ballot
    end if;
    insert into box.voting_right (round_id, ballot_key, area_code) values (the_round, the_key, area)
    on conflict do nothing;
end $$;

-- Closing and counting wait for ballots that are being cast, and are not kept waiting by new ones: a lock on the
-- round's row let every newcomer pass in front of who wanted to close. Advisory locks stand in a queue.

create function box.while_open(the_round bigint) returns void language sql as $$
    select pg_advisory_xact_lock_shared(hashtextextended('box.vote', the_round))
$$;

create function box.cast_ballot(
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

-- The voter's own area, where the round's areas of voting ask for it.
create function box.own_area(the_round bigint, the_key bytea) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select area_code from box.voting_right where round_id = the_round and ballot_key = the_key
$$;

create function box.standing(the_round bigint, the_key bytea) returns table (used_by text, commitment bytea)
language sql stable security definer set search_path = public, pg_temp as $$
    select v.used_by, b.commitment from box.voting_right v
      left join box.ballot b on b.round_id = v.round_id and b.ballot_key = v.ballot_key and b.state = 'counted'
     where v.round_id = the_round and v.ballot_key = the_key
$$;

-- What became of the ballot whose commitment lies between two values; never what is on it.
create function box.receipt(low bytea, high bytea)
returns table (round_id bigint, state text, batch_no int, is_closed boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.round_id, b.state, b.batch_no, coalesce(v.closed_at is not null, false)
      from round r join box.ballot b on b.round_id = r.id left join vote v on v.round_id = r.id
     where b.commitment between low and high limit 1
$$;

-- Counted ballots; until voting is over in whole steps of 25, so that nobody sees a single one come in.
create function box.turnout(the_round bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select case when exists (select from phase p where p.round_id = the_round and p.kind = 'voting'
                                and p.ends_at <= clock_timestamp())
                then count(*) else count(*) / 25 * 25 end
      from box.ballot b where b.round_id = the_round and b.state = 'counted'
$$;

-- Counted ballots that chose something in each pot, in whole steps of 25: two looks cannot show a single ballot.
create function box.turnout_by_pot(the_round bigint) returns table (pot_id int, ballots bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.pot_id, count(distinct c.ballot_id) / 25 * 25
      from box.choice c join box.ballot b on b.id = c.ballot_id
     where c.round_id = the_round and b.state = 'counted'
     group by c.pot_id
$$;
