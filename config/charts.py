"""Charts as unfold's component wants them: JSON in attributes, no script of ours."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

TICKS = "#8a94a6"


class Series(NamedTuple):
    label: str
    colour: str
    data: Sequence[float]


def bars(labels: Sequence[str], series: Sequence[Series], *, stacked: bool = True) -> dict[str, str]:
    """One bar a label; the series stand on one another or side by side."""
    datasets = [
        {
            "label": one.label,
            "data": list(one.data),
            "backgroundColor": one.colour,
            "maxBarThickness": 26,
            "borderRadius": 3,
            **({"stack": "all"} if stacked else {}),
        }
        for one in series
    ]
    return {
        "data": json.dumps({"labels": list(labels), "datasets": datasets}),
        "options": json.dumps(_options(stacked=stacked)),
    }


def _options(*, stacked: bool) -> dict[str, Any]:
    legend = {"display": True, "position": "bottom", "labels": {"boxWidth": 12, "color": TICKS}}
    return {
        "maintainAspectRatio": False,
        "responsive": True,
        "animation": False,
        "plugins": {"legend": legend},
        "scales": {
            "x": {"stacked": stacked, "grid": {"display": False}, "ticks": {"color": TICKS}},
            "y": {
                "stacked": stacked,
                "beginAtZero": True,
                "ticks": {"precision": 0, "color": TICKS},
                "grid": {"color": "#8884"},
            },
        },
    }
