"""Three shops of one seller, at the look-alikes of eBay, Etsy and Shopify, and CJ's look-alike where goods are bought:
all behind real HTTP, with the jobs done in this process."""

from contextlib import ExitStack
from decimal import Decimal
from itertools import islice, product
from typing import Any, Self

from django.utils import timezone

from core.jobs import enqueue, run_due
from core.models import Job
from inventory.models import Category, Product, ProductGroup, Supply
from marketplaces.actions.categories.needs import start_reading_needs
from marketplaces.actions.shops.connecting import test_connection
from marketplaces.actions.shops.selling_choices import set_choices, start_checking
from marketplaces.models import CategoryMapping, Listing, MarketplaceAccount, PriceRule
from suppliers.models import SupplierProduct
from tests.catalogue_rows import make_category, make_product
from tests.marketplaces.contract.stages.ebay import EbayStage
from tests.marketplaces.contract.stages.etsy import EtsyStage
from tests.marketplaces.contract.stages.shopify import ShopifyStage
from tests.orders import factories
from tests.orders.at_cj import AtCJ

COLOURS, SIZES = ("Noir", "Blanc", "Rouge"), ("S", "M", "L")
# Our category's place there, and what all its listings say.
PLACES = {
    "ebay": ("EBAY_FR", "15687", {"Département": ["Unisex Adults"]}),
    "etsy": ("", "482", {}),
}
# What each shop puts on our price of 40.00.
ON_TOP = {"ebay": Decimal(25), "etsy": Decimal(40), "shopify": Decimal(0)}
MADE = {"who_made": "i_did", "when_made": "made_to_order", "is_supply": "false"}
UNITS = 20
ROUNDS = 40


class ThreeShops:
    """Opened by `with`; the stages are `ebay`, `etsy` and `shopify`, their shops `shops[slug]`."""

    def __init__(self, settings: Any) -> None:
        self.cj = AtCJ(settings)
        self.ebay, self.etsy, self.shopify = EbayStage(settings), EtsyStage(settings), ShopifyStage(settings)
        self.stages = {"ebay": self.ebay, "etsy": self.etsy, "shopify": self.shopify}
        self.shops: dict[str, MarketplaceAccount] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for stage in (self.cj, *self.stages.values()):
                stack.enter_context(stage)  # type: ignore[arg-type]  # each is closed in its turn
            self.supplier = self.cj.account()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def connect(self) -> None:
        """All three answer, and the choices that stand in every listing are made."""
        for slug, stage in self.stages.items():
            shop = stage.account()
            rule = PriceRule.objects.create(name=slug, percent=ON_TOP[slug], rates={"USD": "0.9"})
            MarketplaceAccount.objects.filter(pk=shop.pk).update(price_rule=rule, name=f"Shop at {slug}")
            shop.refresh_from_db()
            report = test_connection(shop, "ana")
            assert report.is_ok, report.detail
            start_checking(shop, "ana")
            self.shops[slug] = shop
        work()
        set_choices(self._read("ebay"), self.ebay.chosen(), "ana")
        profiles = {name: str(number) for name, number in self.etsy.simulator.ids.items()}
        set_choices(self._read("etsy"), profiles | MADE, "ana")
        shop = self._read("shopify")
        shown_in = [place["id"] for place in shop.places["publications"]]
        MarketplaceAccount.objects.filter(pk=shop.pk).update(publication_ids=shown_in)
        shop.refresh_from_db()

    def map(self, category: Category) -> None:
        """Our category leads to theirs, and what they ask for there is read."""
        for slug, (site, theirs, attributes) in PLACES.items():
            CategoryMapping.objects.create(
                marketplace=slug, site=site, category=category, theirs=theirs, attributes=attributes
            )
            assert start_reading_needs(slug, site, [theirs], "ana") is not None
        work()

    def shirt(self) -> ProductGroup:
        """Three colours by three sizes, each form bought at CJ, 20 units of each."""
        group = ProductGroup.objects.create(title="Cotton shirt", option_names=["Couleur", "Taille"])
        category = make_category("Shirts")
        [picture] = self.etsy.draft_words()["images"]
        variants = islice(self._variants(), len(COLOURS) * len(SIZES))
        for (colour, size), (product_id, variant_id, cost) in zip(product(COLOURS, SIZES), variants, strict=True):
            form = make_product(
                f"Cotton shirt {colour} {size}", sku=f"TS-{colour[:2].upper()}-{size}", price=Decimal("40.00"),
                currency="EUR", stock=Decimal(0), stock_known=False, description="<p>Soft cotton.</p>", brand="Hub",
                images=[picture], category=category, group=group, options={"Couleur": colour, "Taille": size},
            )  # fmt: skip
            bought = factories.Bought(product_id, variant_id, cost, "", Decimal(0))
            made = factories.offer(self.supplier, bought, product=form, rank=1)
            Supply.objects.create(
                product=form, source=made.source, quantity=UNITS, cost=cost, currency="USD", rank=1,
                as_of=timezone.now(), trusted=True,
            )  # fmt: skip
        return group

    def _variants(self) -> Any:
        """Of CJ's goods, each with plenty in stock there: (product, variant, cost)."""
        for there in self.cj.world.catalogue.on_sale():
            for variant in there.variants:
                if variant.on_sale and variant.areas and variant.areas[0].country == "CN":
                    variant.areas[0].own = 1_000
                    yield there.pid, variant.vid, variant.price

    def _read(self, slug: str) -> MarketplaceAccount:
        self.shops[slug].refresh_from_db()
        return self.shops[slug]

    # The books over there

    def figures(self, slug: str) -> dict[str, tuple[Decimal, int | None]]:
        """What buyers see there of our shirt: price and stock by SKU."""
        stage = self.stages[slug]
        skus = Product.objects.filter(group__isnull=False).values_list("sku", flat=True)
        return {sku: (stage.price(sku), stage.stock(sku)) for sku in skus}

    def listing(self, slug: str) -> Listing:
        return Listing.objects.get(account=self.shops[slug])

    def pushes(self) -> dict[str, int]:
        """How many calls have carried prices or stock, by marketplace."""
        prices_and_stock = ("inventorySetQuantities", "productVariantsBulkUpdate")
        return {
            "ebay": len(self.ebay.simulator.calls("bulkUpdatePriceQuantity")),
            "etsy": len(self.etsy.simulator.calls("updateListingInventory")),
            "shopify": sum(len(self.shopify.simulator.calls(name)) for name in prices_and_stock),
        }

    def cj_ships(self, number: str) -> None:
        from suppliers.adapters.cj.simulator.orders import move  # noqa: PLC0415 - for this alone

        [order] = [self.cj.order_of(client_no) for client_no in self.cj.orders()]
        move(self.cj.world, order, "SHIPPED", None, number)

    def offer_of(self, sku: str) -> SupplierProduct:
        return SupplierProduct.objects.get(product__sku=sku)


def work(*kinds: str) -> None:
    """The clock ticks these, and all that follows is done, what waits for its time included."""
    for kind in kinds:
        enqueue(kind)
    for _round in range(ROUNDS):
        run_due(200)
        waiting = Job.objects.filter(state=Job.State.PENDING)
        if not waiting.exists():
            return
        waiting.update(run_at=timezone.now())
    left = list(Job.objects.filter(state=Job.State.PENDING).values_list("kind", "error"))
    raise AssertionError(f"still to do after {ROUNDS} rounds: {left}")
