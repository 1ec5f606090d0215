-- At the end of a migration: whoever logs in as the migrating role reads neither roll nor box.
do $$
begin
    if current_setting('nasta.borrowed', true) = 'yes' then
        revoke nasta_roll, nasta_box from current_user;
        perform set_config('nasta.borrowed', '', true);
    end if;
end $$;
