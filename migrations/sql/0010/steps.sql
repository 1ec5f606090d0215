-- When voting is open, and the steps of a vote that two people take: open, close, annul, destroy the key.
-- Everything in these files runs with the rights of the tables' owner (roles.sql says who may call what).

-- By the database's clock, and where the round asks for two people, once they have opened it.
create function voting_is_open(the_round bigint) returns boolean language sql stable as $$
    select exists (
        select from round r
          join phase p on p.round_id = r.id and p.kind = 'voting'
          left join vote v on v.round_id = r.id
         where r.id = the_round and r.is_published
           and clock_timestamp() >= p.starts_at and clock_timestamp() < p.ends_at
           and (v.opened_at is not null or not r.two_people)
           and v.closed_at is null and v.annulled_at is null)
$$;

-- From the opening by people or by the clock, whichever is first, what decides the outcome is frozen.
create or replace function voting_has_opened(the_round bigint) returns boolean language sql stable as $$
    select exists (select from phase p join round r on r.id = p.round_id
                    where r.id = the_round and r.is_published and p.kind = 'voting'
                      and p.starts_at <= clock_timestamp())
        or exists (select from vote v where v.round_id = the_round and v.opened_at is not null)
$$;

create function freeze_vote_settings() returns trigger language plpgsql as $$
begin
    if (old.ballots_published, old.two_people) is distinct from (new.ballots_published, new.two_people)
       and voting_has_opened(old.id) then
        perform raise_frozen('round');
    end if;
    return new;
end $$;
create trigger round_vote_settings_frozen before update on round
    for each row execute function freeze_vote_settings();


create function vote_step_done(the_round bigint, what text) returns boolean language sql stable as $$
    select case what when 'open' then v.opened_at when 'close' then v.closed_at when 'annul' then v.annulled_at
                     when 'destroy_key' then v.key_destroyed_at end is not null
      from vote v where v.round_id = the_round
$$;

create function ask_vote_step(the_round bigint, what text, who bigint, why text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    asked bigint;
begin
    if vote_step_done(the_round, what) then
        perform box.refuse('vote_step_done');
    end if;
    insert into vote_step (round_id, step, asked_by_id, note) values (the_round, what, who, why)
    on conflict (round_id, step) where confirmed_at is null do nothing
    returning id into asked;
    if asked is null then
        perform box.refuse('vote_step_asked');
    end if;
    return asked;
end $$;

create function withdraw_vote_step(the_step bigint) returns void
language sql security definer set search_path = public, pg_temp as $$
    delete from vote_step where id = the_step and confirmed_at is null
$$;

-- Confirms and does the step. `fingerprint` is the SHA-256 of the key of the vote, for opening.
create function confirm_vote_step(the_step bigint, who bigint, fingerprint bytea default null) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    s record;
    v vote;
begin
    select st.*, r.two_people, r.is_published into s
      from vote_step st join round r on r.id = st.round_id where st.id = the_step for update of r;
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

-- After voting has ended by the database's clock: the last seal. Waits for ballots cast in time (they hold a
-- shared lock on the round) and takes none afterwards.
create function box.close(the_round bigint) returns void language plpgsql as $$
begin
    perform from round where id = the_round for update;
    if not exists (select from phase where round_id = the_round and kind = 'voting'
                      and ends_at <= clock_timestamp()) then
        perform box.refuse('voting_still_open');
    end if;
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

