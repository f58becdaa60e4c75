// Lists answer with `next`, the address of the next page. A typed call wants only the cursor in it.

export function cursorOf(next: string | null): string | undefined {
  return next ? (new URL(next).searchParams.get("cursor") ?? undefined) : undefined;
}
