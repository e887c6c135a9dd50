# The quote.

quote = Quote
quote-title = Quote { $deployment } · Modyo Connect
quote-for = Prepared for
quote-monthly = Monthly total
quote-summary = Summary
quote-place = Environment
quote-kind = Kind
quote-redundancy = Redundancy factor
quote-base-tasks = Base tasks
quote-max-tasks = Maximum tasks
quote-mru-month = MRU per month
quote-usd-month = USD per month
quote-lines-of = Components charged in { $place }
quote-nothing-charged = Nothing is charged here.
quote-subtotal = Subtotal { $place }
quote-total = Total per month, before tax
quote-shared-note = Exists once for the deployment, whatever the number of environments.

quote-fact-deployment = Deployment
quote-fact-customer = Customer
quote-fact-date = Date
quote-fact-valid-until = Valid until
quote-fact-rate-card = Rate card
quote-fact-rate-card-value = { $card }, since { $date }
quote-fact-rate-card-proposal = { $card }, from { $date }: a proposal
quote-fact-rate-card-hash = Rate card fingerprint
quote-fact-price = Price of one MRU
quote-fact-price-card = { $price } per month, by rate card
quote-fact-price-contract = { $price } per month, by contract
quote-fact-contract = Contract
quote-fact-deployment-hash = Deployment fingerprint

quote-line-short = #
quote-counted = Qty.
quote-folded = { $count } lines, each { $explanation }; { $count } × { $one-mru } MRU = { $mru } MRU, { $count } × { $one-usd } = { $usd }
quote-weight-by-contract = MRU each by contract
quote-included = Included at 0 MRU
quote-proposal = Proposal: this rate card is not published, and nothing is billed by it.
quote-zero-weight = 0 MRU in the rate card
quote-outside = Outside the MRUs
quote-outside-note = Not charged in MRUs. If it has a price, it is quoted separately.

quote-connections = Database connections
quote-connections-caption = Connections that the services open, against what each database accepts
quote-connections-lead = Connection pool × tasks of every service, added up for each database.
quote-database = Database
quote-class = Class
quote-capacity = Accepts
quote-base = At base
quote-maximum = At maximum
quote-blue-green = Blue/green
quote-sum-at-maximum = At maximum: { $sum } = { $total }
quote-no-use = No service states a connection pool for it.
quote-share = { $connections } ({ $percent } %)

quote-findings = Points to review
quote-notes = Assumptions and conditions
quote-note-tax = Amounts are in US dollars and do not include taxes such as VAT, which are added on the invoice where they apply.
quote-note-sizes = Assumption: initial sizes are an estimate and may be adjusted to real consumption.
quote-note-price = The price of one MRU follows cloud costs. This quote keeps the price and the components stated here if it is accepted by { $date }.
quote-note-rounding-half-away-from-zero = Each line is MRU × price of one MRU, rounded once, to the cent (half away from zero); totals add up the rounded lines.
quote-note-rounding-half-to-even = Each line is MRU × price of one MRU, rounded once, to the cent (half a cent to the even one); totals add up the rounded lines.
quote-note-tasks = Base tasks are charged, which always run: instances per zone × redundancy factor. What elasticity adds up to the maximum is not charged unless the contract says so.
quote-year = Total of 12 months at the price of this quote
quote-discount = Discount by contract: { $percent } % off the rate card, which has { $list } an MRU ({ $month } a month).
quote-what-is-included = What is included at no extra charge
quote-acceptance = Acceptance
quote-acceptance-sentence = We accept this quote at { $money } a month, plus taxes where they apply. It is valid until { $date }.
quote-accept-name = Name
quote-accept-role = Position
quote-accept-day = Date
quote-accept-signature = Signature
quote-annex-details = Annex: details by environment
quote-annex-technical = Technical annex for architects
