-- Where voters choose for their own area, the official who gives a paper tells which: the paper itself is nobody's, so it is
-- by number that no area gets more papers than it has people who took one.

create or replace function box.mark_paper(the_round bigint, the_key bytea, fingerprint bytea, area text default null)
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
    update box.voting_right set used_by = 'paper', area_code = coalesce(area, area_code)
     where round_id = the_round and ballot_key = the_key;
end $$;

create or replace function box.check_papers(the_round bigint) returns void language plpgsql as $$
begin
    if (select count(*) from box.paper where round_id = the_round and status = 'agreed')
       > (select count(*) from box.voting_right where round_id = the_round and used_by = 'paper')
       or exists (select from round where id = the_round and voting_areas in ('own', 'own_and_city'))
          and exists (
            select pot.area_code
              from box.ballot b join box.choice c on c.ballot_id = b.id join pot on pot.id = c.pot_id
             where b.round_id = the_round and b.channel = 'paper' and b.state = 'counted' and pot.area_code is not null
             group by pot.area_code
            having count(distinct b.id) > (select count(*) from box.voting_right v
                                            where v.round_id = the_round and v.used_by = 'paper'
                                              and v.area_code = pot.area_code)) then
        perform box.refuse('more_papers_than_rights');
    end if;
end $$;
