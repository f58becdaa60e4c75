// What every page behind the login has: the client, the way to the other pages, and a place for what went wrong.

import { hubUrl, openHub, type Hub } from "../hub/client";
import { accessToken, forgetTokens } from "../hub/tokens";
import { element, failure } from "./elements";

export function openPage(show: (hub: Hub, page: HTMLElement) => Promise<void>): void {
  const page = document.querySelector("main");
  if (!page) {
    throw new Error("The page has no <main>.");
  }
  if (!accessToken()) {
    toLogin();
    return;
  }
  page.before(navigation());
  hubUrl()
    .then((url) => show(openHub(url, toLogin), page))
    .catch((error: unknown) => page.append(failure(error)));
}

export function toLogin(): void {
  location.assign("login.html");
}

function navigation(): HTMLElement {
  const leave = (): void => {
    forgetTokens();
    toLogin();
  };
  return element(
    "nav",
    {},
    element("a", { href: "index.html" }, "Products"),
    element("a", { href: "shops.html" }, "Shops"),
    element("button", { type: "button", onclick: leave }, "Log out"),
  );
}
