-- An annulled vote is at its end: it is neither opened, closed, counted nor published any more, and receipts say so. One whose
-- outcome is published is not annulled. Both lock the row of the vote, so that one of the two comes too late.

create function box.keep_annulled() returns trigger language plpgsql as $$
begin
    if old.annulled_at is not null
       and (old.opened_at, old.closed_at) is distinct from (new.opened_at, new.closed_at) then
        perform box.refuse('vote_annulled');
    end if;
    if old.annulled_at is null and new.annulled_at is not null
       and exists (select from outcome where round_id = new.round_id) then
        perform box.refuse('outcome_published');
    end if;
    return new;
end $$;

create trigger vote_stays_annulled before update on vote for each row execute function box.keep_annulled();

create function box.refuse_annulled() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform from vote where round_id = new.round_id for share;  -- what is looked at below was then committed
    if exists (select from vote where round_id = new.round_id and annulled_at is not null) then
        perform box.refuse('vote_annulled');
    end if;
    return new;
end $$;

create trigger outcome_not_annulled before insert on outcome for each row execute function box.refuse_annulled();

create or replace function box.must_be_over(the_round bigint) returns void language plpgsql as $$
begin
    if not exists (select from phase p join round r on r.id = p.round_id
                    where r.id = the_round and p.kind = 'voting' and p.ends_at <= clock_timestamp()) then
        perform box.refuse('voting_still_open');
    end if;
    perform box.wait_for_casting(the_round);
    if exists (select from vote where round_id = the_round and annulled_at is not null) then
        perform box.refuse('vote_annulled');
    end if;
    if exists (select from round r left join vote v on v.round_id = r.id
                where r.id = the_round and r.two_people and v.closed_at is null) then
        perform box.refuse('vote_not_closed');
    end if;
end $$;

-- What became of the ballot whose commitment lies between two values; never what is on it.
create or replace function box.receipt(low bytea, high bytea)
returns table (round_id bigint, state text, batch_no int, is_closed boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.round_id, case when b.state = 'counted' and v.annulled_at is not null then 'annulled' else b.state end,
           b.batch_no, coalesce(v.closed_at is not null, false)
      from round r join box.ballot b on b.round_id = r.id left join vote v on v.round_id = r.id
     where b.commitment between low and high limit 1
$$;

-- A person who went away without the paper: the right is theirs again, while no paper more than the rights is keyed. Said of
-- someone who has no paper it is refused: else a slip in the name would keep from the web who has given theirs back.
create or replace function box.unmark_paper(the_round bigint, the_key bytea) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform box.while_open(the_round);
    if exists (select from vote where round_id = the_round and (closed_at is not null or annulled_at is not null)) then
        perform box.refuse('ballot_while_open');
    end if;
    perform pg_advisory_xact_lock(hashtextextended('box.paper', the_round));
    update box.voting_right set used_by = null
     where round_id = the_round and ballot_key = the_key and used_by = 'paper';
    if not found then
        perform box.refuse('paper_not_given');
    end if;
    perform box.check_papers(the_round);
end $$;

-- Two officials who read a paper alike decide it. Who reads it unlike the two before takes the place of the first of them:
-- else a paper that two have read wrongly, or that is void, could never be settled and the vote never closed.
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
        update box.paper set first_by = p.second_by, first_choices = p.second_choices, second_by = who, second_choices = keyed
         where id = p.id;
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
