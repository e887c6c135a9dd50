# La conciliación de un mes: lo que cobró AWS contra lo que se midió y facturó.

reconciliation-title = Conciliación de { $month }
reconciliation-lead = Cada dólar que AWS cobró en el mes, a qué corresponde y qué se facturó por él.
reconciliation-charged = Cobrado por AWS
reconciliation-final = Definitiva
reconciliation-closed = Cerrada
reconciliation-closed-because = Cerrada de todos modos: { $reason }
reconciliation-provisional = Provisoria
reconciliation-final-why = Definitiva: cada cargo está en una factura de AWS
reconciliation-provisional-why = Provisoria: AWS aún no factura todos los cargos, por lo que los montos pueden cambiar

reconciliation-fact-basis = Base
reconciliation-fact-state = Estado
reconciliation-fact-accounts = Cuentas con cargos
reconciliation-fact-customers = Clientes

reconciliation-within = Dentro de tolerancia
reconciliation-outside = Fuera de tolerancia
reconciliation-left = Quedan { $usd } por revisar: { $percent } de lo que cobró AWS, donde se tolera { $tolerated }. Los montos bajo cero cuentan completos, para que nada se compense.
reconciliation-left-of-nothing = Quedan { $usd } por revisar aunque AWS no cobró nada en suma, por lo que no hay porcentaje; se tolera { $tolerated } de lo cobrado. Los montos bajo cero cuentan completos, para que nada se compense.
reconciliation-nothing-left = No queda nada por revisar; se toleraría { $tolerated } de lo que cobró AWS.

reconciliation-picture = A qué corresponde el total de AWS: { $parts }.
reconciliation-part-billed = Componentes facturados
reconciliation-part-shared = Incluido y compartido
reconciliation-part-other = Compromisos, soporte, impuesto, créditos
reconciliation-to-look-at = Por revisar
reconciliation-explained = Explicado
reconciliation-net = con sus signos; { $usd } si nada se compensa

reconciliation-buckets = A qué corresponde
reconciliation-buckets-caption = Categorías de lo que cobró AWS; suman su total, US$
reconciliation-column-bucket = Categoría
reconciliation-column-count = Partes
reconciliation-exact = Las categorías suman el total de AWS hasta el último dígito. Los montos exactos están en el CSV y el JSON de esta conciliación; aquí cada monto y porcentaje se redondea por sí solo.
reconciliation-cents-apart = Cada cifra se redondea por sí sola; las mostradas suman un poco más o menos que sus sumas exactas: { $apart }.

reconciliation-evidence-caption = Lo que contiene la categoría { $bucket }, de mayor a menor, US$
reconciliation-column-customer = Cliente
reconciliation-column-what = Qué cobró AWS
reconciliation-column-charged = Cobrado
reconciliation-column-metered = Medido
reconciliation-column-list = Precio de lista
reconciliation-column-rate = Precio cobrado
reconciliation-no-customer = sin cliente
reconciliation-account = cuenta { $account }
reconciliation-more = { $count } más
reconciliation-unknown = desconocido
reconciliation-remedy-unmetered = Decida en cada caso: medirlo desde ahora, declararlo incluido o compartido en la asignación, o pedir su eliminación.
reconciliation-remedy-usage-drift = Revise si falta un evento o está equivocado, o si el modelo de costos espera otra cantidad.
reconciliation-remedy-price-drift = Revise si un recurso funciona como otro producto que el desplegado, o si la lista de precios está desactualizada.
reconciliation-remedy-unmapped = Asigne cada cuenta a un cliente en la asignación, o declárela compartida.

reconciliation-without-cost = Facturado sin costo
reconciliation-without-cost-lead = Se midió, pero AWS no cobró nada por ello: puede faltar el evento de su baja. El monto es lo que habría costado; no está en ninguna categoría.
reconciliation-without-cost-none = AWS cobró cada componente que se midió.
reconciliation-without-cost-caption = Componentes que se midieron y AWS no cobró, US$
reconciliation-column-missing = Falta en AWS
reconciliation-column-events = Eventos
reconciliation-column-expected = Esperado

