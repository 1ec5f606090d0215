-- Paper ballots: an official marks the person's right as used on paper, the paper goes into the urn and is from then
-- on nobody's. It is keyed by two people, the second without seeing what the first wrote; alike, it is counted.

create function box.mark_paper(the_round bigint, the_key bytea, fingerprint bytea, area text default null)
returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    used text;
begin
    perform box.give_right(the_round, the_key, fingerprint, area);
    select v.used_by into used
      from box.voting_right v where v.round_id = the_round and v.ballot_key = the_key for update;
    if used = 'web' then
        perform box.refuse('right_used_on_web');
    elsif used = 'paper' then
        perform box.refuse('right_used_on_paper');
    end if;
    update box.voting_right set used_by = 'paper' where round_id = the_round and ballot_key = the_key;
end $$;

-- A person who went away without the paper: the right is theirs again, while no paper more than the rights is keyed.
create function box.unmark_paper(the_round bigint, the_key bytea) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('box.paper', the_round));
    update box.voting_right set used_by = null
     where round_id = the_round and ballot_key = the_key and used_by = 'paper';
    perform box.check_papers(the_round);
end $$;

create function box.check_papers(the_round bigint) returns void language plpgsql as $$
begin
    if (select count(*) from box.paper where round_id = the_round and status = 'agreed')
       > (select count(*) from box.voting_right where round_id = the_round and used_by = 'paper') then
        perform box.refuse('more_papers_than_rights');
    end if;
end $$;

create function box.sorted_choices(projects bigint[], "values" int[]) returns text language sql immutable as $$
    select array_to_string(array(select c.project || coalesce(':' || c.value, '')
                                   from (select distinct * from unnest(projects, "values")) c (project, value)
                                  order by c.project, c.value), ',')
$$;

create function box.key_paper(
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

create function box.put_paper(the_round bigint, projects bigint[], "values" int[]) returns void
language plpgsql as $$
declare
    nonce uuid := gen_random_uuid();
    fresh uuid;
begin
    insert into box.ballot (round_id, channel, commitment, nonce)
    values (the_round, 'paper', box.commitment_of(the_round, projects, "values", nonce), nonce)
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
end $$;

-- The papers of a vote without what is on them, and how many rights are marked as used on paper.
create function box.papers(the_round bigint)
returns table (station text, serial int, status text, first_by bigint, second_by bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.station, p.serial, p.status, p.first_by, p.second_by
      from box.paper p where p.round_id = the_round order by p.station, p.serial
$$;

create function box.rights_on_paper(the_round bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select count(*) from box.voting_right where round_id = the_round and used_by = 'paper'
$$;
