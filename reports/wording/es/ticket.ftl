# Comentarios en tickets.

ticket-invalid = La orden de cambio de este ticket no se puede revisar
ticket-remedy = Corrija la orden en el ticket; entonces se revisa de nuevo.
ticket-recorded = La solicitud { $change } espera la decisión de un aprobador.
ticket-unnamed = No se registró una solicitud: { $person } no está entre quienes pueden pedir cambios según el contrato.
ticket-base-given = Comparado con lo que el ticket dice que hay ahora.
ticket-base-receipt = Comparado con lo último que permitió la compuerta, recibo { $receipt }.
ticket-base-nothing = No se sabe qué hay ahora, así que la orden se compara con nada. Indique en el ticket qué hay.
