create table resources (
    id           varchar(36)  collate utf8mb4_bin not null,
    name         varchar(100) collate utf8mb4_bin not null,
    description  varchar(300) not null,
    -- Empty for a resource that nodes report, else the one that this stands for.
    resource_ref varchar(100) collate utf8mb4_bin not null,
    created_at   datetime(6)  not null,
    version      bigint       not null,
    primary key (id),
    unique key resources_name (name)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;

create table specs (
    id         varchar(36)  collate utf8mb4_bin not null,
    name       varchar(100) not null,
    price      bigint       not null,
    -- Kubernetes quantity by resource name, as JSON.
    quantities text         not null,
    created_at datetime(6)  not null,
    version    bigint       not null,
    primary key (id),
    unique key specs_name (name)
) default charset = utf8mb4 collate = utf8mb4_0900_ai_ci;
