"""A catalogue that tries to run script in the operators' browser: nothing opens, nothing is fetched, nothing complains."""

import pytest

from tests.browser.conftest import item
from tests.browser.test_operators_day import add_key, shot, start, wait_for_state

pytestmark = pytest.mark.browser

VECTORS = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.invalid/p.png'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>click</a>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<object data='https://evil.invalid/o'></object>",
    "<link rel=stylesheet href='https://evil.invalid/c.css'>",
    "<style>@import 'https://evil.invalid/s.css'</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.invalid/'>",
    "{{ constructor.constructor('alert(1)')() }}",
    "<div x-data x-init='alert(1)'>x</div>",
    "<div x-html=\"'<img src=x onerror=alert(1)>'\" x-data>x</div>",
    "<div hx-get='https://evil.invalid/h' hx-trigger=load>x</div>",
    "';alert(1);//",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]


def test_hostile_titles_and_descriptions_do_nothing(house, screen):
    items = [
        item(n, name=vector, description=vector * 2, sku=f"X{n}{vector}"[:90], brand=vector[:100])
        for n, vector in enumerate(VECTORS, 1)
    ]
    broken = [item(900 + n, name=vector, price=vector) for n, vector in enumerate(VECTORS)]
    house.sells(items + broken)
    add_key(screen, house)
    start(screen, house, "products")
    wait_for_state(screen, "done with errors")
    shot(screen, "11-hostile-run")
    visited = visit(house, screen)
    assert visited >= len(VECTORS)
    screen.watcher.assert_quiet()


def visit(house, page):
    admin = f"{house.url}/admin"
    number = 0
    for path in (
        "inventory/product/",
        "inventory/externalproduct/",
        "core/syncissue/",
        "core/event/",
        "inventory/category/",
    ):
        page.goto(f"{admin}/{path}")
        page.wait_for_load_state("networkidle")
        if path == "inventory/product/":
            shot(page, "13-hostile-list")
        links = page.eval_on_selector_all("#result_list th a", "links => links.map(link => link.href)")
        for link in links[: len(VECTORS) if path == "inventory/product/" else 3]:
            page.goto(link)
            page.wait_for_load_state("networkidle")
            for tab in page.locator("fieldset + nav a, .tab-wrapper nav a").all():
                tab.click()
            number += 1
            if number == 1:
                shot(page, "12-hostile-product")
    return number
