"""A make-believe bank behind real HTTP: it declines, delays, forgets and breaks on demand.

`server` is the door, `ledger` the bank, `client` the product's side; `controls` is for those who
set the stage (tests, the demo). It moves no money and must never be given a real card.
"""
