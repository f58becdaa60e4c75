// Where a person comes back to from the marketplace: the answer in the address is handed to the hub, and is gone from it.

import { finishConnecting } from "../hub/shops";
import { element } from "./elements";
import { openPage } from "./frame";

const answer = new URLSearchParams(location.search);
history.replaceState(null, "", location.pathname);

openPage(async (hub, page) => {
  const waiting = element("p", {}, "The hub asks the marketplace for access…");
  page.append(waiting);
  const shop = await finishConnecting(hub, answer).finally(() => waiting.remove());
  page.append(element("p", {}, `${shop.name} is connected.`), element("a", { href: "shops.html" }, "To the shops"));
});
