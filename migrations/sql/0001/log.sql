-- The audit log only grows, whoever writes.

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append only', tg_table_name
          using errcode = 'check_violation', constraint = tg_table_name || '_append_only';
end $$;

create trigger audit_event_append_only before update or delete on audit_event
    for each row execute function refuse_change();
