//! Databases, caches, search, buckets and queues.

use serde_json::{Value as Json, json};

use super::{
    making::Making,
    piece::{Piece, Why, count, number, text, whole},
    plan::{Planned, Seen, child},
};
use crate::{
    catalogue::data::{cache, database, object_storage, queue, search},
    text::{shortened, text, words},
};

/// A cluster of Aurora MySQL becomes a database, with its instances as nodes.
pub(super) fn database(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let Some(planned) = plan.resources.get(at) else { return };
    let nodes = plan.meaning(at, "aws_rds_cluster_instance", "cluster_identifier");
    let engine = planned.text(&["engine"]).unwrap_or("aurora");
    if !["aurora-mysql", "aurora"].contains(&engine) {
        let engine = shortened(engine);
        let because = text!(
            "databases of Connect are Aurora MySQL, and this one is `{engine}`",
            "las bases de datos de Connect son Aurora MySQL, y esta es `{engine}`"
        );
        for node in nodes {
            making.unsupported(node, because.clone());
        }
        return making.unsupported(at, because);
    }
    let class = |it: &usize| plan.resources.get(*it).and_then(|it| it.text(&["instance_class"]));
    let is_serverless = planned.text(&["engine_mode"]) == Some("serverless")
        || nodes.iter().any(|it| class(it) == Some("db.serverless"));
    if is_serverless {
        let because = words!(
            "a serverless database has no class, and Connect offers databases by class (V19)",
            "una base de datos serverless no tiene clase, y Connect ofrece bases de datos por clase (V19)"
        );
        for node in nodes {
            making.unsupported(node, because);
        }
        return making.unsupported(at, because);
    }
    let mut piece = Piece::of(&database::KIND, at);
    making.name(&mut piece, "name", &["cluster_identifier"]);
    classes(making, &mut piece, &nodes);
    schemas(making, &mut piece, planned);
    let major = planned.text(&["engine_version"]).and_then(major_version);
    if let Some(major) = major {
        piece.said("engine_version", major, (at, "engine_version"));
    }
    if planned.text(&["storage_type"]) == Some("aurora-iopt1") {
        piece.said("storage", "io-optimized", (at, "storage_type"));
    }
    for node in nodes {
        piece.part(node);
        if plan.resources.get(node).is_some_and(|it| it.is_true(&["publicly_accessible"])) {
            piece.said("publicly_accessible", true, (node, "publicly_accessible"));
        }
    }
    making.put(piece);
}

/// Class and number of the nodes of a database.
fn classes(making: &mut Making<'_>, piece: &mut Piece, nodes: &[usize]) {
    let plan = making.plan;
    let Some(first) = nodes.first() else {
        for field in ["class", "nodes"] {
            piece.lacks(field, (piece.at, ""), Why::NotSaid);
        }
        return;
    };
    let class = |it: &usize| plan.resources.get(*it).and_then(|it| it.text(&["instance_class"]));
    let other = nodes.iter().find(|it| class(it).is_some() && class(it) != class(first));
    match other {
        // Nodes of several classes are no database of the catalogue, which has one.
        Some(other) => piece.lacks("class", (*other, "instance_class"), Why::Unreadable),
        None => piece.take(plan, "class", (*first, &["instance_class"]), text),
    }
    let nodes = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
    piece.set("nodes", nodes);
}

/// The schema that a cluster begins with, or one of its own name: schemas carry no MRU (R53).
fn schemas(making: &mut Making<'_>, piece: &mut Piece, planned: &Planned) {
    if let Some(schema) = planned.text(&["database_name"]) {
        return piece.said("schemas", json!([schema]), (piece.at, "database_name"));
    }
    let name = piece.fields.get("name").cloned().unwrap_or_default();
    piece.set("schemas", json!([name]));
    let path = making.next_path(piece);
    let said = text!(
        "the plan names no schema, so one is called as the database; schemas carry no MRU",
        "el plan no nombra un esquema, así que uno se llama como la base de datos; los esquemas no tienen MRU"
    );
    making.assume("R53", &format!("{path}.schemas"), said);
}

