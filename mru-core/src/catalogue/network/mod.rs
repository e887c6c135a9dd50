//! What connects: environments, gateways, balancers, delivery, links, names.

pub mod api_gateway;
pub mod cdn;
pub mod custom_domain;
pub mod dns_zone;
pub mod domain;
pub mod environment;
pub mod fixed_address;
pub mod load_balancer;
pub mod vpc_peering;
pub mod vpn;
