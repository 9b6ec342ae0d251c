create table workspaces (
    id               varchar(36)  collate utf8mb4_bin not null,
    name             varchar(100) not null,
    resource_pool_id varchar(63)  collate utf8mb4_bin not null,
    created_at       datetime(6)  not null,
    updated_at       datetime(6)  not null,
    -- Epoch milliseconds; 0 while it lives, so that a pool has one living workspace at most.
    deleted_at       bigint       not null default 0,
    version          bigint       not null,
    primary key (id),
    unique key workspaces_pool (resource_pool_id, deleted_at),
    index workspaces_created_at (deleted_at, created_at)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;

create table workspace_members (
    workspace_id varchar(36) collate utf8mb4_bin not null,
    user_id      varchar(36) collate utf8mb4_bin not null,
    primary key (workspace_id, user_id),
    index workspace_members_user (user_id),
    constraint workspace_members_workspace foreign key (workspace_id) references workspaces (id)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;
