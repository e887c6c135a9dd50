# Lo que comparten todos los documentos.

product = Modyo Connect
yes = sí
no = no
mru = MRU
usd = US$
total = Total
line-number = Línea
component = Componente
name = Nombre
size = Tamaño
quantity = Cantidad
times-redundancy = × Redundancia
weight = MRU unitario
per-month = mensuales
shared = Compartido
none = ninguno

kind-production = Producción
kind-pre-production = Preproducción

severity-warning = Advertencias
severity-information = Información

# Políticas: lo que deciden la tarifa o el contrato.
policies = Políticas de cobro aplicadas
policy-redundancy = Contenedores
policy-redundancy-instances-per-zone = MRU unitario × instancias por zona × factor de redundancia
policy-redundancy-redundancy-is-instances = MRU unitario × factor de redundancia; el factor es el número de instancias
policy-redundancy-larger-of-both = MRU unitario × el mayor entre instancias y factor de redundancia
policy-data-services = Bases de datos, caché e indexación
policy-data-services-per-node = MRU unitario × nodos, nunca × factor de redundancia
policy-data-services-per-cluster = el MRU unitario una vez por clúster
policy-data-services-times-redundancy = MRU unitario × factor de redundancia
policy-sso = Single Sign-On
policy-sso-per-environment = su propio MRU unitario una vez por ambiente, más sus contenedores
policy-sso-once-per-deployment = su propio MRU unitario una vez por despliegue, más sus contenedores
policy-sso-times-redundancy = su propio MRU unitario × factor de redundancia, más sus contenedores
policy-pipelines = Pipelines independientes
policy-pipelines-per-repository = una vez por repositorio
policy-pipelines-per-repository-and-environment = una vez por repositorio y ambiente
policy-api-gateway = API Gateway sin contenedores
policy-api-gateway-charged = su MRU unitario
policy-api-gateway-free = sin cobro
policy-nat-gateway = NAT gateways
policy-nat-gateway-included = incluidos con 0 MRU
policy-nat-gateway-per-zone = MRU unitario × zonas
policy-database-storage = Almacenamiento de bases de datos
policy-database-storage-included = incluido con 0 MRU
policy-database-storage-per-block = MRU unitario por cada bloque de 10 GB
policy-database-storage-allowance = los primeros { $gb } GB de cada base de datos sin cobro; luego, MRU unitario por cada bloque de 10 GB
policy-global-database = Base de datos global
policy-global-database-per-node = MRU unitario × nodos en la segunda región
policy-global-database-included-in-subscription = incluida en el nivel de suscripción
policy-rounding = Redondeo
policy-rounding-half-away-from-zero = cada línea una sola vez al centavo; la mitad, alejándose de cero
policy-rounding-half-to-even = cada línea una sola vez al centavo; medio centavo, al par más cercano
policy-pre-production-limit = Ambientes preproductivos
policy-pre-production-limit-value = a lo más { $limit } por despliegue
policy-included-with-container = Incluido con un contenedor
