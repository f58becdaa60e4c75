// The shops, how they are connected, and the way to the marketplace's consent page.

import type { Hub, Marketplace } from "../hub/client";
import { allShops, beginConnecting, TITLES, type Shop } from "../hub/shops";
import { element, failure } from "./elements";
import { openPage } from "./frame";

openPage(async (hub, page) => {
  const said = element("div");
  const rows = (await allShops(hub)).map(([marketplace, shop]) => row(hub, marketplace, shop, said));
  page.append(element("table", {}, element("tbody", {}, ...rows)), said);
});

function row(hub: Hub, marketplace: Marketplace, shop: Shop, said: HTMLElement): HTMLTableRowElement {
  const connect = (): void => {
    const here = new URL("connected.html", location.href);
    beginConnecting(hub, marketplace, shop, here).then(
      (url) => location.assign(url),
      (error: unknown) => said.replaceChildren(failure(error)),
    );
  };
  const button = element("button", { type: "button", onclick: connect }, shop.state === "ok" ? "Connect again" : "Connect");
  return element(
    "tr",
    {},
    element("td", {}, shop.name),
    element("td", {}, TITLES[marketplace]),
    element("td", {}, stateOf(shop)),
    element("td", {}, ...(shop.way_to_connect === "oauth" ? [button] : [])),
  );
}

function stateOf(shop: Shop): string {
  const words = { new: "not connected", ok: "connected", needs_reconnect: "must be connected again", paused: "paused" };
  return [words[shop.state], shop.state_reason].filter(Boolean).join(": ");
}
