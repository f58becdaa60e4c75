"""Every address under /api/. The one place that would know of a version, if there were two."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.api_stats import DashboardStats
from core.api.jobs import JobDetail, JobList
from core.api.tokens import TokenRefreshView, TokenVerifyView, TokenView
from core.api.views import UnknownAddress

urlpatterns = [
    path("", include("inventory.api.urls")),
    path("", include("suppliers.api.urls")),
    path("", include("marketplaces.api.urls")),
    path("", include("orders.api.urls")),
    path("dashboard/stats", DashboardStats.as_view(), name="dashboard-stats"),
    path("jobs", JobList.as_view(), name="job-list"),
    path("jobs/<str:id>", JobDetail.as_view(), name="job-detail"),
    path("token", TokenView.as_view(), name="token"),
    path("token/refresh", TokenRefreshView.as_view(), name="token-refresh"),
    path("token/verify", TokenVerifyView.as_view(), name="token-verify"),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path(r"^.*$", UnknownAddress.as_view(), name="unknown"),
]
app_name = "api"
