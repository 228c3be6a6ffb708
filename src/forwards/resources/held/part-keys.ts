const PART_ID = /^part_[0-9a-f]{32}$/;

export const makePartId = (): string => `part_${crypto.randomUUID().replaceAll("-", "")}`;

export const isPartId = (text: string): boolean => PART_ID.test(text);

/** Where the parts of an upload are, by its own key. */
export const partsPrefix = (uploadKey: string): string => `${uploadKey}/`;
