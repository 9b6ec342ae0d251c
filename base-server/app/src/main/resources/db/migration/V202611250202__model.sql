-- Models. Numbers of versions only grow; deleted rows stay, so that none is given twice.
create table models (
    id             varchar(32)   not null primary key,
    space_id       varchar(36)   not null,
    user_id        varchar(36)   not null,
    preset         boolean       not null,
    name           varchar(128)  not null,
    algorithm_id   varchar(32)   not null,
    algorithm_version int        not null,
    description    varchar(1024) not null,
    last_version   int           not null,
    latest_version int           not null,
    created_at     datetime(6)   not null,
    updated_at     datetime(6)   not null,
    deleted_at     bigint        not null default 0,
    revision       bigint        not null,
    unique key models_algorithm
        (algorithm_id, algorithm_version, user_id, space_id, preset, deleted_at),
    index models_holder (user_id, space_id, created_at),
    index models_preset (preset, created_at)
) default charset = utf8mb4;

create table model_versions (
    asset_id    varchar(32)   not null,
    version     int           not null,
    description varchar(1024) not null,
    state       varchar(16)   not null,
    progress    int           not null,
    reason      varchar(500)  not null,
    attempt     int           not null,
    upload_name varchar(255),
    upload_key  varchar(255),
    run_id      varchar(32),
    created_at  datetime(6)   not null,
    updated_at  datetime(6)   not null,
    deleted_at  bigint        not null default 0,
    revision    bigint        not null,
    primary key (asset_id, version),
    unique key model_versions_run (run_id),
    constraint model_versions_model foreign key (asset_id) references models (id)
) default charset = utf8mb4;

create table model_shares (
    asset_id   varchar(32) not null,
    version    int         not null,
    space_id   varchar(36) not null,
    created_at datetime(6) not null,
    primary key (asset_id, version, space_id),
    index model_shares_space (space_id, asset_id),
    constraint model_shares_version
        foreign key (asset_id, version) references model_versions (asset_id, version)
) default charset = utf8mb4;
