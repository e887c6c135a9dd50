//! Which type of resource is which kind of component, or none: the one table of it.
//!
//! A name may end in `*`; of several names that fit, the longest counts.

use super::{
    compute, data, edge,
    making::{Making, NO_COMPONENT},
};
use crate::text::{Words, words};

/// What is done with resources of a type.
#[derive(Clone, Copy)]
pub(super) enum Treatment {
    /// It becomes a component.
    Component(fn(&mut Making<'_>, usize)),
    /// It completes a component of another resource, which takes it; left over, it is judged so.
    Part(fn(&mut Making<'_>, usize)),
    /// It carries no MRU, by a rule.
    Free(&'static str, Words),
    /// It is in no total.
    NotSupported(Words),
}

use Treatment::{Component, Free, NotSupported, Part};

/// What is not of AWS.
const ELSEWHERE: Words = words!(
    "it is not of AWS, and Connect has no component for it",
    "no es de AWS, y Connect no tiene un componente para él"
);

const ENVIRONMENT: Words = words!(
    "a part of the network and order of an environment, which has no MRU of its own",
    "una parte de la red y el orden de un ambiente, que no tiene MRU propios"
);

const SETTING: Words = words!(
    "a setting of a component; the component is counted where it stands",
    "un ajuste de un componente; el componente se cuenta donde está"
);

const NOT_IN_AWS: Words = words!("it makes nothing in AWS", "no crea nada en AWS");

const MACHINES: Words = words!(
    "Connect has no machines and no Kubernetes: containers run on Fargate",
    "Connect no tiene máquinas ni Kubernetes: los contenedores operan en Fargate"
);

const LOGS: Words = words!(
    "logs and metrics are active by default",
    "los logs y las métricas están activos por defecto"
);

const BACKUPS: Words =
    words!("backups come with every database", "los respaldos vienen con cada base de datos");

const IMAGES: Words = words!(
    "the storage of images comes with the containers",
    "el almacenamiento de imágenes viene con los contenedores"
);

const ENCRYPTION: Words =
    words!("encryption is active by default", "la encriptación está activa por defecto");

const FIREWALL: Words =
    words!("the firewall comes with every environment", "el firewall viene con cada ambiente");

const GATEWAY: Words = words!(
    "a part of the API Gateway of the environment",
    "una parte del API Gateway del ambiente"
);

/// The table. Components come before what depends on their names.
pub(super) const TABLE: &[(&str, Treatment)] = &[
    // What becomes a component.
    ("aws_ecs_service", Component(compute::service)),
    ("aws_rds_cluster", Component(data::database)),
    ("aws_elasticache_replication_group", Component(data::cache)),
    ("aws_elasticache_cluster", Component(data::cache)),
    ("aws_opensearch_domain aws_elasticsearch_domain", Component(data::search)),
    ("aws_s3_bucket", Component(data::bucket)),
    ("aws_sqs_queue", Component(data::queue)),
    ("aws_lb aws_alb", Component(edge::balancer)),
    ("aws_api_gateway_rest_api aws_apigatewayv2_api", Component(edge::gateway)),
    ("aws_cloudfront_distribution", Component(edge::delivery)),
    ("aws_api_gateway_domain_name aws_apigatewayv2_domain_name", Component(edge::custom_domain)),
    ("aws_route53_zone", Component(edge::zone)),
    ("aws_route53domains_registered_domain", Component(edge::registration)),
    ("aws_acm_certificate", Component(edge::certificate)),
    ("aws_vpn_connection", Component(edge::vpn)),
    ("aws_vpc_peering_connection", Component(edge::peering)),
    ("aws_eip", Component(edge::address)),
    ("aws_secretsmanager_secret", Component(edge::secret)),
    ("aws_wafv2_web_acl", Component(edge::firewall)),
    ("aws_codepipeline", Component(compute::pipeline)),
    // What completes one.
    (
        "aws_ecs_task_definition",
        Part(|making, at| {
            making.unsupported(
                at,
                words!(
                    "no service of the plan runs it, and a container is a service that runs",
                    "ningún servicio del plan la ejecuta, y un contenedor es un servicio que opera"
                ),
            )
        }),
    ),
    ("aws_appautoscaling_target", Part(compute::scaling_alone)),
    (
        "aws_rds_cluster_instance aws_customer_gateway aws_s3_bucket_versioning \
         aws_s3_bucket_acl aws_s3_bucket_lifecycle_configuration aws_apigatewayv2_authorizer",
        Part(|making, at| {
            making.unsupported(
                at,
                words!(
                    "what it is a part of is not in the plan",
                    "aquello de lo que es parte no está en el plan"
                ),
            )
        }),
    ),
    // What carries no MRU.
    (
        "aws_vpc aws_default_* aws_subnet aws_route aws_route_table* \
         aws_main_route_table_association aws_internet_gateway* \
         aws_egress_only_internet_gateway aws_security_group* aws_vpc_security_group_* \
         aws_network_acl* aws_vpc_endpoint* aws_vpc_dhcp_options* \
         aws_vpc_ipv4_cidr_block_association aws_flow_log aws_vpc_peering_connection_* \
         aws_ecs_cluster* aws_service_discovery_* aws_iam_* aws_db_subnet_group \
         aws_elasticache_subnet_group",
        Free("R9", ENVIRONMENT),
    ),
    (
        "aws_nat_gateway",
        Free(
            "R28",
            words!(
                "NAT gateways come with the environment, one a zone in production",
                "los NAT gateways vienen con el ambiente, uno por zona en producción"
            ),
        ),
    ),
    ("aws_eip_association", Free("R28", SETTING)),
    (
        "aws_vpn_gateway* aws_vpn_connection_route",
        Free(
            "R27",
            words!("the side of AWS comes with the link", "el lado de AWS viene con el enlace"),
        ),
    ),
    (
        "aws_lb_* aws_alb_* aws_s3_bucket_public_access_block aws_s3_bucket_policy \
         aws_s3_bucket_ownership_controls aws_s3_bucket_server_side_encryption_configuration \
         aws_s3_bucket_logging aws_s3_bucket_cors_configuration \
         aws_s3_bucket_website_configuration aws_s3_bucket_notification aws_s3_bucket_metric \
         aws_sqs_queue_policy aws_sqs_queue_redrive_* aws_rds_cluster_parameter_group \
         aws_db_parameter_group aws_elasticache_parameter_group aws_elasticache_user* \
         aws_opensearch_domain_policy aws_elasticsearch_domain_policy \
         aws_cloudfront_origin_access_* aws_cloudfront_cache_policy \
         aws_cloudfront_origin_request_policy aws_cloudfront_response_headers_policy \
         aws_cloudfront_function aws_secretsmanager_secret_policy",
        Free("R7", SETTING),
    ),
    (
        "aws_s3_object aws_s3_bucket_object",
        Free(
            "R7",
            words!(
                "an object; its repository is counted",
                "un objeto; su repositorio está contado"
            ),
        ),
    ),
    (
        "aws_secretsmanager_secret_version",
        Free(
            "R74",
            words!(
                "the value of a secret, which is not looked at",
                "el valor de un secreto, que no se mira"
            ),
        ),
    ),
    (
        "aws_route53_record",
        Free("R74", words!("a record; its zone is counted", "un registro; su zona está contada")),
    ),
    (
        "aws_acm_certificate_validation",
        Free("R32", words!("the proof of a certificate", "la prueba de un certificado")),
    ),
    ("aws_api_gateway_* aws_apigatewayv2_*", Free("R35", GATEWAY)),
    ("aws_wafv2_web_acl_* aws_wafv2_ip_set aws_wafv2_regex_pattern_set", Free("R57", FIREWALL)),
    (
        "aws_kms_key aws_kms_alias aws_kms_grant aws_kms_key_policy aws_kms_replica_key",
        Free("R56", ENCRYPTION),
    ),
    ("aws_ecr_*", Free("R31", IMAGES)),
    (
        "aws_cloudwatch_log_* aws_cloudwatch_metric_* aws_cloudwatch_dashboard \
         aws_cloudwatch_composite_alarm",
        Free("R58", LOGS),
    ),
    (
        "aws_appautoscaling_policy aws_appautoscaling_scheduled_action",
        Free(
            "R60",
            words!(
                "how a range is used; the range is that of a container",
                "cómo se usa un rango; el rango es el de un contenedor"
            ),
        ),
    ),
    ("aws_backup_*", Free("R51", BACKUPS)),
    (
        "aws_codedeploy_*",
        Free(
            "R65",
            words!(
                "how containers are replaced; an overlap is not billed",
                "cómo se reemplazan contenedores; la superposición no se cobra"
            ),
        ),
    ),
    (
        "random_* null_resource time_* local_* tls_* template_* terraform_data archive_* \
         external http",
        Free("R7", NOT_IN_AWS),
    ),
    // What is in no total.
    (
        "aws_instance aws_spot_* aws_launch_* aws_autoscaling_* aws_ebs_* \
         aws_volume_attachment aws_key_pair aws_ami* aws_elastic_beanstalk_* \
         aws_eks_* aws_network_interface* aws_placement_group",
        NotSupported(MACHINES),
    ),
    (
        "aws_db_instance* aws_db_option_group aws_db_proxy* aws_redshift* aws_docdb* \
         aws_neptune* aws_rds_*",
        NotSupported(words!(
            "databases of Connect are clusters of Aurora MySQL; a replica in another region is stated as `global_replica`",
            "las bases de datos de Connect son clústeres de Aurora MySQL; una réplica en otra región se indica como `global_replica`"
        )),
    ),
    (
        "aws_elasticache_* aws_memorydb_*",
        NotSupported(words!(
            "caches of Connect are clusters of Redis",
            "los cachés de Connect son clústeres de Redis"
        )),
    ),
    (
        "aws_iam_user aws_iam_user_* aws_iam_access_key",
        NotSupported(words!(
            "users of AWS are for audits alone; state them as `audit_users`",
            "los usuarios de AWS son solo para auditorías; indíquelos como `audit_users`"
        )),
    ),
    (
        "aws_cloudhsm_v2_* aws_kms_external_key aws_kms_custom_key_store",
        NotSupported(words!(
            "a key of the customer needs a reason and a plan; state it as `external_keys`",
            "una clave del cliente necesita un motivo y un plan; indíquela como `external_keys`"
        )),
    ),
    (
        "aws_wafv2_rule_group aws_waf_* aws_wafregional_*",
        NotSupported(words!(
            "count its own rules and state them as `waf`",
            "cuente sus reglas propias e indíquelas como `waf`"
        )),
    ),
    (
        "aws_ses_* aws_sesv2_* aws_pinpoint_* aws_sns_*",
        NotSupported(words!(
            "mail and SMS need an approval; state them as `messaging`",
            "el correo y los SMS necesitan una aprobación; indíquelos como `messaging`"
        )),
    ),
    (
        "aws_cognito_*",
        NotSupported(words!(
            "Single Sign-On of Connect is Keycloak; state it as `sso`",
            "el Single Sign-On de Connect es Keycloak; indíquelo como `sso`"
        )),
    ),
    (
        "aws_codecommit_*",
        NotSupported(words!(
            "repositories of Connect are in GitHub; state it as `repositories`",
            "los repositorios de Connect están en GitHub; indíquelo como `repositories`"
        )),
    ),
    (
        "aws_codebuild_* aws_codestar*",
        NotSupported(words!(
            "Connect builds with its own pipelines; state a pipeline as `pipelines`",
            "Connect construye con sus propios pipelines; indique un pipeline como `pipelines`"
        )),
    ),
    (
        "aws_guardduty_* aws_securityhub_* aws_inspector* aws_macie*",
        NotSupported(words!(
            "Connect offers no threat detection",
            "Connect no ofrece detección de amenazas"
        )),
    ),
    (
        "aws_lambda_*",
        NotSupported(words!(
            "Connect has no functions; what an API Gateway needs comes with it",
            "Connect no tiene funciones; lo que un API Gateway necesita viene con él"
        )),
    ),
    ("aws_* awscc_*", NotSupported(NO_COMPONENT)),
    ("*", NotSupported(ELSEWHERE)),
];

/// The row of a type.
pub(super) fn row(kind: &str) -> usize {
    let fits =
        |name: &&str| name.strip_suffix('*').map_or(*name == kind, |it| kind.starts_with(it));
    let best = |names: &str| {
        let fitting = names.split_whitespace().filter(fits);
        fitting.map(|it| (!it.ends_with('*'), it.len())).max()
    };
    let rows = TABLE.iter().enumerate().filter_map(|(at, (names, _))| Some((best(names)?, at)));
    rows.max_by_key(|(how, _)| *how).map_or(0, |(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_counts() {
        let names = |kind: &str| TABLE[row(kind)].0.split(' ').next().unwrap();
        assert_eq!(names("aws_iam_role"), "aws_vpc");
        assert_eq!(names("aws_iam_user"), "aws_iam_user");
        assert_eq!(names("aws_elasticache_cluster"), "aws_elasticache_cluster");
        assert_eq!(names("aws_rds_cluster_endpoint"), "aws_db_instance*");
        assert_eq!(names("aws_route_table_association"), "aws_vpc");
        assert_eq!(names("aws_route53_health_check"), "aws_*");
        assert_eq!(names("google_sql_database"), "*");
    }

    #[test]
    fn no_name_stands_twice() {
        let mut all: Vec<&str> = TABLE.iter().flat_map(|it| it.0.split_whitespace()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
