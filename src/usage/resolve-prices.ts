import type { Prices } from "../core/deployment.ts";

const UNIT_PRICES = ["perImage", "perSearchUnit", "perCharacter", "perSecond", "perPage"] as const;

/**
 * The catalogue's prices with a configuration's own on top; undefined unless the input and the output price are known.
 * Who sets a price by the picture, the search or another unit is charged by that: tokens cost nothing, unless they have a price beside it.
 * Who sets one of those two has a contract of their own: the catalogue's cache, audio and tier prices belong to
 * another contract and are left out, so that these tokens follow the price that was set. What a search of the web costs is no
 * matter of tokens, and stays, unless all else is free.
 */
export const resolvePrices = (listed: Prices | undefined, own: Partial<Prices> = {}): Prices | undefined => {
  if (UNIT_PRICES.some((price) => own[price] !== undefined)) return { input: 0, output: 0, ...own };
  const input = own.input ?? listed?.input;
  const output = own.output ?? listed?.output;
  if (input === undefined || output === undefined) return undefined;
  const isOwn = own.input !== undefined || own.output !== undefined;
  const inherited = isOwn ? pickSearch(input + output > 0 ? listed : undefined) : listed;
  return { ...inherited, ...own, input, output };
};

const pickSearch = ({ perSearch }: Partial<Prices> = {}): Partial<Prices> =>
  perSearch === undefined ? {} : { perSearch };
