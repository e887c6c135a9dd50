# Qué tan certera fue una cotización.

accuracy-title = Cotización del { $quoted } frente a { $month }
accuracy-document = Mes facturado
accuracy-deployment = Despliegue
accuracy-component = Componente
accuracy-quoted = US$ cotizado
accuracy-billed = US$ facturado
accuracy-difference = Diferencia
accuracy-total = Total
accuracy-exact = Cada tipo de componente se facturó como se cotizó.
accuracy-error = Las diferencias de todos los componentes, sumadas sin importar su signo, son un { $percent } % de lo cotizado.
accuracy-nothing-quoted = La cotización era de US$ 0,00, por lo que una diferencia no tiene porcentaje.
accuracy-besides = El documento factura además { $usd } de los que una cotización no dice nada: otros despliegues, cargos por única vez, mínimos, descuento, correcciones e impuesto.
