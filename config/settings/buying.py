"""How purchases are sent, and how much they may cost where a supplier account has no limits of its own."""

from decimal import Decimal

from config.settings.environment import env

# Two or more letters or digits that tell this installation's purchases from those of others at the same supplier. Never
# change it while purchases are under way.
INSTALLATION_MARK = env.str("INSTALLATION_MARK", default="HUB1").upper()

# A request that could not leave within so many seconds of its intent is not sent: the process was frozen meanwhile.
PURCHASE_SEND_GUARD_SECONDS = env.float("PURCHASE_SEND_GUARD_SECONDS", default=10.0)
# "Not found" counts only so many seconds after the request went out.
PURCHASE_SETTLE_SECONDS = env.float("PURCHASE_SETTLE_SECONDS", default=180.0)
# After a call that spent nothing and gave nothing, a purchase is tried again so many seconds later.
PURCHASE_RETRY_SECONDS = env.float("PURCHASE_RETRY_SECONDS", default=30.0)
# An unknown outcome is worth an alert after so many seconds.
ALERT_PURCHASE_UNKNOWN_SECONDS = env.int("ALERT_PURCHASE_UNKNOWN_SECONDS", default=900)

BUYING_CURRENCY = env.str("BUYING_CURRENCY", default="USD")
BUYING_PER_ORDER = Decimal(env.str("BUYING_PER_ORDER", default="500"))
BUYING_PER_DAY = Decimal(env.str("BUYING_PER_DAY", default="2000"))
BUYING_AUTOMATIC_PER_HOUR = env.int("BUYING_AUTOMATIC_PER_HOUR", default=60)
# A purchase whose cost rose by more than so many per cent since it was approved waits for a person.
BUYING_PRICE_DRIFT_PERCENT = Decimal(env.str("BUYING_PRICE_DRIFT_PERCENT", default="5"))
# Whether a payment has to be approved by another person than the one who approved the purchase.
BUYING_SECOND_PERSON = env.bool("BUYING_SECOND_PERSON", default=False)
# Whether a purchase may be approved by whoever proposed it by hand or brought its order as a file.
BUYING_OWN_PROPOSALS = env.bool("BUYING_OWN_PROPOSALS", default=True)
# The telephone that suppliers get for a parcel whose customer left none (Etsy never tells one), usually the shop's own.
BUYING_PHONE = env.str("BUYING_PHONE", default="")
# Below this profit, in per cent of what the customer pays, a purchase waits for a person.
PROFIT_FLOOR_PERCENT = Decimal(env.str("PROFIT_FLOOR_PERCENT", default="0"))
# What a marketplace or a payment provider keeps of an order, in per cent of its total, where nobody says it exactly.
SELLING_FEE_PERCENT = Decimal(env.str("SELLING_FEE_PERCENT", default="3"))
# How many units of another currency one unit buys, "USD/EUR=0.92,XOF/EUR=0.001524": needed wherever customers pay in
# another currency than suppliers are paid in. An order with a pair that is not listed waits for a person.
EXCHANGE_RATES = env.list("EXCHANGE_RATES", default=[])

# Orders that are older at first sight are shown and bought, and their customers are not written to.
MAIL_QUIET_HOURS = env.float("MAIL_QUIET_HOURS", default=48.0)
# Messages to customers that are sent where a shop says nothing else (comma list of orders.models.mails.MailEvent).
MAIL_EVENTS = env.list("MAIL_EVENTS", default=["confirmed", "shipped", "delayed", "delivered"])
# A parcel is called delayed after so many hours without news, abandoned (for staff) without a number after so many days.
PARCEL_DELAYED_HOURS = env.float("PARCEL_DELAYED_HOURS", default=168.0)
PARCEL_NO_NUMBER_DAYS = env.float("PARCEL_NO_NUMBER_DAYS", default=7.0)
# Whether customers are written to at all. What was not sent meanwhile stays unsent, unless staff send it.
MAILS_TO_CUSTOMERS = env.bool("MAILS_TO_CUSTOMERS", default=True)
# A message that no mail server takes is given up after so many hours, and shown to staff.
MAIL_GIVE_UP_HOURS = env.float("MAIL_GIVE_UP_HOURS", default=24.0)
# After a lost answer a shop is asked again for the parcel so many seconds later, before it is told once more.
WRITE_BACK_SETTLE_SECONDS = env.float("WRITE_BACK_SETTLE_SECONDS", default=60.0)
