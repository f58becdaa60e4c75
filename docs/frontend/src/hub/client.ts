// The typed client: paths, bodies and answers are those of the hub's own document (generated/schema.ts).

import createClient, { type Client, type Middleware } from "openapi-fetch";

import type { paths } from "../../generated/schema";
import { given } from "./failure";
import { accessToken, forgetTokens, refreshToken, replaceAccess } from "./tokens";

export type Hub = Client<paths>;

export const MARKETPLACES = ["ebay", "etsy", "shopify"] as const;
export type Marketplace = (typeof MARKETPLACES)[number];

/** A client that carries the token, and gets a new one when it has expired. `onLoggedOut`: neither token is good. */
export function openHub(url: string, onLoggedOut: () => void): Hub {
  const hub = createClient<paths>({ baseUrl: url });
  hub.use(withToken(url, onLoggedOut));
  return hub;
}

/** Where the hub is: hub.json stands beside the pages, so that one build serves any installation. */
export async function hubUrl(): Promise<string> {
  const described: unknown = await (await fetch("hub.json", { cache: "no-cache" })).json();
  if (typeof described !== "object" || described === null || !("url" in described)) {
    throw new Error('hub.json must hold {"url": "https://…"}.');
  }
  return String(described.url).replace(/\/$/, "");
}

function withToken(url: string, onLoggedOut: () => void): Middleware {
  const copies = new WeakMap<Request, Request>(); // a body can be read once, and the call may have to be made again
  let refreshing: Promise<boolean> | null = null; // calls that expire together refresh once

  return {
    onRequest({ request }) {
      const access = accessToken();
      if (access) {
        request.headers.set("Authorization", `Bearer ${access}`);
      }
      copies.set(request, request.clone());
      return request;
    },
    async onResponse({ request, response, schemaPath }) {
      if (response.status !== 401 || schemaPath.startsWith("/api/token")) {
        return response;
      }
      refreshing ??= refresh(url).finally(() => {
        refreshing = null;
      });
      const again = copies.get(request);
      if (!(await refreshing) || !again) {
        forgetTokens();
        onLoggedOut();
        return response;
      }
      again.headers.set("Authorization", `Bearer ${accessToken()}`);
      return fetch(again);
    },
  };
}

async function refresh(url: string): Promise<boolean> {
  const token = refreshToken();
  if (!token) {
    return false;
  }
  const hub = createClient<paths>({ baseUrl: url });
  const answer = await hub.POST("/api/token/refresh", { body: { refresh: token } });
  if (answer.response.status === 401) {
    return false;
  }
  replaceAccess(given(answer).access);
  return true;
}
