"""How ready a product is, as a badge."""

from django.utils.translation import gettext as _

from core.admin.badges import BAD, GOOD, WARNING, badge
from marketplaces.actions.publishing.drafts import Check
from marketplaces.reasons import hint_words, problem_words


def score_badge(checked: Check) -> str:
    """ "100 %" with a word, and what is missing on hover."""
    problems = [problem_words(problem.code, problem.values) for problem in checked.problems]
    hints = [hint_words(hint) for hint in checked.hints]
    if checked.is_ready:
        words = _("ready, %(score)s %%") % {"score": checked.score}
        tone = WARNING if hints else GOOD
        return badge(words, icon="task_alt", tone=tone, tooltip="\n".join(hints) or _("It can be published."))
    words = _("not ready, %(score)s %%") % {"score": checked.score}
    return badge(words, icon="report", tone=BAD, tooltip="\n".join([*problems, *hints]))
