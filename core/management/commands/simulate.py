"""`manage.py simulate`: look-alikes of the partners on loopback, to develop and to demonstrate without an account."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.simulation import SimulationServer, simulator_classes


class Command(BaseCommand):
    help = (
        "Serve look-alikes of the partners on a loopback port. Prints the settings that make the hub talk to them, "
        "then a line that begins with 'ready'."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8765, help="0 takes a free one; default %(default)s")
        for simulator in simulator_classes().values():
            simulator.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        simulators = {slug: simulator.from_options(options) for slug, simulator in simulator_classes().items()}
        server = SimulationServer(simulators, options["port"])
        for slug, simulator in simulators.items():
            for name, value in simulator.environment(server.origin(slug)).items():
                self.stdout.write(f"{name}={value}")
        self.stdout.write(f"ready {server.url}")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            server.stop()
