// The shops of all marketplaces, and connecting one: the person consents at the marketplace, in the same tab.

import type { components } from "../../generated/schema";
import { MARKETPLACES, type Hub, type Marketplace } from "./client";
import { given, HubFailure } from "./failure";

export type Shop = components["schemas"]["ShopAccount"];

const CONNECTING = "entrepot.connecting";

export const TITLES: Record<Marketplace, string> = { ebay: "eBay", etsy: "Etsy", shopify: "Shopify" };

export async function shopsOf(hub: Hub, marketplace: Marketplace): Promise<Shop[]> {
  return given(await hub.GET(`/api/${marketplace}/accounts`)).accounts;
}

export async function allShops(hub: Hub): Promise<[Marketplace, Shop][]> {
  const found = await Promise.all(
    MARKETPLACES.map(async (marketplace) =>
      (await shopsOf(hub, marketplace)).map((shop): [Marketplace, Shop] => [marketplace, shop]),
    ),
  );
  return found.flat();
}

/** The consent page's address. The answer comes to `returnTo`, a page of this origin, where `finishConnecting` takes it. */
export async function beginConnecting(hub: Hub, marketplace: Marketplace, shop: Shop, returnTo: URL): Promise<string> {
  const body = { account: shop.id, return_to: returnTo.href };
  const { url } = given(await hub.POST(`/api/${marketplace}/oauth/begin`, { body }));
  const begun: Begun = { marketplace, state: new URL(url).searchParams.get("state") ?? "" };
  sessionStorage.setItem(CONNECTING, JSON.stringify(begun));
  return url;
}

interface Begun {
  marketplace: Marketplace;
  state: string;
}

/** The shop, connected. Every parameter goes to the hub as it came: some marketplaces sign them. */
export async function finishConnecting(hub: Hub, parameters: URLSearchParams): Promise<Shop> {
  const begun = JSON.parse(sessionStorage.getItem(CONNECTING) ?? "null") as Begun | null;
  sessionStorage.removeItem(CONNECTING);
  if (!begun || begun.state !== parameters.get("state")) {
    const detail = "No connection was begun in this tab. Begin again.";
    throw new HubFailure(0, { type: "client_error", errors: [{ code: "not_begun", detail, attr: null }] });
  }
  const body = { answer: Object.fromEntries(parameters) };
  return given(await hub.POST(`/api/${begun.marketplace}/oauth/finish`, { body }));
}
