-- A code is for voting or for proposing, as its batch is. One for proposing leads to an account, which its proposals have as
-- their author; it can have no pass, so it opens no ballot whatever a program does.

alter table roll.code_batch
    add column opens text default 'vote' not null,
    add constraint code_batch_opens_known check (opens in ('vote', 'propose')),
    add constraint code_batch_proposing_has_no_area
        check (opens = 'vote' or (area_code is null and purpose <> 'desk')),
    add constraint code_batch_id_round_id_opens_unique unique (id, round_id, opens);

alter table roll.code
    add column opens text default 'vote' not null,
    add column account_id bigint references account,
    add constraint code_account_id_unique unique (account_id),
    add constraint code_public_id_opens_unique unique (public_id, opens),
    add constraint code_account_proposes check (account_id is null or (opens = 'propose' and person is null)),
    drop constraint code_batch_id_fkey,
    add constraint code_batch_id_round_id_opens_fkey
        foreign key (batch_id, round_id, opens) references roll.code_batch (id, round_id, opens);

alter table roll.pass
    add column opens text default 'vote' not null,
    add constraint pass_votes check (opens = 'vote'),
    drop constraint pass_public_id_fkey,
    add constraint pass_public_id_opens_fkey foreign key (public_id, opens) references roll.code (public_id, opens);

drop function roll.ask_codes(bigint, text, text, int, text, timestamptz, bigint);
create function roll.ask_codes(
    the_round bigint, the_use text, the_purpose text, the_name text, how_many int, area text, until timestamptz,
    who bigint)
returns bigint language sql security definer set search_path = public, pg_temp as $$
    insert into roll.code_batch (round_id, opens, purpose, name, size, area_code, expires_at, asked_by_id)
    values (the_round, the_use, the_purpose, the_name, how_many, area, until, who) returning id
$$;

create or replace function roll.put_codes(the_batch bigint, ids text[], hashes bytea[]) returns setof text
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
    insert into roll.code as c (public_id, round_id, batch_id, opens, secret_hash)
    select n.id, b.round_id, the_batch, b.opens, n.hash from unnest(ids, hashes) n (id, hash) order by n.id
    on conflict (public_id) do update set secret_hash = excluded.secret_hash
        where c.batch_id = excluded.batch_id and c.voided_at is null
    returning c.public_id;
    if (select count(*) from roll.code c where c.batch_id = the_batch) > b.size then
        perform box.refuse('codes_changed');
    end if;
end $$;

drop function roll.code_batches(bigint);
create function roll.code_batches(the_round bigint)
returns table (id bigint, opens text, purpose text, name text, size int, area_code text, expires_at timestamptz,
               asked_by_id bigint, asked_at timestamptz, confirmed_by_id bigint, confirmed_at timestamptz,
               printed_at timestamptz, prints int, voided_at timestamptz, made bigint, voided bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.id, b.opens, b.purpose, b.name, b.size, b.area_code, b.expires_at, b.asked_by_id, b.asked_at,
           b.confirmed_by_id, b.confirmed_at, b.printed_at, b.prints, b.voided_at, count(c.public_id), count(c.voided_at)
      from roll.code_batch b left join roll.code c on c.batch_id = b.id
     where b.round_id = the_round group by b.id order by b.id
$$;

create or replace function roll.codes_by_batch(the_round bigint) returns table (batch_id bigint, public_id text)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.batch_id, c.public_id
      from roll.code c where c.round_id = the_round and c.person is null and c.opens = 'vote'
$$;

create or replace function roll.person_of_code(the_round bigint, the_id text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(person, 'code:' || public_id)
      from roll.code where round_id = the_round and public_id = the_id and opens = 'vote' and voided_at is null
$$;

-- As before; what a code for proposing opens is an account, which the application makes at the first use (`keep_holder`,
-- in the same transaction: the lock holds until its end). 'not_here': it was typed at a kiosk, where people vote.
drop function roll.use_code(text, bytea, bytea, bigint, bigint);
create function roll.use_code(
    the_id text, the_hash bytea, the_pass bytea, the_kiosk bigint default null, only_round bigint default null)
returns table (answer text, round_id bigint, opens text, account_id bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    quarter constant interval := '15 minutes';
    c record;
begin
    perform pg_advisory_xact_lock(hashtextextended('roll.code.' || the_id, 0));
    delete from roll.code_failure where public_id in (
        select f.public_id from roll.code_failure f where f.last_at <= clock_timestamp() - quarter
           for update skip locked);
    if exists (select from roll.code_failure f where f.public_id = the_id and f.failures >= 10
                  and f.last_at > clock_timestamp() - quarter) then
        return query select 'locked', null::bigint, null::text, null::bigint;
        return;
    end if;
    select k.round_id, k.opens, k.account_id,
           k.voided_at is not null or coalesce(b.expires_at <= clock_timestamp(), false) as is_void
      into c
      from roll.code k join roll.code_batch b on b.id = k.batch_id
     where k.public_id = the_id and k.secret_hash = the_hash and k.round_id = coalesce(only_round, k.round_id);
    if not found then
        insert into roll.code_failure as f (public_id, failures) values (the_id, 1)
        on conflict (public_id) do update set failures = f.failures + 1, last_at = clock_timestamp();
        return query select 'wrong', null::bigint, null::text, null::bigint;
        return;
    end if;
    delete from roll.code_failure f where f.public_id = the_id;
    if c.is_void then
        return query select 'void', null::bigint, null::text, null::bigint;
        return;
    end if;
    if c.opens = 'vote' then
        insert into roll.pass (key_hash, public_id, kiosk_id, ends_at)
        values (the_pass, the_id, the_kiosk, clock_timestamp() + interval '2 hours');
    end if;
    return query select case when c.opens = 'propose' and the_kiosk is not null then 'not_here' else 'open' end,
                        c.round_id, c.opens, c.account_id;
end $$;

-- Whose account a code for proposing leads to: that of whoever used it first, until they erase it.
create function roll.keep_holder(the_id text, account bigint) returns void
language sql security definer set search_path = public, pg_temp as $$
    update roll.code set account_id = account where public_id = the_id and opens = 'propose'
$$;

-- The round in which an account proposes by a code that is in use; nothing for every other account.
create function roll.round_of_holder(account bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select round_id from roll.code where account_id = account and opens = 'propose' and voided_at is null
$$;

-- The accounts of a batch's codes, or of one code: they are signed out when it is void or printed anew.
create function roll.holders(the_batch bigint, the_id text) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select account_id from roll.code
     where (batch_id = the_batch or public_id = the_id) and account_id is not null
$$;
