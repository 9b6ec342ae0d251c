create table job (
    id              varchar(63)  not null primary key,
    user_id         varchar(63)  not null,
    kind            varchar(100) not null,
    name            varchar(100) not null,
    namespace       varchar(63)  not null,
    cluster_name    varchar(63)  not null,
    header          mediumtext   not null comment 'JSON',
    submitted       mediumtext   not null comment 'the Job that was asked for, JSON',
    state           varchar(16)  not null,
    is_settled      boolean      not null comment 'nothing of the job will change any more',
    sequence_number bigint       not null comment 'of the newest row of job_history',
    detail          mediumtext   not null comment 'JSON',
    job_uid         varchar(36)  null comment 'uid of the Job in the cluster; null: not created yet',
    created_at      datetime(6)  not null,
    updated_at      datetime(6)  not null,
    completed_at    datetime(6)  null,
    index job_settled (is_settled, id)
);

create table job_history (
    job_id          varchar(63) not null,
    sequence_number bigint      not null,
    state           varchar(16) not null,
    detail          mediumtext  not null comment 'JSON',
    recorded_at     datetime(6) not null,
    primary key (job_id, sequence_number),
    constraint job_history_job foreign key (job_id) references job (id)
);

-- How far a subscriber has been told the history of a job.
create table hook_lane (
    subscriber  varchar(63)  not null,
    job_id      varchar(63)  not null,
    recorded    bigint       not null comment 'newest moment there is to tell',
    delivered   bigint       not null comment 'newest moment that was told',
    attempts    int          not null comment 'failed ones since the last success',
    due_at      datetime(6)  null comment 'when to go on; null: all is told',
    last_answer varchar(300) not null,
    primary key (subscriber, job_id),
    index hook_lane_due (due_at),
    constraint hook_lane_job foreign key (job_id) references job (id)
);
