import pytest

from tests.suppliers.aliexpress_simulator.caller import serving


@pytest.fixture
def platform():
    with serving() as platform:
        yield platform
