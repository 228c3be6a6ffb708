/** ISO 8601 with a numeric offset, as Python clients read it in every version. */
export const writeInstant = (epochMs: number): string => new Date(epochMs).toISOString().replace("Z", "+00:00");
