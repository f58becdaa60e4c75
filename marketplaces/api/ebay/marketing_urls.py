"""The addresses of eBay's advertising, discounts and reports."""

from django.urls import URLPattern, path

from marketplaces.api.ebay import campaigns, promotions, reports


def addresses(slug: str) -> list[URLPattern]:
    views = (
        ("campaigns", campaigns.Campaigns, "campaigns"),
        ("campaigns/<str:campaign_id>", campaigns.Campaign, "campaign"),
        ("campaigns/<str:campaign_id>/pause", campaigns.CampaignPause, "campaign-pause"),
        ("campaigns/<str:campaign_id>/resume", campaigns.CampaignResume, "campaign-resume"),
        ("campaigns/<str:campaign_id>/end", campaigns.CampaignEnd, "campaign-end"),
        ("campaigns/<str:campaign_id>/ads", campaigns.Ads, "campaign-ads"),
        ("campaigns/<str:campaign_id>/ads/remove", campaigns.AdsRemoval, "campaign-ads-removal"),
        ("promotions", promotions.Promotions, "promotions"),
        ("promotions/<str:promotion_id>", promotions.Promotion, "promotion"),
        ("promotions/<str:promotion_id>/pause", promotions.PromotionPause, "promotion-pause"),
        ("promotions/<str:promotion_id>/resume", promotions.PromotionResume, "promotion-resume"),
        ("reports/traffic", reports.Traffic, "report-traffic"),
        ("reports/standards", reports.Standards, "report-standards"),
        ("reports/service-metric", reports.ServiceMetric, "report-service-metric"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]
