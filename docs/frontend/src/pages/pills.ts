// One pill a shop: how a product stands there, in two words.

import type { Marketplace } from "../hub/client";
import type { Readiness } from "../hub/publishing";
import { TITLES, type Shop } from "../hub/shops";
import { element } from "./elements";

export function pill(marketplace: Marketplace, shop: Shop, row: Readiness | undefined): HTMLElement {
  const [kind, words] = row ? standing(row) : ["", "not looked at"];
  const said = [...(row?.problems ?? []), ...(row?.hints ?? [])].map((each) => each.words);
  const made = element("span", { className: `pill ${kind}`, title: [shop.name, ...said].join("\n") });
  made.dataset["shop"] = shop.id;
  made.append(`${TITLES[marketplace]}: ${words}`);
  return made;
}

function standing(row: Readiness): [string, string] {
  switch (row.listing?.state) {
    case "active":
      return ["pill-on-sale", "on sale"];
    case "publishing":
      return ["pill-working", "on its way"];
    case "error":
      return ["pill-wrong", "refused"];
    case "paused":
      return ["pill-missing", "paused"];
    default:
      return row.is_ready ? ["", "ready"] : ["pill-missing", `${row.problems.length} missing`];
  }
}
