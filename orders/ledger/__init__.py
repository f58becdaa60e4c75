"""The purchase ledger: everything that spends money, and what finds out how it ended."""
