"""What the bench prints: a line a run, and the ratios that count."""

from collections import defaultdict
from statistics import median
from typing import Any

FLOORS = {"pg": "c5", "sqlite": "c5sqlite"}
Row = dict[str, Any]


def line(row: Row) -> str:
    """One run: wall and CPU seconds, peak and growth of memory in MiB, statements, requests, and whether all rows are right."""
    growth = row["rss_mb"] - row["rss_start_mb"]
    return (
        f"{row['contestant'] + row['label']:12} {row['phase']:7} {row['size']:>4} {row['db']:6} {row['latency']:g} ms  "
        f"wall {row['wall']:7.3f}  cpu {row['cpu'] + row['pg_cpu']:6.2f}  rss {row['rss_mb']:4.0f} (+{growth:.0f})  "
        f"sql {row.get('statements', '-')}  requests {row['requests']} (at most {row['max_in_flight']} at once)  "
        f"{row['stats']}  {row['bad'] or 'every row right'}"
    )


def ratios(rows: list[Row]) -> str:
    """Each contestant against the floor and the others: minimum of wall, median of CPU."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["phase"], row["contestant"]].append(row)
    floor_name = FLOORS[rows[0]["db"]]
    out = [
        "",
        f"{'':10}{'contestant':12}{'wall min':>10}{'CPU med':>10}{'growth MB':>11}{'sql/page':>10}{'wall:floor':>12}{'CPU:floor':>11}",
    ]
    for (phase, name), group in groups.items():
        floor = groups.get((phase, floor_name))
        out.append(_ratio_line(phase, name, group, floor))
    return "\n".join(out)


def _ratio_line(phase: str, name: str, group: list[Row], floor: list[Row] | None) -> str:
    wall, cpu = min(r["wall"] for r in group), median(r["cpu"] + r["pg_cpu"] for r in group)
    growth = max(r["rss_mb"] - r["rss_start_mb"] for r in group)
    statements = group[0].get("statements")
    per_page = f"{statements / group[0]['requests']:.2f}" if statements else "-"
    against = "-", "-"
    if floor:
        floor_cpu = median(r["cpu"] + r["pg_cpu"] for r in floor)
        against = f"{wall / min(r['wall'] for r in floor):.2f}", f"{cpu / floor_cpu:.2f}"
    return f"{phase:10}{name:12}{wall:10.3f}{cpu:10.2f}{growth:11.0f}{per_page:>10}{against[0]:>12}{against[1]:>11}"
