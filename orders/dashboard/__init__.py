"""Orders in numbers for the first page, the tabs and programs; a number and its list follow from one condition."""

from orders.dashboard.conditions import (
    OPEN_STAGES,
    PARCEL_FLAGS,
    PURCHASE_TABS,
    TO_SEND,
    delayed,
    dispatch_condition,
    no_number,
    not_told,
    purchase_tab,
    to_the_minute,
    today_condition,
)
from orders.dashboard.counts import figures, parcel_counts, purchase_counts, stage_counts
from orders.dashboard.needs import Overview, needs, overview
from orders.dashboard.sales import DayMoney, Sold, by_currency
from orders.standing.sold import SALES_DAYS, day_start, sold_condition, sold_on_condition

__all__ = [
    "OPEN_STAGES",
    "PARCEL_FLAGS",
    "PURCHASE_TABS",
    "SALES_DAYS",
    "TO_SEND",
    "DayMoney",
    "Overview",
    "Sold",
    "by_currency",
    "day_start",
    "delayed",
    "dispatch_condition",
    "figures",
    "needs",
    "no_number",
    "not_told",
    "overview",
    "parcel_counts",
    "purchase_counts",
    "purchase_tab",
    "sold_condition",
    "sold_on_condition",
    "stage_counts",
    "to_the_minute",
    "today_condition",
]
