# The reconciliation of a month: what AWS charged against what was metered and billed.

reconciliation-title = Reconciliation of { $month }
reconciliation-lead = Every dollar that AWS charged in the month, what became of it, and what was billed for it.
reconciliation-charged = Charged by AWS
reconciliation-final = Final
reconciliation-closed = Closed
reconciliation-closed-because = Closed nevertheless: { $reason }
reconciliation-provisional = Provisional
reconciliation-final-why = Final: every charge is on an invoice of AWS
reconciliation-provisional-why = Provisional: AWS has not invoiced every charge yet, so amounts may change

reconciliation-fact-basis = Basis
reconciliation-fact-state = State
reconciliation-fact-accounts = Accounts with charges
reconciliation-fact-customers = Customers

reconciliation-within = Within tolerance
reconciliation-outside = Outside tolerance
reconciliation-left = { $usd } is left to look at: { $percent } of what AWS charged, where { $tolerated } is tolerated. Amounts below zero count in full, so that nothing cancels.
reconciliation-left-of-nothing = { $usd } is left to look at although AWS charged nothing in sum, so it has no per cent; { $tolerated } of the charge is tolerated. Amounts below zero count in full, so that nothing cancels.
reconciliation-nothing-left = Nothing is left to look at; { $tolerated } of what AWS charged would be tolerated.

reconciliation-picture = Where the total of AWS went: { $parts }.
reconciliation-part-billed = Billed components
reconciliation-part-shared = Included and shared
reconciliation-part-other = Commitments, support, tax, credits
reconciliation-to-look-at = To look at
reconciliation-explained = Explained
reconciliation-net = with its signs; { $usd } when nothing cancels

reconciliation-buckets = Where it went
reconciliation-buckets-caption = Buckets of what AWS charged; they sum to its total, USD
reconciliation-column-bucket = Bucket
reconciliation-column-count = Parts
reconciliation-exact = The buckets sum to the total of AWS to the last digit. Exact amounts are in the CSV and JSON of this reconciliation; here each amount and per cent is rounded by itself.
reconciliation-cents-apart = Each figure is rounded by itself; those shown add up to a little more or less than their exact sums: { $apart }.

reconciliation-evidence-caption = What is in the bucket { $bucket }, the largest first, USD
reconciliation-column-customer = Customer
reconciliation-column-what = What AWS charged
reconciliation-column-charged = Charged
reconciliation-column-metered = Metered
reconciliation-column-list = List price
reconciliation-column-rate = Rate charged
reconciliation-no-customer = no customer
reconciliation-account = account { $account }
reconciliation-more = { $count } more
reconciliation-unknown = not known
reconciliation-remedy-unmetered = Decide for each: meter it from now on, call it included or shared in the allocation, or have it removed.
reconciliation-remedy-usage-drift = Look whether an event is missing or wrong, or the cost model expects the wrong quantity.
reconciliation-remedy-price-drift = Look whether a resource runs as another product than deployed, or the price list is out of date.
reconciliation-remedy-unmapped = Map each account to a customer in the allocation, or call it shared.

reconciliation-without-cost = Billed without cost
reconciliation-without-cost-lead = Metered, but AWS charged nothing for it: an event of its removal may be missing. The amount is what it would have cost; it is in no bucket.
reconciliation-without-cost-none = AWS charged for every component that was metered.
reconciliation-without-cost-caption = Components that were metered and AWS did not charge, USD
reconciliation-column-missing = Missing at AWS
reconciliation-column-events = Events
reconciliation-column-expected = Expected

reconciliation-invoices = AWS's invoices
reconciliation-invoices-not-given = What is on each invoice of AWS, by the rows of the cost data. Give the invoices themselves with `--aws-invoices` to hold the rows against them.
reconciliation-invoices-tied = Each invoice is the sum of its rows, and the rows are the sum of their buckets, to the last digit.
reconciliation-invoices-untied = Not every invoice is the sum of its rows: rows or invoices are missing, or were changed after AWS invoiced them.
reconciliation-invoices-note = Invoices are in cents and rows are not: AWS rounds each charge, which is what one account owes for one service. Up to half a cent for each charge that is not whole cents is rounding; anything more is a difference.
reconciliation-invoice-lines = Invoices that do not tie, line by line
reconciliation-invoice-lines-lead = The lines that are not the sum of their rows, each with its first row; all lines where the invoice says only what it comes to.
reconciliation-invoice-buckets = Buckets on each invoice
reconciliation-invoice-buckets-lead = What became of the rows of each invoice; the buckets sum to the rows exactly.
reconciliation-invoice-none = on no invoice yet
reconciliation-invoice-credit-memo = credit memo
reconciliation-invoice-tied = ties
reconciliation-invoice-apart = does not tie
reconciliation-invoice-without-rows = no rows in the cost data
reconciliation-invoice-not-given = the invoice was not given
reconciliation-invoice-left = 1 invoice of AWS does not tie to its rows, and no tolerance applies to that.
reconciliation-invoices-left = { $count } invoices of AWS do not tie to their rows, and no tolerance applies to that.
reconciliation-row-of = row { $row } of { $file }
reconciliation-rows-of = row { $row } of { $file } and { $count } more

