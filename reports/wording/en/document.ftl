# What all documents share.

product = Modyo Connect
yes = yes
no = no
mru = MRU
usd = USD
total = Total
line-number = Line
component = Component
name = Name
size = Size
quantity = Quantity
times-redundancy = × Redundancy
weight = MRU each
per-month = per month
shared = Shared
none = none

kind-production = Production
kind-pre-production = Pre-production

severity-warning = Warnings
severity-information = Information

# Policies: what the rate card or contract decides.
policies = Charging policies applied
policy-redundancy = Containers
policy-redundancy-instances-per-zone = MRU each × instances per zone × redundancy factor
policy-redundancy-redundancy-is-instances = MRU each × redundancy factor; the factor is the number of instances
policy-redundancy-larger-of-both = MRU each × the larger of instances and redundancy factor
policy-data-services = Databases, caches and search
policy-data-services-per-node = MRU each × nodes, never × redundancy factor
policy-data-services-per-cluster = MRU each, once for each cluster
policy-data-services-times-redundancy = MRU each × redundancy factor
policy-sso = Single Sign-On
policy-sso-per-environment = its own MRU once for each environment, plus its containers
policy-sso-once-per-deployment = its own MRU once for the deployment, plus its containers
policy-sso-times-redundancy = its own MRU × redundancy factor, plus its containers
policy-pipelines = Stand-alone pipelines
policy-pipelines-per-repository = once for each repository
policy-pipelines-per-repository-and-environment = once for each repository and environment
policy-api-gateway = API Gateway without containers
policy-api-gateway-charged = its own MRU
policy-api-gateway-free = no charge
policy-nat-gateway = NAT gateways
policy-nat-gateway-included = included at 0 MRU
policy-nat-gateway-per-zone = MRU each × zones
policy-database-storage = Database storage
policy-database-storage-included = included at 0 MRU
policy-database-storage-per-block = MRU for each block of 10 GB
policy-database-storage-allowance = the first { $gb } GB of each database are free, then MRU for each block of 10 GB
policy-global-database = Global database
policy-global-database-per-node = MRU each × nodes in the second region
policy-global-database-included-in-subscription = included in the subscription level
policy-rounding = Rounding
policy-rounding-half-away-from-zero = each line once to cents, half away from zero
policy-rounding-half-to-even = each line once to cents, half to even
policy-pre-production-limit = Pre-production environments
policy-pre-production-limit-value = at most { $limit } per deployment
policy-included-with-container = Included with a container
