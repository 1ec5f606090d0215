-- A kiosk lives until voting ends, also where that was moved later after the kiosk was started.
alter table kiosk drop constraint kiosk_expires_after_start, drop column expires_at;

create function kiosk_is_live(the_kiosk bigint) returns boolean language sql stable as $$
    select exists (select from kiosk k join phase p on p.round_id = k.round_id and p.kind = 'voting'
                    where k.id = the_kiosk and k.ended_at is null and p.ends_at > clock_timestamp())
$$;

create or replace function roll.pass_of(the_pass bytea, may_note boolean)
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
     where p.key_hash = the_pass and p.ends_at > clock_timestamp()
       and p.seen_at > clock_timestamp() - interval '30 minutes'
       and (p.kiosk_id is null or kiosk_is_live(p.kiosk_id));
end $$;

-- A batch whose last code is taken out of use is out of use itself: nothing of it is left to confirm or to print.
create or replace function roll.void_code(the_round bigint, the_id text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    batch bigint;
begin
    select batch_id into batch from roll.code where round_id = the_round and public_id = the_id;
    perform from roll.code_batch where id = batch for update;
    update roll.code set voided_at = clock_timestamp()
     where round_id = the_round and public_id = the_id and voided_at is null;
    if not found then
        perform box.refuse('code_unknown');
    end if;
    update roll.code_batch set voided_at = clock_timestamp()
     where id = batch and voided_at is null and purpose <> 'desk'
       and not exists (select from roll.code where batch_id = batch and voided_at is null);
end $$;

update roll.code_batch b set voided_at = clock_timestamp()
 where b.voided_at is null and b.purpose <> 'desk' and exists (select from roll.code c where c.batch_id = b.id)
   and not exists (select from roll.code c where c.batch_id = b.id and c.voided_at is null);

-- Two officials who read a paper alike decide it. Where they differ each may look again and key it again, in place of what
-- they keyed before: it takes both, since each answers for one reading. Or a third keys it: who reads it unlike both takes the
-- place of the first, else a paper that two misread could never be settled and the vote never closed.
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
    if p.status = 'entered' and who = p.first_by then
        perform box.refuse('paper_other_person');
    end if;
    if p.status = 'entered' or who = p.second_by then
        p.second_by := who;
        p.second_choices := keyed;
    elsif who = p.first_by then
        p.first_choices := keyed;
    elsif keyed in (p.first_choices, p.second_choices) then
        p.third_by := who;
        p.first_choices := keyed;
        p.second_choices := keyed;
    else
        p.first_by := p.second_by;
        p.first_choices := p.second_choices;
        p.second_by := who;
        p.second_choices := keyed;
    end if;
    p.status := case when p.first_choices <> p.second_choices then 'disputed'
                     when keyed = '' then 'rejected' else 'agreed' end;
    update box.paper
       set first_by = p.first_by, first_choices = p.first_choices, second_by = p.second_by,
           second_choices = p.second_choices, third_by = p.third_by, status = p.status
     where id = p.id;
    if p.status = 'agreed' then
        perform box.put_paper(the_round, projects, "values");
        perform box.check_papers(the_round);
    end if;
    return p.status;
end $$;
