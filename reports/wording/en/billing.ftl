# Invoices, credit notes and usage statements.

billing-invoice = Invoice
billing-credit-note = Credit note
billing-debit-note = Debit note
billing-usage = Usage statement
billing-draft = Draft
billing-draft-note = Not issued: without a number and not payable. Amounts may change until it is issued.
billing-title = { $title } { $number } · { $customer }

billing-total-to-pay = Total to pay
billing-total-in-favour = Total in your favour
billing-total-usage = Usage of the month
billing-due = Due on { $date }

billing-fact-number = Number
billing-fact-issued = Issue date
billing-fact-due = Due date
billing-fact-period = Period
billing-fact-contract = Contract
billing-fact-credits = Credits invoice
billing-fact-debits = Charges again credit note
billing-fact-reason = Reason
billing-fact-price = Price of one MRU
billing-fact-customer = Customer
billing-price-rate-card = { $price } per month, by rate card
billing-price-contract = { $price } per month, by contract

billing-reason-correction = Correction of a fact
billing-reason-service-level = Service level missed
billing-reason-goodwill = Goodwill

billing-from = From
billing-to-invoice = Bill to
billing-to-credit-note = Credit to
billing-tax-id = Tax ID

billing-lines-of = Lines of { $place }
billing-line = #
billing-days = Days
billing-quantity = Quantity × redundancy
billing-quantity-short = Qty.
billing-subtotal = Subtotal { $place }
billing-elasticity = Elasticity above base
billing-one-off = One-off charges
billing-corrections = Corrections of earlier documents
billing-credits = Credited lines
billing-debits = Lines charged again
billing-line-of = Line { $line } of { $document }
billing-credited-days = { $days } days
billing-weight-by-contract = weight by contract

billing-summary = Summary
billing-concept = Concept
billing-commitment = Committed MRUs, not used
billing-minimum = Up to the monthly minimum
billing-discount-word = Discount
billing-discount = Discount { $label } { $percent } %
billing-discount-plain = Discount { $percent } %
billing-tax = { $label } { $percent } %
billing-tax-exempt = Exempt: { $reason }
billing-net = Net

billing-payment = Payment
billing-notes = Notes
billing-note-explain = Ask why any line is what it is: mru explain { $code }, with the number of the line at the end.
billing-note-pricing = Weights by rate card { $card } (content hash { $hash }).
billing-note-hash = Content hash of this document: { $hash }.
billing-note-record = Code of record: { $code }. Keep it: mru verify --since with this code shows whether anything recorded up to this document was changed later.
billing-note-no-record = No signed checkpoint covers this document yet: it was issued before they were kept.
billing-code-of-record = Code of record { $code }
billing-note-zone = Days begin and end in the time zone { $zone }.
billing-note-proration-daily = A part of a month is billed as its days ÷ the days of the month; the day of activation counts, the day of removal does not.
billing-note-proration-whole-month = A component that was active at any time of the month is billed for the whole month.
billing-note-proration-thirty-days = A part of a month is billed as its days ÷ 30; the day of activation counts, the day of removal does not.
billing-note-proration-hourly = A part of a month is billed as its hours ÷ the hours of the month.
billing-note-fractions = MRUs of parts of a month are shown with four decimal places; amounts and sums come from the exact fractions.
billing-note-rounding-half-away-from-zero = Each line is rounded once to cents (half away from zero); totals are the sums of the rounded lines.
billing-note-rounding-half-to-even = Each line is rounded once to cents (half to even); totals are the sums of the rounded lines.
billing-note-currency = Amounts are in US dollars.
billing-note-negative = Negative amounts are in favour of the customer.
billing-note-translation-en = A translation: the language of this customer's documents is English.
billing-note-translation-es = A translation: the language of this customer's documents is Spanish.

billing-usage-lead = Each component with its days and its arithmetic, before commitment, minimum, discount and tax.
billing-usage-none = Nothing was used in this period.
billing-entry = Entry
billing-rules = Rules
billing-ticket = Ticket
billing-events = Events
billing-code = Code
billing-page = Page { $page } of { $pages }

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
month-of-year = { $month } { $year }
