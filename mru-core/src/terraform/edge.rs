//! What stands at the edge of an environment: balancers, gateways, delivery, names, links, secrets.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{
    making::Making,
    piece::{Piece, Why, decimal},
    plan::Seen,
};
use crate::{
    catalogue::{
        network::{
            api_gateway, cdn, custom_domain, dns_zone, domain, fixed_address, load_balancer,
            vpc_peering, vpn,
        },
        security::{certificate, secret, waf},
    },
    text::{text, words},
};

/// A load balancer of the application kind; one of the network kind inside is the platform's.
pub(super) fn balancer(making: &mut Making<'_>, at: usize) {
    let Some(planned) = making.plan.resources.get(at) else { return };
    match planned.text(&["load_balancer_type"]).unwrap_or("application") {
        "application" => {}
        "network" if planned.is_true(&["internal"]) => {
            let because = words!(
                "the balancer between API Gateway and containers is a part of the platform",
                "el balanceador entre API Gateway y contenedores es parte de la plataforma"
            );
            return making.free(at, "R21", because);
        }
        _ => {
            let because = words!(
                "load balancers of Connect are of the application kind",
                "los balanceadores de Connect son del tipo application"
            );
            return making.unsupported(at, because);
        }
    }
    let mut piece = Piece::of(&load_balancer::KIND, at);
    making.name(&mut piece, "domain", &["name"]);
    piece.set("use", planned.address.as_str());
    let path = making.next_path(&piece);
    let said = text!(
        "the plan does not say which domain points to it, so its name stands there",
        "el plan no dice qué dominio apunta a él, así que figura su nombre"
    );
    making.assume("V35", &format!("{path}.domain"), said);
    making.put(piece);
}

/// An API of either kind becomes the API Gateway of its environment.
pub(super) fn gateway(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let mut piece = Piece::of(&api_gateway::KIND, at);
    for part in plan.meaning(at, "aws_apigatewayv2_authorizer", "api_id") {
        piece.part(part);
        let Some(authorizer) = plan.resources.get(part) else { continue };
        if authorizer.text(&["authorizer_type"]) == Some("JWT") {
            piece.said("jwt_auth", true, (part, "authorizer_type"));
            match authorizer.text(&["jwt_configuration", "0", "issuer"]) {
                Some(issuer) => {
                    piece.said("external_issuer", issuer, (part, "jwt_configuration.0.issuer"))
                }
                None => piece.lacks(
                    "external_issuer",
                    (part, "jwt_configuration.0.issuer"),
                    Why::AfterApply,
                ),
            }
        }
    }
    making.put(piece);
}

/// A distribution becomes content delivery; its traffic is nothing that a plan says.
pub(super) fn delivery(making: &mut Making<'_>, at: usize) {
    let Some(planned) = making.plan.resources.get(at) else { return };
    let mut piece = Piece::of(&cdn::KIND, at);
    let path = making.next_path(&piece);
    let origin = ["domain_name", "origin_id"]
        .into_iter()
        .find_map(|it| Some((it, planned.text(&["origin", "0", it])?)));
    match origin {
        Some(("domain_name", origin)) => piece.said("origin", origin, (at, "origin.0.domain_name")),
        other => {
            let origin = other.map_or(planned.address.as_str(), |it| it.1);
            piece.set("origin", origin);
            let said = text!(
                "where the content comes from is known only after the plan is applied; it is called `{origin}` here",
                "de dónde viene el contenido se conoce solo después de aplicar el plan; aquí se llama `{origin}`"
            );
            making.assume("R99", &format!("{path}.origin"), said);
        }
    }
    match making.said.monthly_tb {
        Some(traffic) => piece.set("monthly_tb", decimal(traffic)),
        None => piece.lacks("monthly_tb", (at, ""), Why::NotSaid),
    }
    let behaviour = |name: &str| {
        let cached = planned.list(&["default_cache_behavior"]).iter();
        let others = planned.list(&["ordered_cache_behavior"]).iter();
        cached
            .chain(others)
            .any(|it| it.get(name).and_then(Json::as_array).is_some_and(|it| !it.is_empty()))
    };
    let runs = behaviour("function_association") || behaviour("lambda_function_association");
    piece.said("edge_functions", runs, (at, "default_cache_behavior"));
    let near = planned.text(&["price_class"]) == Some("PriceClass_100");
    let places = if near { json!(["North America", "Europe"]) } else { json!(["all"]) };
    piece.said("main_locations", places, (at, "price_class"));
    piece.set("avg_object_kb", 100);
    piece.set("cache_rules", "as planned");
    let said = text!(
        "objects have 100 kB and are cached as planned, until the ticket says it; neither carries MRUs",
        "los objetos tienen 100 kB y se guardan como está planificado, hasta que el ticket lo diga; ninguno tiene MRU"
    );
    making.assume("R59", &format!("{path}.avg_object_kb"), said);
    making.put(piece);
}

