# How good a quote was.

accuracy-title = Quote of { $quoted } against { $month }
accuracy-document = Month billed
accuracy-deployment = Deployment
accuracy-component = Component
accuracy-quoted = Quoted USD
accuracy-billed = Billed USD
accuracy-difference = Difference
accuracy-total = Total
accuracy-exact = Every kind of component was billed as it was quoted.
accuracy-error = The differences of all components together, whichever way they go, are { $percent } % of what was quoted.
accuracy-nothing-quoted = The quote was of USD 0.00, so that a difference has no percentage.
accuracy-besides = The document also bills { $usd } of which a quote says nothing: other deployments, one-off charges, minimums, discount, corrections and tax.
