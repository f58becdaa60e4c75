from django.urls import path

from inventory.api import categories, external_ids, products, run_actions, run_details, sync_runs

urlpatterns = [
    path("categories", categories.CategoryList.as_view(), name="category-list"),
    path("categories/<str:id>", categories.CategoryDetail.as_view(), name="category-detail"),
    path("products", products.ProductList.as_view(), name="product-list"),
    path("products/<str:id>", products.ProductDetail.as_view(), name="product-detail"),
    path("external-categories", external_ids.ExternalCategoryList.as_view(), name="external-category-list"),
    path("external-products", external_ids.ExternalProductList.as_view(), name="external-product-list"),
    path("sync-runs", sync_runs.SyncRunList.as_view(), name="sync-run-list"),
    path("sync-runs/<str:id>", sync_runs.SyncRunDetail.as_view(), name="sync-run-detail"),
    path("sync-runs/<str:id>/issues", run_details.SyncIssueList.as_view(), name="sync-run-issues"),
    path("sync-runs/<str:id>/changes", run_details.SyncChangeList.as_view(), name="sync-run-changes"),
    path("sync-runs/<str:id>/approve", run_actions.Approve.as_view(), name="sync-run-approve"),
    path("sync-runs/<str:id>/discard", run_actions.Discard.as_view(), name="sync-run-discard"),
    path("sync-runs/<str:id>/cancel", run_actions.Cancel.as_view(), name="sync-run-cancel"),
    path("sync-runs/<str:id>/resume", run_actions.Resume.as_view(), name="sync-run-resume"),
    path("sync-runs/<str:id>/retry-errors", run_actions.RetryErrors.as_view(), name="sync-run-retry-errors"),
]