reconciliation-invoices = Facturas de AWS
reconciliation-invoices-not-given = Lo que contiene cada factura de AWS según las filas de costos. Indique las facturas con `--aws-invoices` para compararlas con sus filas.
reconciliation-invoices-tied = Cada factura es la suma de sus filas, y las filas son la suma de sus categorías, hasta el último dígito.
reconciliation-invoices-untied = No todas las facturas son la suma de sus filas: faltan filas o facturas, o se cambiaron después de que AWS las facturó.
reconciliation-invoices-note = Las facturas están en centavos y las filas no: AWS redondea cada cargo, que es lo que una cuenta debe por un servicio. Hasta medio centavo por cada cargo que no es de centavos enteros es redondeo; lo demás es una diferencia.
reconciliation-invoice-lines = Facturas que no cuadran, línea por línea
reconciliation-invoice-lines-lead = Las líneas que no son la suma de sus filas, cada una con su primera fila; todas, si la factura solo indica su total.
reconciliation-invoice-buckets = Categorías en cada factura
reconciliation-invoice-buckets-lead = A qué corresponden las filas de cada factura; las categorías suman exactamente las filas.
reconciliation-invoice-none = aún sin factura
reconciliation-invoice-credit-memo = nota de crédito
reconciliation-invoice-tied = cuadra
reconciliation-invoice-apart = no cuadra
reconciliation-invoice-without-rows = sin filas en los costos
reconciliation-invoice-not-given = no se indicó la factura
reconciliation-invoice-left = Una factura de AWS no cuadra con sus filas, y para eso no hay tolerancia.
reconciliation-invoices-left = { $count } facturas de AWS no cuadran con sus filas, y para eso no hay tolerancia.
reconciliation-row-of = fila { $row } de { $file }
reconciliation-rows-of = fila { $row } de { $file } y { $count } más

reconciliation-summary = Bruto y neto
reconciliation-summary-lead = Lo que AWS cobró por el mes y lo que lo subió o bajó, siempre juntos.
reconciliation-gross = Bruto: uso, compromisos, cargos, soporte e impuesto
reconciliation-corrections = Correcciones de otros meses
reconciliation-discounts = Descuentos
reconciliation-credits = Créditos y reembolsos
reconciliation-net-charged = Neto
reconciliation-column-what-part = Parte
reconciliation-correction-parts = Las correcciones más grandes
reconciliation-correction-parts-lead = Lo que esta factura corrige de otros meses, cada una con el mes al que se refiere y su primera fila. No se compara con lo que funcionó en este mes.

reconciliation-explorer = Consultas a Cost Explorer
reconciliation-explorer-lead = Lo que AWS cobra en este mes por consultas a su Cost Explorer, que está en las categorías anteriores, y lo que este programa consultó, sea cual sea el mes consultado.
reconciliation-explorer-asked = Consultado por este programa, a US$ 0,01 cada una
reconciliation-column-requests = Consultas

reconciliation-included = Incluido con 0 MRU, frente a las MRU con que viene
reconciliation-included-lead = El uso que nadie paga no tiene límite propio. Aquí está cuánto usa cada cliente por cada MRU de su mes.
reconciliation-included-too-much = desproporcionado: { $times } veces lo que usan los demás clientes por una MRU
reconciliation-included-alone = desproporcionado: el cliente no tiene MRU con que pudiera venir
reconciliation-included-note = Es desproporcionado más del triple por MRU de lo que usan los demás clientes que lo tienen, o cualquier uso sin MRU, desde US$ 1. Es un aviso y no cuenta para la tolerancia.
reconciliation-column-per-mru = Por una MRU

