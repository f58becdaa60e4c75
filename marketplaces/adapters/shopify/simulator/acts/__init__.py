"""The mutation roots. Each raises Refused for a userError and notes in the shop's log what it did."""
