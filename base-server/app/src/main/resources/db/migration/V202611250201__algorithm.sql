-- Algorithms. Numbers of versions only grow; deleted rows stay, so that none is given twice.
create table algorithms (
    id             varchar(32)   not null primary key,
    space_id       varchar(36)   not null,
    user_id        varchar(36)   not null,
    preset         boolean       not null,
    name           varchar(128)  not null,
    model_name     varchar(128)  not null,
    description    varchar(1024) not null,
    last_version   int           not null,
    latest_version int           not null,
    created_at     datetime(6)   not null,
    updated_at     datetime(6)   not null,
    deleted_at     bigint        not null default 0,
    revision       bigint        not null,
    unique key algorithms_name (name, user_id, space_id, preset, deleted_at),
    index algorithms_holder (user_id, space_id, created_at),
    index algorithms_preset (preset, created_at)
) default charset = utf8mb4;

create table algorithm_versions (
    asset_id    varchar(32)   not null,
    version     int           not null,
    description varchar(1024) not null,
    state       varchar(16)   not null,
    progress    int           not null,
    reason      varchar(500)  not null,
    attempt     int           not null,
    upload_name varchar(255),
    upload_key  varchar(255),
    packed_at   datetime(6),
    created_at  datetime(6)   not null,
    updated_at  datetime(6)   not null,
    deleted_at  bigint        not null default 0,
    revision    bigint        not null,
    primary key (asset_id, version),
    constraint algorithm_versions_algorithm foreign key (asset_id) references algorithms (id)
) default charset = utf8mb4;

create table algorithm_shares (
    asset_id   varchar(32) not null,
    version    int         not null,
    space_id   varchar(36) not null,
    created_at datetime(6) not null,
    primary key (asset_id, version, space_id),
    index algorithm_shares_space (space_id, asset_id),
    constraint algorithm_shares_version
        foreign key (asset_id, version) references algorithm_versions (asset_id, version)
) default charset = utf8mb4;
