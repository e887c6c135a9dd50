# La cotización.

quote = Cotización
quote-title = Cotización { $deployment } · Modyo Connect
quote-for = Preparada para
quote-monthly = Total mensual
quote-summary = Resumen
quote-place = Ambiente
quote-kind = Tipo
quote-redundancy = Factor de redundancia
quote-base-tasks = Tareas base
quote-max-tasks = Tareas máximas
quote-mru-month = MRU al mes
quote-usd-month = US$ al mes
quote-lines-of = Componentes que se cobran en { $place }
quote-nothing-charged = Aquí no se cobra nada.
quote-subtotal = Subtotal { $place }
quote-total = Total mensual, sin impuestos
quote-shared-note = Existe una sola vez para el despliegue, cualquiera sea el número de ambientes.

quote-fact-deployment = Despliegue
quote-fact-customer = Cliente
quote-fact-date = Fecha
quote-fact-valid-until = Válida hasta
quote-fact-rate-card = Tarifa
quote-fact-rate-card-value = { $card }, desde { $date }
quote-fact-rate-card-proposal = { $card }, desde { $date }: una propuesta
quote-fact-rate-card-hash = Huella de la tarifa
quote-fact-price = Valor de un MRU
quote-fact-price-card = { $price } al mes, según tarifa
quote-fact-price-contract = { $price } al mes, según contrato
quote-fact-contract = Contrato
quote-fact-deployment-hash = Huella del despliegue

quote-line-short = N.º
quote-counted = Cant.
quote-folded = { $count } líneas, cada una { $explanation }; { $count } × { $one-mru } MRU = { $mru } MRU, { $count } × { $one-usd } = { $usd }
quote-weight-by-contract = MRU unitario según contrato
quote-included = Incluido con 0 MRU
quote-proposal = Propuesta: esta tarifa no está publicada y nada se cobra con ella.
quote-zero-weight = 0 MRU en la tarifa
quote-outside = Fuera de los MRU
quote-outside-note = No se cobra en MRU. Si tiene precio, se cotiza por separado.

quote-connections = Conexiones a bases de datos
quote-connections-caption = Conexiones que abren los servicios frente a las que acepta cada base de datos
quote-connections-lead = Pool de conexiones × tareas de cada servicio, sumado por base de datos.
quote-database = Base de datos
quote-class = Clase
quote-capacity = Acepta
quote-base = En la base
quote-maximum = En el máximo
quote-blue-green = Blue/green
quote-sum-at-maximum = En el máximo: { $sum } = { $total }
quote-no-use = Ningún servicio declara un pool de conexiones hacia ella.
quote-share = { $connections } ({ $percent } %)

quote-findings = Puntos por revisar
quote-notes = Supuestos y condiciones
quote-note-tax = Los montos están en dólares estadounidenses y no incluyen impuestos, como el IVA, que se agregan en la factura cuando corresponda.
quote-note-sizes = Supuesto: los tamaños iniciales son una estimación y pueden ajustarse según el consumo real.
quote-note-price = El valor del MRU varía con los costos de la nube. Esta cotización mantiene el valor y los componentes indicados si se acepta hasta el { $date }.
quote-note-rounding-half-away-from-zero = Cada línea es MRU × valor de un MRU, redondeada una sola vez al centavo (la mitad, alejándose de cero); los totales suman las líneas redondeadas.
quote-note-rounding-half-to-even = Cada línea es MRU × valor de un MRU, redondeada una sola vez al centavo (medio centavo, al par más cercano); los totales suman las líneas redondeadas.
quote-note-tasks = Se cobran las tareas base, que siempre están en ejecución: instancias por zona × factor de redundancia. Las tareas adicionales que la elasticidad agregue hasta el máximo no se cobran, salvo que el contrato lo indique.
quote-year = Total en 12 meses, al valor de esta cotización
quote-discount = Descuento por contrato: { $percent } % sobre el valor de tarifa, { $list } por MRU ({ $month } al mes).
quote-what-is-included = Qué incluye sin costo adicional
quote-acceptance = Aceptación
quote-acceptance-sentence = Aceptamos esta cotización por { $money } al mes, más los impuestos que correspondan. Es válida hasta el { $date }.
quote-accept-name = Nombre
quote-accept-role = Cargo
quote-accept-day = Fecha
quote-accept-signature = Firma
quote-annex-details = Anexo: detalle por ambiente
quote-annex-technical = Anexo técnico para arquitectura
