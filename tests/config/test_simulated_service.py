"""The badge beside the title, while the hub speaks to a look-alike on this machine."""

import pytest
from django.test import RequestFactory

from config.navigation import environment

AWAY, HERE = "https://api.example.com/v1", "http://127.0.0.1:8765/x"


@pytest.mark.parametrize(
    ("b2b", "suppliers", "shown"),
    [
        (AWAY, {"cj-dropshipping": {"api_url": AWAY}, "one-more": {"api_key": "k"}}, None),
        (HERE, {}, ["Simulated service", "warning"]),
        (AWAY, {"cj-dropshipping": {"api_url": AWAY}, "one-more": {"api_url": HERE}}, ["Simulated service", "warning"]),
    ],
)
def test_a_service_or_supplier_on_this_machine_is_shown(settings, b2b, suppliers, shown):
    settings.B2B_API_URL, settings.SUPPLIER_ENVIRONMENT = b2b, suppliers
    assert environment(RequestFactory().get("/admin/")) == shown
