-- What a right code opens: a pass that lets one browser vote in one round, without an account.

-- Try a code. 'open' makes the pass; 'wrong', 'void' and 'locked' do not. A number that is nobody's is treated as one
-- that is: the same steps are taken and the same failures counted, so that neither answer nor time tells which it was.
-- Ten failures within a quarter of an hour lock the number until a quarter has passed since the last of them.
create function roll.use_code(
    the_id text, the_hash bytea, the_pass bytea, the_kiosk bigint default null, only_round bigint default null)
returns table (answer text, round_id bigint)
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
        return query select 'locked', null::bigint;
        return;
    end if;
    select k.round_id, k.voided_at is not null or coalesce(b.expires_at <= clock_timestamp(), false) as is_void
      into c
      from roll.code k join roll.code_batch b on b.id = k.batch_id
     where k.public_id = the_id and k.secret_hash = the_hash and k.round_id = coalesce(only_round, k.round_id);
    if not found then
        insert into roll.code_failure as f (public_id, failures) values (the_id, 1)
        on conflict (public_id) do update set failures = f.failures + 1, last_at = clock_timestamp();
        return query select 'wrong', null::bigint;
        return;
    end if;
    delete from roll.code_failure f where f.public_id = the_id;
    if c.is_void then
        return query select 'void', null::bigint;
        return;
    end if;
    insert into roll.pass (key_hash, public_id, kiosk_id, ends_at)
    values (the_pass, the_id, the_kiosk, clock_timestamp() + interval '2 hours');
    return query select 'open', c.round_id;
end $$;

-- Whom a pass stands for: the person whom an official identified, else the code itself. Nothing once it has ended or
-- was idle for half an hour, its code or batch is void, or its kiosk has been ended.
create function roll.pass_of(the_pass bytea, may_note boolean)
returns table (round_id bigint, person text, area_code text, kiosk_id bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if may_note then
        update roll.pass p set seen_at = clock_timestamp()
         where p.key_hash = the_pass and p.seen_at between clock_timestamp() - interval '30 minutes'
                                                       and clock_timestamp() - interval '1 minute';
    end if;
    return query
    select c.round_id, coalesce(c.person, 'code:' || c.public_id), b.area_code, p.kiosk_id
      from roll.pass p
      join roll.code c on c.public_id = p.public_id and c.voided_at is null
      join roll.code_batch b on b.id = c.batch_id
      left join kiosk k on k.id = p.kiosk_id
     where p.key_hash = the_pass and p.ends_at > clock_timestamp()
       and p.seen_at > clock_timestamp() - interval '30 minutes'
       and (p.kiosk_id is null or (k.ended_at is null and k.expires_at > clock_timestamp()));
end $$;

-- End a pass, at once or after so many seconds: a ballot whose answer was lost on the way can be sent once more.
create function roll.end_pass(the_pass bytea, after_seconds int default 0) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from roll.pass where ends_at < clock_timestamp() or (after_seconds = 0 and key_hash = the_pass);
    update roll.pass set ends_at = least(ends_at, clock_timestamp() + make_interval(secs => after_seconds))
     where key_hash = the_pass;
end $$;

-- With the key of the vote everything goes that says which code was whose.
create function roll.forget_codes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from roll.pass where public_id in (select c.public_id from roll.code c where c.round_id = new.round_id);
    delete from roll.code where round_id = new.round_id;
    return null;
end $$;

create trigger vote_forgets_codes after update of key_destroyed_at on vote for each row
    when (old.key_destroyed_at is null and new.key_destroyed_at is not null)
    execute function roll.forget_codes();
