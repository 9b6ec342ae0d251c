create table users (
    id         varchar(36)  collate utf8mb4_bin not null,
    full_name  varchar(100) not null,
    gender     varchar(10)  not null,
    email      varchar(100) not null,
    phone      varchar(20)  null,
    password   varchar(100) not null,
    status     varchar(10)  not null,
    created_at datetime(6)  not null,
    updated_at datetime(6)  not null,
    version    bigint       not null,
    primary key (id),
    unique key users_email (email),
    unique key users_phone (phone),
    index users_full_name (full_name),
    index users_created_at (created_at)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;

create table administrators (
    id         varchar(36)  collate utf8mb4_bin not null,
    username   varchar(100) collate utf8mb4_bin not null,
    email      varchar(100) not null,
    phone      varchar(20)  not null,
    password   varchar(100) not null,
    created_at datetime(6)  not null,
    updated_at datetime(6)  not null,
    version    bigint       not null,
    primary key (id),
    unique key administrators_username (username)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;
