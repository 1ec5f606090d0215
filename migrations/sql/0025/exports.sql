-- Large exports, made by the worker and kept for a day.

create table export_file (
    id uuid default gen_random_uuid() primary key,
    account_id bigint not null references account on delete cascade,
    round_id bigint not null references round on delete cascade,
    wanted jsonb not null,
    name text not null,
    state text default 'waiting' not null,
    rows_total int not null,
    rows_done int default 0 not null,
    size bigint,
    created_at timestamptz default clock_timestamp() not null,
    expires_at timestamptz not null,
    constraint export_file_export_file_ready_has_size check ((state = 'ready') = (size is not null)),
    constraint export_file_export_file_rows_done_not_negative check (rows_done >= 0),
    constraint export_file_export_file_state_known check (state in ('waiting', 'running', 'ready', 'failed'))
);
create index export_file_account_id_index on export_file (account_id);
create index export_file_expires_at_index on export_file (expires_at);

create table export_piece (
    file_id uuid references export_file on delete cascade,
    number int,
    content bytea not null,
    constraint export_piece_pkey primary key (file_id, number)
);
