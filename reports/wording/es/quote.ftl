# La cotización.

quote = Cotización
quote-title = Cotización { $deployment } · Modyo Connect
quote-for = Preparada para
quote-monthly = Total mensual
quote-summary = Resumen por ambiente
quote-place = Ambiente
quote-kind = Tipo
quote-redundancy = Factor de redundancia
quote-base-tasks = Tareas base
quote-max-tasks = Tareas máximas
quote-mru-month = MRU al mes
quote-usd-month = US$ al mes
quote-details = Detalle
quote-lines-of = Componentes que se cobran en { $place }
quote-nothing-charged = Aquí no se cobra nada.
quote-subtotal = Subtotal { $place }
quote-total = Total mensual
quote-shared-note = Existe una sola vez para el despliegue, cualquiera sea el número de ambientes.

quote-fact-deployment = Despliegue
quote-fact-customer = Cliente
quote-fact-date = Fecha
quote-fact-valid-until = Válida hasta
quote-fact-rate-card = Tarifa
quote-fact-rate-card-value = { $card }, desde { $date }
quote-fact-rate-card-proposal = { $card }, desde { $date }: una propuesta
quote-fact-rate-card-hash = Hash de la tarifa
quote-fact-price = Valor de un MRU
quote-fact-price-card = { $price } al mes, según tarifa
quote-fact-price-contract = { $price } al mes, según contrato
quote-fact-contract = Contrato
quote-fact-deployment-hash = Hash del despliegue

quote-line-short = N.º
quote-counted = Cant.
quote-folded = { $count } líneas, cada una { $explanation }; { $count } × { $one-mru } MRU = { $mru } MRU, { $count } × { $one-usd } = { $usd }
quote-weight-by-contract = peso según contrato
quote-included = Incluido con 0 MRU
quote-proposal = Propuesta: esta tarifa no está publicada y nada se cobra con ella.
quote-zero-weight = peso 0 en la tarifa
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
quote-arithmetic = Cálculo
quote-sum-at-maximum = En el máximo: { $sum } = { $total }
quote-no-use = Ningún servicio declara un pool de conexiones hacia ella.
quote-share = { $connections } ({ $percent } %)

quote-findings = Puntos por revisar
quote-rule = Regla
quote-notes = Condiciones
quote-note-tax = Los montos están en dólares estadounidenses y no incluyen impuestos, como el IVA, que se agregan en la factura cuando corresponda.
quote-note-sizes = Los tamaños iniciales pueden cambiar con el consumo real.
quote-note-price = El valor del MRU varía con los costos de la nube. Esta cotización queda ligada a la tarifa, el valor y el despliegue indicados arriba, y es válida hasta el { $date }.
quote-note-rounding-half-away-from-zero = Cada línea es MRU × valor de un MRU, redondeada una sola vez a centavos (la mitad, alejándose de cero); los totales son las sumas de las líneas redondeadas.
quote-note-rounding-half-to-even = Cada línea es MRU × valor de un MRU, redondeada una sola vez a centavos (la mitad, al par más cercano); los totales son las sumas de las líneas redondeadas.
quote-note-tasks = Las tareas base siempre están en ejecución: instancias por zona × factor de redundancia. Las tareas máximas son el tope del rango de elasticidad; lo que supera la base no se cobra, salvo que un contrato lo indique.
quote-explain-hint = Para ver el cálculo de una línea: mru explain ARCHIVO LÍNEA
