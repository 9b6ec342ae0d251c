-- Images by address.
create table images (
    id          varchar(32)   not null primary key,
    space_id    varchar(36)   not null,
    user_id     varchar(36)   not null,
    preset      boolean       not null,
    name        varchar(50)   not null,
    tag         varchar(50)   not null,
    type        varchar(16)   not null,
    source      varchar(16)   not null,
    status      varchar(16)   not null,
    address     varchar(254)  not null,
    description varchar(4096) not null,
    created_at  datetime(6)   not null,
    updated_at  datetime(6)   not null,
    deleted_at  bigint        not null default 0,
    revision    bigint        not null,
    unique key images_name (name, tag, type, user_id, space_id, preset, deleted_at),
    index images_holder (user_id, space_id, created_at),
    index images_preset (preset, created_at)
) default charset = utf8mb4;

create table image_shares (
    image_id   varchar(32) not null,
    space_id   varchar(36) not null,
    created_at datetime(6) not null,
    primary key (image_id, space_id),
    index image_shares_space (space_id, image_id),
    constraint image_shares_image foreign key (image_id) references images (id)
) default charset = utf8mb4;
