"""Alerts: what staff are told without looking. `core.notify` opens, closes and mails them."""
