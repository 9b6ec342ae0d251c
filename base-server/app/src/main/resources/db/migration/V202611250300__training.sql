-- A training job: what was asked for, and what is known of its life. Lists and details read it alone.
create table train_jobs (
    id                varchar(36)   collate utf8mb4_bin not null,
    user_id           varchar(36)   collate utf8mb4_bin not null,
    workspace_id      varchar(36)   collate utf8mb4_bin not null,
    name              varchar(30)   not null,
    description       varchar(300)  not null,
    algorithm_id      varchar(36)   collate utf8mb4_bin not null,
    algorithm_version int           not null,
    algorithm_name    varchar(255)  not null,
    image_id          varchar(36)   collate utf8mb4_bin not null,
    image_name        varchar(255)  not null,
    image_version     varchar(255)  not null,
    dataset_id        varchar(36)   collate utf8mb4_bin not null,
    dataset_version   int           not null,
    dataset_name      varchar(255)  not null,
    distributed       boolean       not null,
    -- The sub-tasks with the prices of that day, JSON.
    roles             mediumtext    not null,
    -- States of the sub-tasks by their index, JSON.
    role_states       varchar(2000) not null,
    -- The Job that is submitted, JSON.
    manifest          mediumtext    not null,
    trace_id          varchar(32)   not null,
    state             varchar(16)   collate utf8mb4_bin not null,
    reason            varchar(1000) not null,
    -- Of the newest life hook that was applied.
    sequence_number   bigint        not null,
    -- Of the newest report of use to billing.
    reports           bigint        not null,
    -- Nothing will change any more.
    settled           boolean       not null,
    started_at        datetime(6)   null,
    completed_at      datetime(6)   null,
    created_at        datetime(6)   not null,
    updated_at        datetime(6)   not null,
    -- 0 while it is not deleted, so that a name may be used again afterwards.
    deleted_at        bigint        not null,
    version           bigint        not null,
    primary key (id),
    unique key train_jobs_name (user_id, workspace_id, name, deleted_at),
    index train_jobs_created_at (deleted_at, created_at),
    index train_jobs_owner (user_id, workspace_id, deleted_at, created_at),
    index train_jobs_settled (settled, id)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;

create table train_replicas (
    job_id        varchar(36) collate utf8mb4_bin not null,
    role_index    int         not null,
    replica_index int         not null,
    state         varchar(16) collate utf8mb4_bin not null,
    started_at    datetime(6) null,
    finished_at   datetime(6) null,
    primary key (job_id, role_index, replica_index),
    constraint train_replicas_job foreign key (job_id) references train_jobs (id)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;
