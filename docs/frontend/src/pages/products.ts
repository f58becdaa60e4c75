// The product list: search, pages, a pill for each shop, and the dialog that publishes.

import type { components } from "../../generated/schema";
import type { Hub, Marketplace } from "../hub/client";
import { given } from "../hub/failure";
import { cursorOf } from "../hub/paging";
import { look } from "../hub/publishing";
import { allShops, type Shop } from "../hub/shops";
import { element, failure, field } from "./elements";
import { openPage } from "./frame";
import { pill } from "./pills";
import { openPublishing } from "./publish";

type Product = components["schemas"]["Product"];

const PAGE_SIZE = 20;

openPage(async (hub, page) => {
  const list = new ProductList(hub, await allShops(hub));
  page.append(list.search, list.said, list.table, list.pages);
  await list.show();
});

class ProductList {
  private readonly words = element("input", { type: "search", name: "search" });
  private readonly rows = element("tbody");
  private readonly back = element("button", { type: "button", onclick: () => void this.goBack() }, "Back");
  private readonly next = element("button", { type: "button", onclick: () => void this.goOn() }, "Next");
  private cursors: (string | undefined)[] = [undefined]; // of the pages up to this one: the first has none
  private following: string | undefined;
  private shown = 0; // pills that come after the page has been turned belong nowhere

  readonly said = element("div");
  readonly search = element(
    "form",
    { className: "bar", onsubmit: (event) => void this.find(event) },
    field("Search", this.words),
    element("button", {}, "Find"),
  );
  readonly table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...["Product", "SKU", "Price", "Stock", "Shops", ""].map(heading))),
    this.rows,
  );
  readonly pages = element("div", { className: "bar" }, this.back, this.next);

  constructor(
    private readonly hub: Hub,
    private readonly shops: [Marketplace, Shop][],
  ) {}

  async show(): Promise<void> {
    this.said.replaceChildren();
    try {
      await this.load();
    } catch (error) {
      this.said.replaceChildren(failure(error));
    }
  }

  private async load(): Promise<void> {
    const turn = ++this.shown;
    const cursor = this.cursors.at(-1);
    const search = this.words.value.trim();
    const query = { page_size: PAGE_SIZE, ...(cursor ? { cursor } : {}), ...(search ? { search } : {}) };
    const { results, next } = given(await this.hub.GET("/api/products", { params: { query } }));
    if (turn !== this.shown) {
      return;
    }
    this.following = cursorOf(next);
    this.back.disabled = this.cursors.length === 1;
    this.next.disabled = !this.following;
    this.rows.replaceChildren(...results.map((product) => this.row(product)));
    await Promise.all(this.shops.map(([marketplace, shop]) => this.fill(marketplace, shop, results, turn)));
  }

  private row(product: Product): HTMLTableRowElement {
    const pills = element("td");
    pills.id = `pills-${product.id}`;
    const publish = (): void => openPublishing(this.hub, product, this.shops, () => void this.show());
    return element(
      "tr",
      {},
      element("td", {}, product.title),
      element("td", {}, product.sku),
      element("td", {}, `${product.price.amount} ${product.price.currency}`),
      element("td", {}, product.sellable_stock),
      pills,
      element("td", {}, element("button", { type: "button", onclick: publish }, "Publish…")),
    );
  }

  /** One call a shop for the whole page, however many products stand on it. */
  private async fill(marketplace: Marketplace, shop: Shop, products: Product[], turn: number): Promise<void> {
    if (!products.length || !shop.is_active) {
      return;
    }
    const ids = products.map((product) => product.id);
    const rows = await look(this.hub, marketplace, shop.id, ids);
    for (const row of turn === this.shown ? rows : []) {
      document.getElementById(`pills-${row.product}`)?.append(pill(marketplace, shop, row));
    }
  }

  private async find(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.cursors = [undefined];
    await this.show();
  }

  private async goOn(): Promise<void> {
    this.cursors.push(this.following);
    await this.show();
  }

  private async goBack(): Promise<void> {
    this.cursors.pop();
    await this.show();
  }
}

function heading(words: string): HTMLTableCellElement {
  return element("th", {}, words);
}
