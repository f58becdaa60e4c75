// The two tokens of who is logged in, for this tab only: closing it forgets them.

const ACCESS = "entrepot.access";
const REFRESH = "entrepot.refresh";

export interface Tokens {
  access: string;
  refresh: string;
}

export function keepTokens(tokens: Tokens): void {
  sessionStorage.setItem(ACCESS, tokens.access);
  sessionStorage.setItem(REFRESH, tokens.refresh);
}

export function replaceAccess(access: string): void {
  sessionStorage.setItem(ACCESS, access);
}

export function forgetTokens(): void {
  sessionStorage.removeItem(ACCESS);
  sessionStorage.removeItem(REFRESH);
}

export const accessToken = (): string | null => sessionStorage.getItem(ACCESS);
export const refreshToken = (): string | null => sessionStorage.getItem(REFRESH);
