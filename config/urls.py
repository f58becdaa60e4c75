"""Every address the web process answers."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config.metrics import metrics
from core.health import healthz, readyz
from inventory.picture_view import product_picture
from marketplaces.oauth import addresses as shop_oauth_addresses
from marketplaces.webhooks import addresses as shop_webhook_addresses
from suppliers.oauth import addresses as oauth_addresses
from suppliers.webhooks import addresses as webhook_addresses

admin.autodiscover()

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("", RedirectView.as_view(pattern_name="admin:index"), name="root"),
    *oauth_addresses(),
    *shop_oauth_addresses(),
    *shop_webhook_addresses(),
    *webhook_addresses(),  # before the API, whose last pattern takes every address
    path("api/", include("config.api_router")),
    path(settings.ADMIN_URL, admin.site.urls),
    path("pictures/<int:pk>", product_picture, name="product_picture"),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "config.error_pages.bad_request"
handler403 = "config.error_pages.permission_denied"
handler404 = "config.error_pages.not_found"
handler500 = "config.error_pages.server_error"
