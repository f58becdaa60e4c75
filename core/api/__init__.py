"""What every door of the REST API shares: who calls, what they may, how errors, pages and bodies look."""
