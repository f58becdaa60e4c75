"""`make bench`: the whole programme, one comparison after the other; with arguments, the one comparison they describe."""

import subprocess
import sys

from tests.bench import yardstick

PROGRAMME = (
    "--size 10k --db pg --runs 3 --contestants c1,c2,c5,c5direct2,c6scan,product",
    "--size 100k --db pg --runs 3 --contestants c5,c5direct2,c6scan,product",
    "--size 10k --db sqlite --runs 3 --contestants c1,c5sqlite,product",
    "--size 10k --db pg --runs 2 --latency 50 --contestants c5,product",
    "--size 10k --db pg --runs 2 --contestants c5,product --set poison_every=1000 --label /poison",
)

# Benches without a contestant: each a module of its own, with arguments of its own.
OWN_BENCHES = (
    "tests.bench.webhooks",
    "tests.bench.refresh",
    "tests.bench.orders",
    "tests.bench.selling",
    "tests.bench.growth",
    "tests.bench.worker_rates",
    "tests.bench.partitions",
)


def main() -> int:
    codes = []
    for module in () if sys.argv[1:] else OWN_BENCHES:
        print(f"\n== {module}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", module], check=False).returncode)
    why = yardstick.missing()
    if why:
        print(f"bench: {why}")
        return 1
    for arguments in [sys.argv[1:]] if sys.argv[1:] else [line.split() for line in PROGRAMME]:
        print(f"\n== {' '.join(arguments)}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", "tests.bench.compare", *arguments], check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
