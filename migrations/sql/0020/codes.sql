-- Voter codes: who asks for a batch and who confirms it, the codes, and what a right secret opens. Of a secret only a
-- keyed hash is kept; the key is a file outside the database, so nobody can try secrets against a copy of it.

create function roll.ask_codes(
    the_round bigint, the_purpose text, the_name text, how_many int, area text, until timestamptz, who bigint)
returns bigint language sql security definer set search_path = public, pg_temp as $$
    insert into roll.code_batch (round_id, purpose, name, size, area_code, expires_at, asked_by_id)
    values (the_round, the_purpose, the_name, how_many, area, until, who) returning id
$$;

-- To print once more: what was confirmed before does not hold for that.
create function roll.ask_codes_again(the_batch bigint, who bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update roll.code_batch set asked_by_id = who, asked_at = clock_timestamp(), printed_at = null,
                               confirmed_by_id = null, confirmed_at = null, alone = false
     where id = the_batch and printed_at is not null and voided_at is null and purpose <> 'desk';
    if not found then
        perform box.refuse('codes_changed');
    end if;
end $$;

create function roll.confirm_codes(the_batch bigint, who bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    b record;
begin
    select c.asked_by_id, c.confirmed_at, c.voided_at, r.two_people into b
      from roll.code_batch c join round r on r.id = c.round_id where c.id = the_batch for update of c;
    if not found or b.confirmed_at is not null or b.voided_at is not null then
        perform box.refuse('codes_changed');
    end if;
    if b.two_people and b.asked_by_id = who then
        perform box.refuse('codes_two_people');
    end if;
    update roll.code_batch set confirmed_by_id = who, confirmed_at = clock_timestamp(), alone = not b.two_people
     where id = the_batch;
end $$;

-- New secrets for these codes of a batch that is confirmed and not printed; codes that are not there are made.
-- Returns those that are the batch's: another batch may have one of the numbers.
create function roll.put_codes(the_batch bigint, ids text[], hashes bytea[]) returns setof text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    b roll.code_batch;
begin
    select * into b from roll.code_batch where id = the_batch for update;
    if not found or b.confirmed_at is null or b.printed_at is not null or b.voided_at is not null then
        perform box.refuse('codes_changed');
    end if;
    delete from roll.pass where public_id = any (ids)
       and public_id in (select c.public_id from roll.code c where c.batch_id = the_batch);
    return query
    insert into roll.code as c (public_id, round_id, batch_id, secret_hash)
    select n.id, b.round_id, the_batch, n.hash from unnest(ids, hashes) n (id, hash) order by n.id
    on conflict (public_id) do update set secret_hash = excluded.secret_hash
        where c.batch_id = excluded.batch_id and c.voided_at is null
    returning c.public_id;
    if (select count(*) from roll.code c where c.batch_id = the_batch) > b.size then
        perform box.refuse('codes_changed');
    end if;
end $$;

create function roll.codes_of(the_batch bigint) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
    select public_id from roll.code where batch_id = the_batch and voided_at is null order by public_id
$$;

create function roll.note_printed(the_batch bigint, who bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update roll.code_batch set printed_by_id = who, printed_at = clock_timestamp(), prints = prints + 1
     where id = the_batch and confirmed_at is not null and printed_at is null and voided_at is null;
    if not found then
        perform box.refuse('codes_changed');
    end if;
end $$;

-- One code for a person whom an official has before them. A person has one at a time: an earlier one is void.
-- False when the number is taken.
create function roll.hand_code(the_round bigint, the_person text, the_id text, the_hash bytea, who bigint)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    desk bigint;
begin
    if the_person is null or exists (select from roll.code where public_id = the_id) then
        return false;
    end if;
    insert into roll.code_batch (round_id, purpose, name, asked_by_id, confirmed_by_id, confirmed_at, alone)
    values (the_round, 'desk', '', who, who, clock_timestamp(), true)
    on conflict (round_id) where purpose = 'desk' do nothing;
    select id into desk from roll.code_batch where round_id = the_round and purpose = 'desk' for update;
    update roll.code set voided_at = clock_timestamp()
     where round_id = the_round and person = the_person and voided_at is null;
    insert into roll.code (public_id, round_id, batch_id, secret_hash, person)
    values (the_id, the_round, desk, the_hash, the_person) on conflict do nothing;
    return found;
end $$;

create function roll.void_code(the_round bigint, the_id text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update roll.code set voided_at = clock_timestamp()
     where round_id = the_round and public_id = the_id and voided_at is null;
    if not found then
        perform box.refuse('code_unknown');
    end if;
end $$;

create function roll.void_codes(the_batch bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update roll.code_batch set voided_at = clock_timestamp()
     where id = the_batch and voided_at is null and purpose <> 'desk';
    if not found then
        perform box.refuse('codes_changed');
    end if;
    update roll.code set voided_at = clock_timestamp() where batch_id = the_batch and voided_at is null;
end $$;

create function roll.code_batches(the_round bigint)
returns table (id bigint, purpose text, name text, size int, area_code text, expires_at timestamptz,
               asked_by_id bigint, asked_at timestamptz, confirmed_by_id bigint, confirmed_at timestamptz,
               printed_at timestamptz, prints int, voided_at timestamptz, made bigint, voided bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.id, b.purpose, b.name, b.size, b.area_code, b.expires_at, b.asked_by_id, b.asked_at, b.confirmed_by_id,
           b.confirmed_at, b.printed_at, b.prints, b.voided_at, count(c.public_id), count(c.voided_at)
      from roll.code_batch b left join roll.code c on c.batch_id = b.id
     where b.round_id = the_round group by b.id order by b.id
$$;

-- The codes of a round that stand for themselves, for telling how many of a batch were used. Those that stand for a
-- person are left out: who they are is nobody's business here.
create function roll.codes_by_batch(the_round bigint) returns table (batch_id bigint, public_id text)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.batch_id, c.public_id from roll.code c where c.round_id = the_round and c.person is null
$$;

create function roll.is_live_code(the_round bigint, the_id text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from roll.code where round_id = the_round and public_id = the_id and voided_at is null)
$$;

-- How many of the keys have been used, by group, in whole steps of 25: nobody sees a single person vote.
create function box.used_by_group(the_round bigint, keys bytea[], groups bigint[])
returns table (group_id bigint, used bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select g.group_id, count(*) / 25 * 25
      from unnest(keys, groups) g (ballot_key, group_id)
      join box.voting_right v on v.round_id = the_round and v.ballot_key = g.ballot_key and v.used_by is not null
     group by g.group_id
$$;
