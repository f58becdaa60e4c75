// Elements are made of values, never of HTML text: what a supplier has written cannot become a script.

type Child = Node | string;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  values: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}

export function field(words: string, input: HTMLElement): HTMLLabelElement {
  return element("label", {}, `${words} `, input);
}

export function option(value: string, words: string): HTMLOptionElement {
  return element("option", { value }, words);
}

export function facts(...rows: [string, Child][]): HTMLDListElement {
  return element("dl", {}, ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

export function failure(error: unknown): HTMLElement {
  const words = error instanceof Error ? error.message : String(error);
  return element("p", { className: "failure", role: "alert" }, words);
}
