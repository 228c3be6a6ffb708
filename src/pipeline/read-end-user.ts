const HEADERS = ["x-litellm-customer-id", "x-litellm-end-user-id"] as const;

/** For whom a request is made: as a header says, else as the body does. An empty header says nothing. */
export function readEndUser(headers: Headers, said: string | undefined): string | undefined {
  for (const name of HEADERS) {
    const value = headers.get(name)?.trim() ?? "";
    if (value !== "") return value;
  }
  return said;
}
