-- Machine-hours with two decimals. The balance is the sum of the postings of the account.
create table billing_accounts (
    owner_type varchar(10)    collate utf8mb4_bin not null,
    owner_id   varchar(36)    collate utf8mb4_bin not null,
    amount     decimal(14, 2) not null,
    created_at datetime(6)    not null,
    updated_at datetime(6)    not null,
    version    bigint         not null,
    primary key (owner_type, owner_id),
    index billing_accounts_created_at (owner_type, created_at)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;

create table billing_postings (
    id         varchar(36)    collate utf8mb4_bin not null,
    owner_type varchar(10)    collate utf8mb4_bin not null,
    owner_id   varchar(36)    collate utf8mb4_bin not null,
    kind       varchar(10)    collate utf8mb4_bin not null,
    -- Positive adds to the balance.
    amount     decimal(14, 2) not null,
    -- Of settlements: what for, and which report of its use was settled.
    run_kind   varchar(10)    collate utf8mb4_bin null,
    run_id     varchar(36)    collate utf8mb4_bin null,
    sequence   bigint         null,
    created_at datetime(6)    not null,
    primary key (id),
    unique key billing_postings_run (run_kind, run_id, sequence),
    index billing_postings_owner (owner_type, owner_id, kind, created_at),
    constraint billing_postings_account
        foreign key (owner_type, owner_id) references billing_accounts (owner_type, owner_id)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;

create table billing_payments (
    id         varchar(36)    collate utf8mb4_bin not null,
    owner_type varchar(10)    collate utf8mb4_bin not null,
    owner_id   varchar(36)    collate utf8mb4_bin not null,
    run_kind   varchar(10)    collate utf8mb4_bin not null,
    run_id     varchar(36)    collate utf8mb4_bin not null,
    title      varchar(100)   not null,
    -- What was posted for the run so far.
    amount     decimal(14, 2) not null,
    sequence   bigint         not null,
    started_at datetime(6)    null,
    ended_at   datetime(6)    null,
    status     varchar(10)    collate utf8mb4_bin not null,
    created_at datetime(6)    not null,
    updated_at datetime(6)    not null,
    version    bigint         not null,
    primary key (id),
    unique key billing_payments_run (run_kind, run_id),
    index billing_payments_owner (owner_type, owner_id, created_at),
    constraint billing_payments_account
        foreign key (owner_type, owner_id) references billing_accounts (owner_type, owner_id)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;
