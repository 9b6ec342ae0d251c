-- Work that outlives a request; the columns are those that db-scheduler reads and writes.
create table scheduled_tasks (
    task_name            varchar(100) not null,
    task_instance        varchar(100) not null,
    task_data            mediumblob,
    execution_time       datetime(6)  not null,
    picked               boolean      not null,
    picked_by            varchar(50),
    last_success         datetime(6)  null,
    last_failure         datetime(6)  null,
    consecutive_failures int,
    last_heartbeat       datetime(6)  null,
    version              bigint       not null,
    priority             smallint,
    primary key (task_name, task_instance),
    index scheduled_tasks_due (execution_time),
    index scheduled_tasks_heartbeat (last_heartbeat)
) default charset = utf8mb4 collate = utf8mb4_bin;