reconciliation-summary = Gross and net
reconciliation-summary-lead = What AWS charged for the month, and what took it up or down, never one without the other.
reconciliation-gross = Gross: usage, commitments, fees, support and tax
reconciliation-corrections = Corrections of other months
reconciliation-discounts = Discounts
reconciliation-credits = Credits and refunds
reconciliation-net-charged = Net
reconciliation-column-what-part = Part
reconciliation-correction-parts = The largest corrections
reconciliation-correction-parts-lead = What this bill puts right of other months, each with the month that it is about and its first row. It is held against nothing that ran in this month.

reconciliation-explorer = Requests to Cost Explorer
reconciliation-explorer-lead = What AWS charges in this month for requests to its Cost Explorer, which is in the buckets above, and what this program asked there, whatever month it asked about.
reconciliation-explorer-asked = Asked by this program, at USD 0.01 each
reconciliation-column-requests = Requests

reconciliation-included = Included at 0 MRU, against the MRUs that it comes with
reconciliation-included-lead = Usage that nobody is billed for has no limit of its own. Here is how much each customer uses for one MRU of its month.
reconciliation-included-too-much = out of proportion: { $times } times what the other customers use for one MRU
reconciliation-included-alone = out of proportion: the customer has no MRUs that it could come with
reconciliation-included-note = Out of proportion is more than three times as much for one MRU as the other customers use that have it, or any without MRUs, from USD 1 on. It warns, and has no part in the tolerance.
reconciliation-column-per-mru = For one MRU

reconciliation-changes = What changed against { $month }
reconciliation-changes-lead = AWS charged { $then } in { $month }, and { $now } now.
reconciliation-changes-note = Compared with the last reconciliation of that month that was kept. The drivers are steps from what was charged then to what is charged now, for each customer and usage type, and sum to the difference to the last digit.
reconciliation-difference = Difference
reconciliation-change-parts = The largest changes
reconciliation-change-parts-lead = Each change with what all of its usage type or line was charged in both months.
reconciliation-adjustments = Adjustments of closed months
reconciliation-adjustments-lead = What newer cost data charges for months that are closed, beyond what they were closed with and adjusted by since. Their reconciliations stay as they are; the amounts are in no bucket of this month.
reconciliation-adjustments-of-itself = The month is closed, and stays as it was closed. This is what newer cost data says otherwise, which a later month bears.
reconciliation-adjustment-parts = The largest adjustments
reconciliation-adjustment-parts-lead = Late charges, credits and corrections, each with its first row.
reconciliation-column-driver = Driver
reconciliation-column-change = Charged for
reconciliation-column-before = Before
reconciliation-column-now = Now
reconciliation-column-part = Change
reconciliation-column-closed = Closed with
reconciliation-column-newer = Newer
reconciliation-source-newer = Newer data

reconciliation-column-invoice = Invoice
reconciliation-column-line = Line
reconciliation-column-stated = AWS's invoice
reconciliation-column-rows = Cost rows
reconciliation-column-rounding = Rounding
reconciliation-column-difference = Difference

reconciliation-customers = Margin by customer
reconciliation-customers-caption = What each customer was billed before tax, and what AWS charged for it, USD
reconciliation-kinds = Margin by kind
reconciliation-environments = Margin by environment
reconciliation-column-kind = Kind
reconciliation-column-environment = Environment
reconciliation-margin-said = Billed { $billed }, AWS { $cost }: margin { $margin }, { $percent } % of the bill
reconciliation-components = Margin by component and size
reconciliation-components-caption = What components were billed before tax and discount, and what AWS charged for them, USD
reconciliation-column-billed = Billed
reconciliation-column-aws = AWS
reconciliation-column-shared = Shared
reconciliation-column-margin = Margin
reconciliation-all = All
reconciliation-billed-customers = Billed
reconciliation-not-billed-customers = Not billed
reconciliation-set-aside = on hold
reconciliation-not-billed = not billed
reconciliation-not-billed-note = Not billed are customers that are on hold or have no statement of the month, and charges that belong to no customer, such as AWS Support. What will be billed for them is not known, so it is in no sum; the last row sets what was billed against everything that AWS charged.
reconciliation-components-none = No component of a billed customer was metered.
reconciliation-components-note = Before tax and discount, and before support, tax and shared cost of AWS, which belong to no component.
reconciliation-components-not-billed = Components of customers that were not billed are left out: AWS charged { $usd } for them.

reconciliation-sources = Made from
reconciliation-source-card = Rate card
reconciliation-source-prices = Price list
reconciliation-source-model = Cost model
reconciliation-source-allocation = Allocation
reconciliation-source-file = Cost data
reconciliation-source-invoices = AWS's invoices

reconciliation-notes = How to read it
reconciliation-note-cents = A margin is what was billed less what AWS charged, with support, tax and credits of AWS and its part of shared cost. It is computed from the exact amounts and rounded last, so it may be a cent beside the figures shown.
reconciliation-note-rates = The list price is for one unit of the price list; the rate charged is what AWS charged divided by the quantity, in units of the bill.
reconciliation-note-aws = The charges of AWS are not the whole cost: management hours and licences are not in them.