/// The major version of Aurora MySQL: `8.0.mysql_aurora.3.04.0` is 3.
fn major_version(written: &str) -> Option<&'static str> {
    let (_, aurora) = written.split_once("aurora.").unwrap_or(("", written));
    let first = aurora.split('.').next()?;
    match first {
        "3" | "8" => Some("3"),
        "2" | "5" => Some("2"),
        _ => None,
    }
}

/// A replication group, or a single cluster, becomes a cache.
pub(super) fn cache(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let Some(planned) = plan.resources.get(at) else { return };
    let is_group = planned.kind == "aws_elasticache_replication_group";
    if !is_group
        && plan.meant(at, "replication_group_id", &["aws_elasticache_replication_group"]).is_some()
    {
        // It is a part of its group, which takes it.
        return;
    }
    let engine = planned.text(&["engine"]).unwrap_or(if is_group { "redis" } else { "memcached" });
    if engine != "redis" {
        let engine = shortened(engine);
        let because = text!(
            "caches of Connect are Redis, and this one is `{engine}` (V70)",
            "los cachés de Connect son Redis, y este es `{engine}` (V70)"
        );
        return making.unsupported(at, because);
    }
    let mut piece = Piece::of(&cache::KIND, at);
    making.name(&mut piece, "name", &["replication_group_id", "cluster_id"]);
    piece.take(plan, "node_type", (at, &["node_type"]), text);
    piece.set("engine", "redis");
    if is_group {
        group_nodes(making, &mut piece)
    } else {
        piece.take(plan, "nodes", (at, &["num_cache_nodes"]), count)
    }
    for member in plan.meaning(at, "aws_elasticache_cluster", "replication_group_id") {
        piece.part(member);
    }
    making.put(piece);
}

/// Nodes of a replication group: as many as it states, or shards times copies.
fn group_nodes(making: &Making<'_>, piece: &mut Piece) {
    let (plan, at) = (making.plan, piece.at);
    let Some(planned) = plan.resources.get(at) else { return };
    for attribute in ["num_cache_clusters", "number_cache_clusters"] {
        if number(planned, &[attribute]).is_some() {
            return piece.take(plan, "nodes", (at, &[attribute]), count);
        }
    }
    let ways: [(&str, [&[&str]; 2]); 2] = [
        ("num_node_groups", [&["num_node_groups"], &["replicas_per_node_group"]]),
        (
            "cluster_mode",
            [
                &["cluster_mode", "0", "num_node_groups"],
                &["cluster_mode", "0", "replicas_per_node_group"],
            ],
        ),
    ];
    for (attribute, [shards, replicas]) in ways {
        let Some(shards) = number(planned, shards) else { continue };
        let copies = match planned.seen(replicas) {
            Seen::Known(value) => whole(value).and_then(|it| it.checked_add(1)),
            Seen::Absent => Some(1),
            Seen::Unknown | Seen::Secret => None,
        };
        if let Some(nodes) = copies.and_then(|it| it.checked_mul(shards)) {
            return piece.said("nodes", nodes, (at, attribute));
        }
    }
    let because = match planned.seen(&["num_cache_clusters"]) {
        Seen::Unknown => Why::AfterApply,
        _ => Why::NotSaid,
    };
    piece.lacks("nodes", (at, "num_cache_clusters"), because);
}

/// A domain of OpenSearch becomes a search cluster.
pub(super) fn search(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let Some(planned) = plan.resources.get(at) else { return };
    let mut piece = Piece::of(&search::KIND, at);
    making.name(&mut piece, "name", &["domain_name"]);
    piece.take(plan, "node_type", (at, &["cluster_config", "0", "instance_type"]), text);
    if !piece.take_if_said(plan, "nodes", (at, &["cluster_config", "0", "instance_count"]), count) {
        // What AWS makes of a domain that states no number.
        piece.set("nodes", 1);
    }
    let masters = ["cluster_config", "0", "dedicated_master_enabled"];
    if planned.is_true(&masters) {
        let of = |name| ["cluster_config", "0", name];
        let node_type = planned.text(&of("dedicated_master_type"));
        let nodes = number(planned, &of("dedicated_master_count"));
        match (node_type, nodes) {
            (Some(node_type), Some(nodes)) => {
                let masters = json!({ "node_type": node_type, "nodes": nodes });
                piece.said("master_nodes", masters, (at, "cluster_config.0.dedicated_master_type"));
            }
            _ => piece.lacks(
                "master_nodes",
                (at, "cluster_config.0.dedicated_master_type"),
                Why::AfterApply,
            ),
        }
    }
    let size = number(planned, &["ebs_options", "0", "volume_size"]);
    let nodes = piece.fields.get("nodes").and_then(whole);
    if let Some(whole) = size.zip(nodes).and_then(|(size, nodes)| size.checked_mul(nodes)) {
        piece.said("storage_gb", whole, (at, "ebs_options.0.volume_size"));
    }
    making.put(piece);
}

