"""What can be asked of the ledger: balances, statements, exports and a month's close."""
