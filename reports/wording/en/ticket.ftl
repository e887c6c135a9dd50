# Comments on tickets.

ticket-invalid = The change order of this ticket cannot be checked
ticket-remedy = Correct the order in the ticket; it is then checked again.
ticket-recorded = Request { $change } waits for the decision of an approver.
ticket-unnamed = No request was recorded: { $person } is not among those who may ask for changes by the contract.
ticket-base-given = Compared with what the ticket says that there is now.
ticket-base-receipt = Compared with what the gate allowed last, receipt { $receipt }.
ticket-base-nothing = It is not known what there is now, so the order is compared with nothing. Say in the ticket what there is.
