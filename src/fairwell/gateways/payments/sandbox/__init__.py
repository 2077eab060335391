"""A make-believe bank behind real HTTP: it declines, delays, forgets and breaks on demand.

`server` is the door, `ledger` the bank with its `setups` and `disputes`, `card_page` what people
see of it, `client` the product's side; `controls` is for those who set the stage (tests, the demo).
It moves no money and must never be given a real card.
"""
