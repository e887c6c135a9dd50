# Facturas, notas de crédito y detalles de uso.

billing-invoice = Factura
billing-credit-note = Nota de crédito
billing-debit-note = Nota de débito
billing-usage = Detalle de uso
billing-draft = Borrador
billing-draft-note = Sin emitir: no tiene número y no se paga. Los montos pueden cambiar hasta su emisión.
billing-title = { $title } { $number } · { $customer }

billing-total-to-pay = Total a pagar
billing-total-in-favour = Total a su favor
billing-total-usage = Uso del mes
billing-due = Vence el { $date }

billing-fact-number = Número
billing-fact-issued = Fecha de emisión
billing-fact-due = Fecha de vencimiento
billing-fact-period = Período
billing-fact-contract = Contrato
billing-fact-credits = Acredita la factura
billing-fact-debits = Cobra de nuevo la nota de crédito
billing-fact-reason = Motivo
billing-fact-price = Valor de un MRU
billing-fact-customer = Cliente
billing-price-rate-card = { $price } al mes, según tarifa
billing-price-contract = { $price } al mes, según contrato

billing-reason-correction = Corrección de un hecho
billing-reason-service-level = Nivel de servicio no alcanzado
billing-reason-goodwill = Gesto comercial

billing-from = De
billing-to-invoice = Facturar a
billing-to-credit-note = Acreditar a
billing-tax-id = ID tributario

billing-lines-of = Líneas de { $place }
billing-line = N.º
billing-days = Días
billing-quantity = Cantidad × redundancia
billing-quantity-short = Cant.
billing-subtotal = Subtotal { $place }
billing-elasticity = Elasticidad sobre la base
billing-one-off = Cargos únicos
billing-corrections = Correcciones de documentos anteriores
billing-credits = Líneas acreditadas
billing-debits = Líneas cobradas de nuevo
billing-line-of = Línea { $line } de { $document }
billing-credited-days = { $days } días
billing-weight-by-contract = peso según contrato

billing-summary = Resumen
billing-concept = Concepto
billing-commitment = MRU comprometidos, sin usar
billing-minimum = Hasta el mínimo mensual
billing-discount-word = Descuento
billing-discount = Descuento { $label } { $percent } %
billing-discount-plain = Descuento { $percent } %
billing-tax = { $label } { $percent } %
billing-tax-exempt = Exento: { $reason }
billing-net = Neto

billing-payment = Pago
billing-notes = Notas
billing-note-explain = Pregunte por qué una línea es como es: mru explain { $code }, con el número de la línea al final.
billing-note-pricing = Pesos según la tarifa { $card } (hash de contenido { $hash }).
billing-note-hash = Hash de contenido de este documento: { $hash }.
billing-note-record = Código de registro: { $code }. Guárdelo: mru verify --since con este código muestra si algo registrado hasta este documento fue modificado después.
billing-note-no-record = Ningún punto de control firmado cubre todavía este documento: se emitió antes de que se llevaran.
billing-code-of-record = Código de registro { $code }
billing-note-zone = Los días comienzan y terminan en la zona horaria { $zone }.
billing-note-proration-daily = Una parte del mes se cobra según sus días ÷ los días del mes; el día de la activación cuenta, el de la baja no.
billing-note-proration-whole-month = Un componente que estuvo activo en algún momento del mes se cobra por el mes completo.
billing-note-proration-thirty-days = Una parte del mes se cobra según sus días ÷ 30; el día de la activación cuenta, el de la baja no.
billing-note-proration-hourly = Una parte del mes se cobra según sus horas ÷ las horas del mes.
billing-note-fractions = Los MRU de partes del mes se muestran con cuatro decimales; los montos y las sumas provienen de las fracciones exactas.
billing-note-rounding-half-away-from-zero = Cada línea se redondea una sola vez a centavos (la mitad, alejándose de cero); los totales son las sumas de las líneas redondeadas.
billing-note-rounding-half-to-even = Cada línea se redondea una sola vez a centavos (la mitad, al par más cercano); los totales son las sumas de las líneas redondeadas.
billing-note-currency = Los montos están en dólares estadounidenses.
billing-note-negative = Los montos negativos son a favor del cliente.
billing-note-translation-en = Traducción: el idioma de los documentos de este cliente es el inglés.
billing-note-translation-es = Traducción: el idioma de los documentos de este cliente es el español.

billing-usage-lead = Cada componente con sus días y su cálculo, antes de compromiso, mínimo, descuento e impuesto.
billing-usage-none = En este período no hubo uso.
billing-entry = Entrada
billing-rules = Reglas
billing-ticket = Ticket
billing-events = Eventos
billing-code = Código
billing-page = Página { $page } de { $pages }

month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
month-short-1 = ene
month-short-2 = feb
month-short-3 = mar
month-short-4 = abr
month-short-5 = may
month-short-6 = jun
month-short-7 = jul
month-short-8 = ago
month-short-9 = sep
month-short-10 = oct
month-short-11 = nov
month-short-12 = dic
month-of-year = { $month } de { $year }
