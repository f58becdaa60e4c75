"""How ready a product is to be listed, in one figure that lists can be sorted by."""

PROBLEM_COSTS, HINT_COSTS = 20, 5
MOST_WITH_PROBLEMS = 80
LEAST_WHEN_READY = 50


def score_of(problems: int, hints: int) -> int:
    """In per cent. 100: nothing is missing. What can be published is never under 50, what cannot never over 80."""
    score = 100 - PROBLEM_COSTS * problems - HINT_COSTS * hints
    return max(0, min(score, MOST_WITH_PROBLEMS)) if problems else max(LEAST_WHEN_READY, score)
