-- Roll and box belong to the migrating role again.
do $$
declare
    one text;
begin
    for one in select format('schema %I', nspname) from pg_namespace where nspname in ('roll', 'box')
               union all
               select format('table %s', oid::regclass) from pg_class
                where relnamespace in ('roll'::regnamespace, 'box'::regnamespace) and relkind = 'r'
               union all
               select format('function %s', oid::regprocedure) from pg_proc
                where pronamespace in ('roll'::regnamespace, 'box'::regnamespace)
    loop
        execute format('alter %s owner to %I', one, current_user);
    end loop;
end $$;

alter function box.ask_vote_step(bigint, text, bigint, text) set schema public;
alter function box.confirm_vote_step(bigint, bigint, bytea) set schema public;
alter function box.withdraw_vote_step(bigint) set schema public;
