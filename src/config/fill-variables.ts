const VARIABLE = /os\.environ\/(\w+)/g;

/** The variables within a text. */
export const variablesIn = (value: string): readonly string[] =>
  [...value.matchAll(VARIABLE)].flatMap(([, name]) => name ?? []);

/** The text with its variables' values; undefined where one is unset. */
export function fillVariables(value: string, variable: (name: string) => string | undefined): string | undefined {
  if (variablesIn(value).some((name) => variable(name) === undefined)) return undefined;
  return value.replace(VARIABLE, (_, name: string) => variable(name) ?? "");
}