reconciliation-changes = Qué cambió respecto de { $month }
reconciliation-changes-lead = AWS cobró { $then } en { $month } y { $now } ahora.
reconciliation-changes-note = Comparado con la última conciliación guardada de ese mes. Las causas son pasos desde lo cobrado entonces hasta lo cobrado ahora, por cliente y tipo de uso, y suman la diferencia hasta el último dígito.
reconciliation-difference = Diferencia
reconciliation-change-parts = Los cambios más grandes
reconciliation-change-parts-lead = Cada cambio con lo que se cobró en ambos meses por todo su tipo de uso o línea.
reconciliation-adjustments = Ajustes de meses cerrados
reconciliation-adjustments-lead = Lo que costos más nuevos cobran por meses ya cerrados, más allá de lo que tenían al cerrarse y de sus ajustes desde entonces. Sus conciliaciones quedan como están; los montos no están en ninguna categoría de este mes.
reconciliation-adjustments-of-itself = El mes está cerrado y queda como se cerró. Esto es lo que los costos más nuevos dicen de otro modo, que corresponde a un mes posterior.
reconciliation-adjustment-parts = Los ajustes más grandes
reconciliation-adjustment-parts-lead = Cargos tardíos, créditos y correcciones, cada uno con su primera fila.
reconciliation-column-driver = Causa
reconciliation-column-change = Cobrado por
reconciliation-column-before = Antes
reconciliation-column-now = Ahora
reconciliation-column-part = Cambio
reconciliation-column-closed = Al cierre
reconciliation-column-newer = Más nuevo
reconciliation-source-newer = Datos más nuevos

reconciliation-column-invoice = Factura
reconciliation-column-line = Línea
reconciliation-column-stated = Factura de AWS
reconciliation-column-rows = Filas de costos
reconciliation-column-rounding = Redondeo
reconciliation-column-difference = Diferencia

reconciliation-customers = Margen por cliente
reconciliation-customers-caption = Lo facturado a cada cliente antes de impuesto y lo que AWS cobró por él, US$
reconciliation-kinds = Margen por tipo
reconciliation-environments = Margen por ambiente
reconciliation-column-kind = Tipo
reconciliation-column-environment = Ambiente
reconciliation-margin-said = Facturado { $billed }, AWS { $cost }: margen { $margin }, { $percent } % de lo facturado
reconciliation-components = Margen por componente y tamaño
reconciliation-components-caption = Lo facturado por los componentes antes de impuesto y descuento, y lo que AWS cobró por ellos, US$
reconciliation-column-billed = Facturado
reconciliation-column-aws = AWS
reconciliation-column-shared = Compartido
reconciliation-column-margin = Margen
reconciliation-all = Todo
reconciliation-billed-customers = Facturados
reconciliation-not-billed-customers = No facturados
reconciliation-set-aside = pendiente
reconciliation-not-billed = no facturado
reconciliation-not-billed-note = No facturados son los clientes pendientes o sin facturación del mes, y los cargos sin cliente, como AWS Support. Lo que se facturará por ellos es desconocido, por lo que no está en ninguna suma; la última fila compara lo facturado con todo lo que cobró AWS.
reconciliation-components-none = No se midió ningún componente de un cliente facturado.
reconciliation-components-note = Antes de impuesto y descuento, y antes del soporte, el impuesto y el costo compartido de AWS, que no son de ningún componente.
reconciliation-components-not-billed = Quedan fuera los componentes de clientes no facturados: AWS cobró { $usd } por ellos.

reconciliation-sources = Con qué se hizo
reconciliation-source-card = Tarifa
reconciliation-source-prices = Lista de precios
reconciliation-source-model = Modelo de costos
reconciliation-source-allocation = Asignación
reconciliation-source-file = Datos de costos
reconciliation-source-invoices = Facturas de AWS

reconciliation-notes = Cómo leerla
reconciliation-note-cents = Un margen es lo facturado menos lo que cobró AWS, con soporte, impuesto y créditos de AWS y su parte del costo compartido. Se calcula con los montos exactos y se redondea al final, por lo que puede diferir en un centavo de las cifras mostradas.
reconciliation-note-rates = El precio de lista es por una unidad de la lista de precios; el precio cobrado es lo que cobró AWS dividido por la cantidad, en unidades de su cuenta.
reconciliation-note-aws = Lo que cobra AWS no es todo el costo: no incluye horas de gestión ni licencias.
