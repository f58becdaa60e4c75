"""Pictures of products: our own copies, for staff, whatever their hosts do."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User

from inventory import pictures
from inventory.models import Product
from tests.core.http import scripted_server as will

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 50
OTHER_PNG = b"\x89PNG\r\n\x1a\n" + b"y" * 60

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pictures.unavailable.clear()


@pytest.fixture
def host(settings):
    with will.ScriptedServer([will.answer(200, PNG, content_type="image/png")]) as server:
        settings.PICTURE_ALLOWED_HOSTS = [f"127.0.0.1:{server.port}"]
        yield server


@pytest.fixture
def product(host):
    images = [f"{host.url}/media/1.png?v=2", f"{host.url}/second.png"]
    return Product.objects.create(title="Tea", price=1, currency="XOF", images=images)


@pytest.fixture
def page(client, django_user_model):
    user = django_user_model.objects.create_user("staff", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_product"))
    client.force_login(user)
    return client


def kept_files(folder):
    return [path for path in (Path(folder) / "pictures").rglob("*") if path.is_file()]


def test_staff_see_the_first_picture_from_our_own_address(page, product, host, tmp_path):
    response = page.get(f"/pictures/{product.pk}")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, PNG, "image/png")
    assert response["Cache-Control"] == "private, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert [call.target for call in host.received] == ["/media/1.png?v=2"]
    assert [path.read_bytes() for path in kept_files(tmp_path)] == [PNG]


def test_a_picture_is_fetched_once_and_then_shown_from_our_copy(page, product, host):
    bodies = [page.get(f"/pictures/{product.pk}").content for _ in range(3)]
    assert (bodies, len(host.received)) == ([PNG] * 3, 1)


def test_a_browser_that_has_the_picture_is_told_so(page, product):
    etag = page.get(f"/pictures/{product.pk}")["ETag"]
    response = page.get(f"/pictures/{product.pk}", headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")


def test_a_new_address_is_a_new_picture(page, product, host):
    page.get(f"/pictures/{product.pk}")
    host.will(will.answer(200, OTHER_PNG))
    Product.objects.filter(pk=product.pk).update(images=[f"{host.url}/media/2.png"])
    assert page.get(f"/pictures/{product.pk}").content == OTHER_PNG


def test_an_old_copy_is_renewed_and_shown_when_that_fails(page, product, host, tmp_path):
    page.get(f"/pictures/{product.pk}")
    week_ago = time.time() - pictures.FRESH_SECONDS - 60
    os.utime(kept_files(tmp_path)[0], (week_ago, week_ago))
    host.will(will.answer(500))
    assert page.get(f"/pictures/{product.pk}").content == PNG
    pictures.unavailable.clear()
    host.will(will.answer(200, OTHER_PNG))
    assert page.get(f"/pictures/{product.pk}").content == OTHER_PNG


@pytest.mark.parametrize(
    "behaviour",
    [
        will.answer(404),
        will.html(),
        will.answer(
            200, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", content_type="image/svg+xml"
        ),
        will.answer(200, b""),
        will.answer(403),
        will.redirect("http://169.254.169.254/latest/"),
        will.reset,
        will.cut(PNG, 20),
        will.answer(200, b"\x89PNG\r\n\x1a\n" + b"x" * pictures.MAX_BYTES),
    ],
    ids=["404", "html", "svg", "empty", "403", "redirect", "reset", "cut", "large"],
)
def test_what_is_no_picture_is_shown_as_a_placeholder_and_not_asked_for_again(page, product, host, tmp_path, behaviour):
    host.will(behaviour)
    responses = [page.get(f"/pictures/{product.pk}") for _ in range(3)]
    assert {response.status_code for response in responses} == {200}
    assert {response["Content-Type"] for response in responses} == {"image/svg+xml"}
    assert {response["Cache-Control"] for response in responses} == {"private, max-age=10"}
    assert (len(host.received), kept_files(tmp_path)) == (1, [])


def test_a_host_that_is_away_slows_one_picture_not_the_page(page, host, monkeypatch):
    monkeypatch.setattr(pictures, "FETCH_SECONDS", 0.3)
    host.will(will.silent(3))
    products = [
        Product.objects.create(title=str(n), price=1, currency="XOF", images=[f"{host.url}/{n}.png"]) for n in range(20)
    ]
    started = time.monotonic()
    for product in products:
        assert page.get(f"/pictures/{product.pk}")["Content-Type"] == "image/svg+xml"
    assert time.monotonic() - started < 1.5
    assert len(host.received) == 1


def test_few_pictures_are_fetched_at_once(host):
    under_way, most = [], []

    def slow_picture(connection):
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.1)
        under_way.pop()
        return will.answer(200, PNG)(connection)

    host.will(slow_picture)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(pictures.get_picture, [f"{host.url}/{number}.png" for number in range(8)]))
    assert max(most) <= pictures.FETCHES_AT_ONCE
    assert [picture.body for picture in found] == [PNG] * 8


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x.png", "http://[::ffff:10.0.0.1]/x", "javascript:alert(1)", "http://[", "", "\ud800"]
)
def test_private_and_odd_addresses_are_never_fetched(page, product, host, url):
    Product.objects.filter(pk=product.pk).update(images=[url] if url != "\ud800" else ["x"])
    assert pictures.get_picture(url) is None
    assert page.get(f"/pictures/{product.pk}")["Content-Type"] == "image/svg+xml"
    assert host.connections == 0


@pytest.mark.parametrize("images", [[], [None], [{"url": "x"}], {}, "text"])
def test_a_product_without_a_picture_has_the_placeholder(page, product, images):
    Product.objects.filter(pk=product.pk).update(images=images)
    assert page.get(f"/pictures/{product.pk}")["Content-Type"] == "image/svg+xml"


def test_unknown_products_have_no_picture(page):
    assert page.get("/pictures/999999").status_code == 404
    assert page.get("/pictures/99999999999999999999999").status_code == 404


@pytest.mark.parametrize(
    "user", [None, {}, {"is_staff": True}, {"is_staff": True, "is_active": False, "is_superuser": True}]
)
def test_strangers_and_staff_without_the_permission_see_nothing(client, product, host, user):
    if user is not None:
        client.force_login(User.objects.create_user("someone", password="x", **user))
    assert client.get(f"/pictures/{product.pk}").status_code == 403
    assert host.connections == 0


def test_only_reading_is_possible(page, product):
    assert page.post(f"/pictures/{product.pk}").status_code == 405
    assert page.head(f"/pictures/{product.pk}").status_code == 200


def test_on_a_full_disk_the_picture_is_shown_and_not_kept(page, product, host, tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "MIN_FREE_BYTES", 2**62)
    assert page.get(f"/pictures/{product.pk}").content == PNG
    assert kept_files(tmp_path) == []


def test_a_copy_that_cannot_be_written_costs_nothing_but_the_copy(page, product, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    assert page.get(f"/pictures/{product.pk}").content == PNG


def test_copies_that_nobody_looked_at_for_a_month_go(page, product, host, tmp_path):
    page.get(f"/pictures/{product.pk}")
    folder = kept_files(tmp_path)[0].parent
    assert kept_files(tmp_path)[0].stat().st_mtime > time.time() - 60
    old, young = folder / "old", folder / "young"
    for path, age in ((old, pictures.KEEP_SECONDS + 60), (young, 60)):
        path.write_bytes(PNG)
        os.utime(path, (time.time() - age,) * 2)
    pictures._keep(folder / "new", PNG)
    assert (old.exists(), young.exists(), (folder / "new").exists()) == (False, True, True)


def test_the_types_are_told_by_the_first_bytes():
    told = [
        pictures.media_type(body)
        for body in (PNG, b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF0000WEBP", b"RIFF0000WAVE", b"<svg")
    ]
    assert told == ["image/png", "image/jpeg", "image/gif", "image/webp", "", ""]
