//! Names of Cost Explorer beside those of bills: services by product code, record types by line type.

use mru_core::costs::LineType;

/// Names under which Cost Explorer groups services, and the product codes that bills have for them.
///
/// # Source
///
/// Names as answers of Cost Explorer have them, codes as Cost and Usage Reports have them. A service
/// that is not listed keeps its name.
const SERVICES: &[(&str, &str)] = &[
    ("AWS Cost Explorer", "AWSCostExplorer"),
    ("AWS Key Management Service", "awskms"),
    ("AWS Lambda", "AWSLambda"),
    ("AWS Secrets Manager", "AWSSecretsManager"),
    ("AWS WAF", "awswaf"),
    ("Amazon API Gateway", "AmazonApiGateway"),
    ("Amazon CloudFront", "AmazonCloudFront"),
    ("Amazon DynamoDB", "AmazonDynamoDB"),
    ("Amazon EC2 Container Registry (ECR)", "AmazonECR"),
    ("Amazon ElastiCache", "AmazonElastiCache"),
    ("Amazon Elastic Compute Cloud - Compute", "AmazonEC2"),
    ("Amazon Elastic Container Registry Public", "AmazonECRPublic"),
    ("Amazon Elastic Container Service", "AmazonECS"),
    ("Amazon Elastic File System", "AmazonEFS"),
    ("Amazon Elastic Load Balancing", "AWSELB"),
    ("Amazon Elasticsearch Service", "AmazonES"),
    ("Amazon OpenSearch Service", "AmazonES"),
    ("Amazon Relational Database Service", "AmazonRDS"),
    ("Amazon Route 53", "AmazonRoute53"),
    ("Amazon Simple Email Service", "AmazonSES"),
    ("Amazon Simple Notification Service", "AmazonSNS"),
    ("Amazon Simple Queue Service", "AWSQueueService"),
    ("Amazon Simple Storage Service", "AmazonS3"),
    ("Amazon Virtual Private Cloud", "AmazonVPC"),
    ("AWS CloudHSM", "CloudHSM"),
    ("EC2 - Other", "AmazonEC2"),
];

/// Record types that bills write otherwise.
const RECORD_TYPES: &[(&str, LineType)] = &[
    ("Bundled Discount", LineType::BundledDiscount),
    ("Enterprise Discount Program Discount", LineType::EdpDiscount),
    ("Other", LineType::Fee),
    ("Private Rate Card Discount", LineType::PrivateRateDiscount),
    ("Recurring", LineType::ReservationFee),
    ("RI Volume Discount", LineType::RiVolumeDiscount),
    ("Solution Provider Program Discount", LineType::SppDiscount),
    ("Support", LineType::Support),
    ("Upfront", LineType::Fee),
];

/// The name under which tax stands among services.
const TAX: &str = "Tax";

/// The product code of a service; its name where none is known.
pub(super) fn service(name: &str) -> &str {
    SERVICES.iter().find(|(known, _)| *known == name).map_or(name, |(_, code)| code)
}

/// The line type of a record type, with the name of the service beside it.
pub(super) fn line(record_type: &str, service: &str) -> Option<LineType> {
    let known = RECORD_TYPES.iter().find(|(known, _)| *known == record_type);
    known.map(|(_, line)| *line).or_else(|| LineType::read(record_type, service))
}

/// The line type of what has no record type: tax and support by the service, a credit when it is
/// below zero, usage otherwise.
pub(super) fn line_by_service(service: &str, below_zero: bool) -> LineType {
    match LineType::read("Fee", service) {
        Some(LineType::Support) => LineType::Support,
        _ if service == TAX => LineType::Tax,
        _ if below_zero => LineType::Credit,
        _ => LineType::Usage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_and_record_types_have_the_names_of_bills() {
        assert_eq!(service("EC2 - Other"), "AmazonEC2");
        assert_eq!(service("AmazonCloudWatch"), "AmazonCloudWatch");
        assert_eq!(line("Enterprise Discount Program Discount", ""), Some(LineType::EdpDiscount));
        assert_eq!(line("SavingsPlanNegation", ""), Some(LineType::SavingsPlanNegation));
        assert_eq!(line("Some New Discount", ""), Some(LineType::OtherDiscount));
        assert_eq!(line("Usage", "AWS Support (Business)"), Some(LineType::Support));
        assert_eq!(line("usage", ""), None);
        assert_eq!(line_by_service("AWS Support (Business)", false), LineType::Support);
        assert_eq!(line_by_service("Tax", false), LineType::Tax);
        assert_eq!(line_by_service("Amazon Route 53", true), LineType::Credit);
    }
}
