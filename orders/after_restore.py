"""After a backup was put back nothing is bought until a person has looked: what was bought after it would be bought again."""

from core.backup.after_restore import after_restore

BY_HAND = "Before you start a worker, switch buying off: what was bought after the backup would be bought again."


@after_restore(BY_HAND)
def switch_buying_off() -> str:
    from orders.actions.switching import switch_buying  # noqa: PLC0415 - every process loads this file, one needs that

    switch_buying(False, by="manage.py restore", why="a backup was put back")
    return "Buying is switched off: compare with the suppliers' books, then switch it on in the console."
