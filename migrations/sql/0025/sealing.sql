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

create trigger batch_append_only before update or delete on box.batch
    for each row execute function refuse_change();
