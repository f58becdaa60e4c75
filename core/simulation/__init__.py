"""Plumbing for simulators: what every partner's look-alike is served, steered and broken by. Nothing here is a partner's.

`serving` mounts them on loopback, `look_alike` is what they have in common, `faults` how they misbehave, `answers` the
bytes that come of it, `deliveries` their webhooks, `steering` the commands that move them on.
"""

from core.simulation.mounting import Simulator, simulator_classes
from core.simulation.pushing import ask, is_loopback, push
from core.simulation.serving import SimulationServer
from core.simulation.wire import Application, Environ, Headers, Reset, StartResponse, answer

__all__ = [
    "Application",
    "Environ",
    "Headers",
    "Reset",
    "SimulationServer",
    "Simulator",
    "StartResponse",
    "answer",
    "ask",
    "is_loopback",
    "push",
    "simulator_classes",
]
