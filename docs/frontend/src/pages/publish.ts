// The publish dialog: which shop, which template, what the shop would show and cost, then the job and what came of it.

import type { components } from "../../generated/schema";
import type { Hub, Marketplace } from "../hub/client";
import { given } from "../hub/failure";
import { follow, newIdempotencyKey, type Job } from "../hub/jobs";
import { look, outcomesOf, templatesOf, type Readiness } from "../hub/publishing";
import { TITLES, type Shop } from "../hub/shops";
import { element, facts, failure, field, option } from "./elements";

type Product = components["schemas"]["Product"];
type Money = components["schemas"]["Money"];

/** Opens it for one product. `onPublished` is called when a job has ended. */
export function openPublishing(
  hub: Hub,
  product: Product,
  shops: [Marketplace, Shop][],
  onPublished: () => void,
): void {
  const dialog = new PublishDialog(hub, product, shops, onPublished);
  document.body.append(dialog.box);
  dialog.box.showModal();
  void dialog.chooseShop();
}

class PublishDialog {
  private readonly shop = element("select", { name: "shop", onchange: () => void this.chooseShop() });
  private readonly template = element("select", { name: "template", onchange: () => void this.preview() });
  private readonly consent = element("input", { type: "checkbox", name: "confirm_fee" });
  private readonly publish = element("button", { type: "button", disabled: true }, "Publish");
  private readonly preview_ = element("div");
  private readonly said = element("div", { role: "status" });
  private key = newIdempotencyKey();
  private asked = 0; // answers to a choice that has been changed since are not shown

  readonly box = element("dialog");

  constructor(
    private readonly hub: Hub,
    private readonly product: Product,
    private readonly shops: [Marketplace, Shop][],
    private readonly onPublished: () => void,
  ) {
    this.shop.append(...shops.map(([marketplace, shop]) => option(shop.id, `${TITLES[marketplace]} – ${shop.name}`)));
    this.publish.onclick = () => void this.start();
    this.box.onclose = () => this.box.remove();
    this.box.append(
      element("h2", {}, `Publish ${product.title}`),
      field("Shop", this.shop),
      field("Template", this.template),
      this.preview_,
      this.said,
      element(
        "div",
        { className: "bar" },
        this.publish,
        element("button", { type: "button", onclick: () => this.box.close() }, "Close"),
      ),
    );
  }

  async chooseShop(): Promise<void> {
    await this.orSay(async () => {
      const [marketplace, shop] = this.chosen();
      const templates = await templatesOf(this.hub, marketplace, shop.id);
      this.template.replaceChildren(option("", "None"), ...templates.map((each) => option(each.id, each.name)));
      await this.preview();
    });
  }

  private async preview(): Promise<void> {
    this.publish.disabled = true;
    this.key = newIdempotencyKey();
    const asked = ++this.asked;
    await this.orSay(async () => {
      const [marketplace, shop] = this.chosen();
      const [row] = await look(this.hub, marketplace, shop.id, [this.product.id], this.template.value || undefined);
      if (row && asked === this.asked) {
        this.show(row);
      }
    });
  }

  private show(row: Readiness): void {
    const told = facts(
      ["Price there", money(row.price)],
      ["Least price", money(row.floor)],
      ["Quantity", String(row.quantity)],
      ["Readiness", `${row.score} %`],
    );
    const problems = element("ul", {}, ...row.problems.map((each) => element("li", {}, each.words)));
    this.preview_.replaceChildren(told, problems);
    this.consent.checked = false;
    if (row.fee) {
      this.preview_.append(element("label", {}, this.consent, ` I agree to the fee of ${money(row.fee)}.`));
    }
    const judge = (): void => {
      this.publish.disabled = !row.is_ready || (row.fee !== null && !this.consent.checked);
    };
    this.consent.onchange = judge;
    judge();
  }

  private async start(): Promise<void> {
    this.publish.disabled = true;
    await this.orSay(async () => {
      const [marketplace, shop] = this.chosen();
      const body = {
        account: shop.id,
        products: [this.product.id],
        confirm_fee: this.consent.checked,
        ...(this.template.value ? { template: this.template.value } : {}),
      };
      const params = { header: { "Idempotency-Key": this.key } };
      const filed = given(await this.hub.POST(`/api/${marketplace}/products/publish`, { params, body }));
      const ended = await follow(this.hub, filed, (job) => this.said.replaceChildren(progressOf(job)));
      this.said.replaceChildren(...resultOf(ended));
      this.onPublished();
    });
  }

  private chosen(): [Marketplace, Shop] {
    const found = this.shops.find(([, shop]) => shop.id === this.shop.value);
    if (!found) {
      throw new Error("There is no shop yet: connect one first.");
    }
    return found;
  }

  /** What goes wrong is said in the dialog; the same button may then try again, with the same key. */
  private async orSay(act: () => Promise<void>): Promise<void> {
    this.said.replaceChildren();
    try {
      await act();
    } catch (error) {
      this.said.replaceChildren(failure(error));
      this.publish.disabled = false;
    }
  }
}

const money = (value: Money | null): string => (value ? `${value.amount} ${value.currency}` : "–");

function progressOf(job: Job): string {
  const { done, total } = job.progress;
  return total ? `${String(done)} of ${String(total)}…` : "Waiting for its turn…";
}

function resultOf(job: Job): (Node | string)[] {
  if (job.state !== "done") {
    return [failure(new Error(job.error?.message || `The job is ${job.state}.`))];
  }
  return outcomesOf(job).map((row) =>
    row.state === "active" ? "It is on sale." : failure(new Error((row.words ?? [row.state]).join(" "))),
  );
}