/// The name of a domain as a name of a list; the same one twice is listed once.
pub(super) fn custom_domain(making: &mut Making<'_>, at: usize) {
    let mut piece = Piece::of(&custom_domain::KIND, at);
    named_once(making, &mut piece, ("custom_domains", "name", "domain_name"));
}

/// A hosted zone becomes a DNS zone.
pub(super) fn zone(making: &mut Making<'_>, at: usize) {
    let Some(planned) = making.plan.resources.get(at) else { return };
    let mut piece = Piece::of(&dns_zone::KIND, at);
    let Some(name) = planned.text(&["name"]) else {
        piece.take(making.plan, "domain", (at, &["name"]), |_| None);
        making.put(piece);
        return;
    };
    let domain = name.trim_end_matches('.').to_owned();
    if !making.takes("dns_zones", &domain) {
        let because = words!(
            "another zone of the same domain is counted; a deployment has one zone a domain",
            "otra zona del mismo dominio está contada; un despliegue tiene una zona por dominio"
        );
        return making.unsupported(at, because);
    }
    piece.said("domain", domain, (at, "name"));
    making.put(piece);
}

/// A registered domain.
pub(super) fn registration(making: &mut Making<'_>, at: usize) {
    let mut piece = Piece::of(&domain::KIND, at);
    named_once(making, &mut piece, ("domains", "name", "domain_name"));
}

