-- Sealing ballots into a chain of batches, and what may be read of the box.

create function box.leaf_of(commitment bytea, replaces bytea) returns bytea language sql immutable as $$
    select sha256(commitment || coalesce(replaces, ''))
$$;

create function box.first_head(the_round bigint) returns bytea language sql immutable as $$
    select sha256(convert_to('nasta-seal-1|' || the_round, 'UTF8'))
$$;

-- Hash the ballots that wait, in the order of their commitments, into a batch chained to the last. Nothing when
-- fewer than `at_least` wait. Returns the batch's number or null. The rows are written anew in that order, so that
-- neither their marks nor their places tell who cast when; the same is done to rights and, apart, to voters.
create function box.seal(the_round bigint, at_least int default 25) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    waiting record;
    hashed bytea;
    last record;
    fresh int;
    size int := 0;
    ids uuid[];
begin
    perform pg_advisory_xact_lock(hashtextextended('box.seal', the_round));
    select array_agg(w.id order by w.commitment) into ids
      from (select b.id, b.commitment from box.ballot b
             where b.round_id = the_round and b.batch_no is null for update skip locked) w;
    if coalesce(cardinality(ids), 0) < at_least then
        return null;
    end if;
    select b.no, b.head into last from box.batch b where b.round_id = the_round order by b.no desc limit 1;
    fresh := coalesce(last.no, 0) + 1;
    select sha256(coalesce(last.head, box.first_head(the_round))
                  || string_agg(box.leaf_of(b.commitment, b.replaces), '' order by b.commitment)),
           count(*)
      into hashed, size
      from box.ballot b where b.id = any (ids);
    insert into box.batch (round_id, no, size, prev, head)
    values (the_round, fresh, size, coalesce(last.head, box.first_head(the_round)), hashed);
    for waiting in select unnest(ids) as id loop
        update box.ballot set batch_no = fresh where id = waiting.id;
        update box.choice set value = value where ballot_id = waiting.id;
    end loop;
    return fresh;
end $$;

create function box.settle_rights(the_round bigint, at_least int default 25) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    key bytea;
    keys bytea[];
begin
    select array_agg(w.ballot_key order by w.ballot_key) into keys
      from (select v.ballot_key from box.voting_right v
             where v.round_id = the_round and not v.is_settled for update skip locked) w;
    if coalesce(cardinality(keys), 0) < at_least then
        return 0;
    end if;
    foreach key in array keys loop
        update box.voting_right set is_settled = true where round_id = the_round and ballot_key = key;
    end loop;
    return cardinality(keys);
end $$;

create function roll.settle_voters(the_round bigint, at_least int default 25) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    who bigint;
    everyone bigint[];
begin
    select array_agg(w.account_id order by w.account_id) into everyone
      from (select v.account_id from roll.voter v
             where v.round_id = the_round and not v.is_settled for update skip locked) w;
    if coalesce(cardinality(everyone), 0) < at_least then
        return 0;
    end if;
    foreach who in array everyone loop
        update roll.voter set is_settled = true where round_id = the_round and account_id = who;
    end loop;
    return cardinality(everyone);
end $$;

create trigger batch_append_only before update or delete on box.batch
    for each row execute function refuse_change();


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

create function box.must_be_over(the_round bigint) returns void language plpgsql stable as $$
begin
    if not exists (select from phase p join round r on r.id = p.round_id
                    where r.id = the_round and p.kind = 'voting' and p.ends_at <= clock_timestamp()) then
        perform box.refuse('voting_still_open');
    end if;
    if exists (select from round r left join vote v on v.round_id = r.id
                where r.id = the_round and (v.annulled_at is not null or (r.two_people and v.closed_at is null))) then
        perform box.refuse('vote_not_closed');
    end if;
end $$;

-- The counted ballots of a vote that is over, equal ones merged: by pot, projects with their points or ranks.
create function box.counted(the_round bigint)
returns table (pot_id int, projects bigint[], "values" int[], times bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
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

-- Everything in the box of a vote that is over, but for keys: what `webapp/outcome/box_file.py` publishes parts of.
create function box.opened(the_round bigint)
returns table (commitment bytea, state text, replaces bytea, batch_no int, nonce uuid, projects bigint[],
               "values" int[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
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
