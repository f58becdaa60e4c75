"""What `manage.py doctor` looks at. It runs whatever is broken: each examiner may fail without stopping the others.

Apps add examiners of their own in a module `doctor` of the app, loaded by the command alone: a function marked
`@examiner("area")` that yields state, sentence and remedy.
"""

from core.doctor.examination import Finding, State, areas, examine, examiner

__all__ = ["Finding", "State", "areas", "examine", "examiner"]