/// A bucket becomes an object repository, with what says how it keeps and shows its objects.
pub(super) fn bucket(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let Some(planned) = plan.resources.get(at) else { return };
    let mut piece = Piece::of(&object_storage::KIND, at);
    making.name(&mut piece, "name", &["bucket"]);
    let path = making.next_path(&piece);
    let of = |kind: &str| plan.meaning(at, kind, "bucket");
    let mut storage =
        planned.is_true(&["versioning", "0", "enabled"]).then_some((at, "versioning"));
    for part in of("aws_s3_bucket_versioning") {
        piece.part(part);
        let way = ["versioning_configuration", "0", "status"];
        if plan.resources.get(part).and_then(|it| it.text(&way)) == Some("Enabled") {
            storage = Some((part, "versioning_configuration"));
        }
    }
    match storage {
        Some(said) => piece.said("storage", "versioned", said),
        None => piece.set("storage", "simple"),
    }
    let is_public = |it: &str| it.starts_with("public-");
    let mut public = planned.text(&["acl"]).filter(|it| is_public(it)).map(|_| (at, "acl"));
    for part in of("aws_s3_bucket_acl") {
        piece.part(part);
        if plan.resources.get(part).and_then(|it| it.text(&["acl"])).is_some_and(is_public) {
            public = Some((part, "acl"));
        }
    }
    match public {
        Some(said) => piece.said("access", "public", said),
        None => {
            piece.set("access", "private");
            let said = text!(
                "no access list opens the bucket, so it is private",
                "ninguna lista de acceso abre el bucket, así que es privado"
            );
            making.assume("R59", &format!("{path}.access"), said);
        }
    }
    lifecycle(making, &mut piece, planned);
    making.put(piece);
}

/// What happens to old objects, by the first rule that says it.
fn lifecycle(making: &Making<'_>, piece: &mut Piece, planned: &Planned) {
    let plan = making.plan;
    let days = |rules: &[Json]| {
        rules.iter().find_map(|it| {
            let expiration = it.get("expiration")?;
            child(expiration, "0")
                .unwrap_or(expiration)
                .get("days")
                .and_then(whole)
                .filter(|it| *it > 0)
        })
    };
    let mut found =
        days(planned.list(&["lifecycle_rule"])).map(|it| (it, (piece.at, "lifecycle_rule")));
    for part in plan.meaning(piece.at, "aws_s3_bucket_lifecycle_configuration", "bucket") {
        piece.part(part);
        let rules = plan.resources.get(part).map(|it| it.list(&["rule"])).unwrap_or_default();
        found = found.or_else(|| days(rules).map(|it| (it, (part, "rule"))));
    }
    match found {
        Some((days, said)) => piece.said("lifecycle", format!("delete-after-{days}d"), said),
        None => piece.set("lifecycle", "permanent"),
    }
}

/// A queue becomes a queue.
pub(super) fn queue(making: &mut Making<'_>, at: usize) {
    let Some(planned) = making.plan.resources.get(at) else { return };
    let mut piece = Piece::of(&queue::KIND, at);
    making.name(&mut piece, "name", &["name"]);
    let queue_type = if planned.is_true(&["fifo_queue"]) { "fifo" } else { "standard" };
    piece.said("type", queue_type, (at, "fifo_queue"));
    making.put(piece);
}
