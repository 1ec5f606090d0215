-- A proposal that was entered at a desk for someone without an address gets a code, by which its author comes back: one for
-- proposing, whose account is the proposal's author from the start. Desks have a batch of those as they have one for voting.
alter table roll.code_batch
    drop constraint code_batch_proposing_has_no_area,
    add constraint code_batch_proposing_has_no_area check (opens = 'vote' or area_code is null);
drop index roll.code_batch_one_desk;
create unique index code_batch_one_desk on roll.code_batch (round_id, opens) where (purpose = 'desk');

-- The batch of the codes that desks hand out one by one, locked.
create function roll.desk_batch(the_round bigint, the_use text, who bigint) returns bigint
language plpgsql as $$
declare
    desk bigint;
begin
    insert into roll.code_batch (round_id, opens, purpose, name, asked_by_id, confirmed_by_id, confirmed_at, alone)
    values (the_round, the_use, 'desk', '', who, who, clock_timestamp(), true)
    on conflict (round_id, opens) where purpose = 'desk' do nothing;
    select id into desk from roll.code_batch
     where round_id = the_round and opens = the_use and purpose = 'desk' for update;
    return desk;
end $$;

create or replace function roll.hand_code(the_round bigint, the_person text, the_id text, the_hash bytea, who bigint)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    desk bigint;
begin
    if the_person is null or exists (select from roll.code where public_id = the_id) then
        return false;
    end if;
    desk := roll.desk_batch(the_round, 'vote', who);
    update roll.code set voided_at = clock_timestamp()
     where round_id = the_round and person = the_person and voided_at is null;
    insert into roll.code (public_id, round_id, batch_id, secret_hash, person)
    values (the_id, the_round, desk, the_hash, the_person) on conflict do nothing;
    return found;
end $$;

-- One code for the account of a proposal's author. They have one at a time: an earlier one is void and leads nowhere.
-- False when the number is taken.
create function roll.hand_author_code(the_round bigint, account bigint, the_id text, the_hash bytea, who bigint)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    desk bigint;
begin
    if exists (select from roll.code where public_id = the_id) then
        return false;
    end if;
    desk := roll.desk_batch(the_round, 'propose', who);
    update roll.code set voided_at = coalesce(voided_at, clock_timestamp()), account_id = null
     where account_id = account;
    insert into roll.code (public_id, round_id, batch_id, opens, secret_hash, account_id)
    values (the_id, the_round, desk, 'propose', the_hash, account) on conflict do nothing;
    return found;
end $$;