/// Puts a piece whose name is its only field; a second one of the same name is counted with the first.
fn named_once(
    making: &mut Making<'_>,
    piece: &mut Piece,
    (list, field, attribute): (&'static str, &'static str, &'static str),
) {
    let at = piece.at;
    let Some(planned) = making.plan.resources.get(at) else { return };
    if let Some(name) = planned.text(&[attribute])
        && !making.takes(list, name)
    {
        return making.free(at, "R32", ALREADY_LISTED);
    }
    piece.take(making.plan, field, (at, &[attribute]), super::piece::text);
    making.put(std::mem::replace(piece, Piece::of(piece.kind, at)));
}

/// Why a second name or certificate adds nothing.
const ALREADY_LISTED: crate::text::Words =
    words!("one of the same name is counted already", "uno del mismo nombre ya está contado");

/// A certificate becomes a certificate.
pub(super) fn certificate(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let Some(planned) = plan.resources.get(at) else { return };
    let mut piece = Piece::of(&certificate::KIND, at);
    let Some(first) = planned.text(&["domain_name"]) else {
        piece.take(plan, "domains", (at, &["domain_name"]), |_| None);
        making.put(piece);
        return;
    };
    if !making.takes("certificates", first) {
        return making.free(at, "R32", ALREADY_LISTED);
    }
    let others = planned.list(&["subject_alternative_names"]).iter().filter_map(Json::as_str);
    let domains: Vec<&str> =
        std::iter::once(first).chain(others.filter(|it| *it != first)).collect();
    piece.said("domains", json!(domains), (at, "domain_name"));
    making.put(piece);
}

/// A link to a network of the customer.
pub(super) fn vpn(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let mut piece = Piece::of(&vpn::KIND, at);
    making.name(&mut piece, "name", &["tags.Name"]);
    match plan.meant(at, "customer_gateway_id", &["aws_customer_gateway"]) {
        Some(gateway) => {
            piece.part(gateway.at);
            piece.take(plan, "peer_ip", (gateway.at, &["ip_address"]), super::piece::text);
        }
        None => piece.lacks("peer_ip", (at, "customer_gateway_id"), Why::NotSaid),
    }
    making.put(piece);
}

/// A peering of networks.
pub(super) fn peering(making: &mut Making<'_>, at: usize) {
    let mut piece = Piece::of(&vpc_peering::KIND, at);
    making.name(&mut piece, "name", &["tags.Name"]);
    making.put(piece);
}

/// A fixed address, unless it is that of a NAT gateway or a balancer.
pub(super) fn address(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let nat = plan.meaning(at, "aws_nat_gateway", "allocation_id");
    let balancers =
        ["aws_lb", "aws_alb"].iter().flat_map(|it| plan.meaning(at, it, "subnet_mapping"));
    if !nat.is_empty() || balancers.count() > 0 {
        let because = words!(
            "the addresses of NAT gateways and balancers come with the environment",
            "las direcciones de NAT gateways y balanceadores vienen con el ambiente"
        );
        return making.free(at, "R28", because);
    }
    let mut piece = Piece::of(&fixed_address::EXTRA, at);
    piece.set("extra", 1);
    making.put(piece);
}

/// A secret: its name alone.
pub(super) fn secret(making: &mut Making<'_>, at: usize) {
    let mut piece = Piece::of(&secret::KIND, at);
    making.name(&mut piece, "name", &["name"]);
    piece.set("store", "aws");
    piece.set("delivery", "Terraform");
    making.put(piece);
}

/// The rules of a firewall that are the customer's own; managed ones come with every environment.
pub(super) fn firewall(making: &mut Making<'_>, at: usize) {
    let Some(planned) = making.plan.resources.get(at) else { return };
    if planned.seen(&["rule"]) == Seen::Unknown {
        let mut piece = Piece::of(&waf::KIND, at);
        piece.lacks("custom_rules", (at, "rule"), Why::AfterApply);
        making.put(piece);
        return;
    }
    let is_own = |rule: &&Json| {
        let statement = rule.get("statement").and_then(|it| it.get(0));
        let has = |name: &str| {
            let said = statement.and_then(|it| it.get(name)).and_then(Json::as_array);
            said.is_some_and(|it| !it.is_empty())
        };
        !has("managed_rule_group_statement") && !has("rule_group_reference_statement")
    };
    let own = planned.list(&["rule"]).iter().filter(is_own).count();
    if own == 0 {
        let because = words!(
            "the default rules of the firewall come with every environment",
            "las reglas por defecto del firewall vienen con cada ambiente"
        );
        return making.free(at, "R57", because);
    }
    let mut piece = Piece::of(&waf::CUSTOM_RULE, at);
    piece.said("custom_rules", u32::try_from(own).unwrap_or(u32::MAX), (at, "rule"));
    making.put(piece);
}

/// Traffic that is said, as a number that can be.
///
/// # Errors
///
/// V39 when it is not more than 0.
pub(super) fn check_traffic(traffic: Option<Decimal>) -> Result<(), crate::Finding> {
    match traffic {
        Some(traffic) if traffic <= Decimal::ZERO => Err(crate::Finding {
            rule: "V39",
            severity: crate::Severity::Error,
            path: String::from("monthly_tb"),
            position: None,
            message: text!(
                "the projected traffic must be more than 0 TB",
                "el tráfico proyectado debe ser mayor que 0 TB"
            ),
            help: Some(text!("state the TB of a usual month", "indique los TB de un mes habitual")),
        }),
        _ => Ok(()),
    }
}
