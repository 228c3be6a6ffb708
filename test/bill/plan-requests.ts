import { Random } from "../support/random.ts";
import { STREAMS, WHOLES, type Route } from "../support/routes.ts";
import { composeText } from "./compose-text.ts";
import { faultAt, rowOf, type Fate } from "./fates.ts";

/** All that is decided of a request before it is sent. The seed decides alone. */
export interface Plan {
  /** Who asks, in the words of either dialect; the provider and the ledger both know the request by it. */
  readonly id: string;
  readonly fate: Fate;
  readonly route: Route;
  /** Which of the keys. Those with even numbers have limits. */
  readonly key: number;
  readonly prompt: string;
  /** The answer, as the pieces of a stream; none ends inside a word. */
  readonly pieces: readonly string[];
  /** A fate that strikes inside a stream strikes after so many pieces, of which the last has `MARK`. */
  readonly strikesAfter: number;
  /** The part of the input that the provider finds in its cache, from 0 to 1. */
  readonly cached: number;
  readonly errorStatus: 400 | 429 | 500 | 503;
  readonly thinksMs: number;
  readonly pieceEveryMs: number;
}

export interface Experiment {
  readonly requests: number;
  /** The share of requests that do not go well, from 0 to 1. */
  readonly faults: number;
  readonly seed: number;
}

/** No other word of an answer contains it. */
export const MARK = "midway";

/** More than the buffers between the provider and a client that does not read. */
const FLOOD = { pieces: 12_000, wordsPerPiece: 200 };

export const planRequests = ({ requests, faults, seed }: Experiment, keys: number): readonly Plan[] => {
  const random = new Random(seed);
  const flood = composeText(random, FLOOD.wordsPerPiece);
  return Array.from({ length: requests }, (_none, index): Plan => {
    const fate = random.happens(faults) ? faultAt(random.next()) : "is served";
    const plain = Array.from({ length: 6 + random.upTo(40) }, () => composeText(random, 1 + random.upTo(4)));
    const strikesAfter = 1 + random.upTo(plain.length - 2);
    const pieces = plain.map((piece, at) => (at === strikesAfter - 1 ? ` ${MARK}${piece}` : piece));
    return {
      id: `bill-${seed}-${index}`,
      fate,
      route: routeFor(fate, random),
      key: index % keys,
      prompt: composeText(random, 5 + random.upTo(250)),
      pieces:
        fate === "client stops reading" ? [...pieces, ...Array.from({ length: FLOOD.pieces }, () => flood)] : pieces,
      strikesAfter,
      cached: random.oneOf([0, 0, 0.5]),
      errorStatus: random.oneOf([400, 429, 500, 503]),
      // A client that leaves before the answer needs the time to leave.
      thinksMs: fate.endsWith("before the answer") ? 300 : random.upTo(60),
      pieceEveryMs: 8 + random.upTo(12),
    };
  });
};

function routeFor(fate: Fate, random: Random): Route {
  const { asked } = rowOf(fate);
  const streams = asked === "either" ? random.happens(0.6) : asked === "stream";
  return random.oneOf((streams ? STREAMS : WHOLES) as [Route, ...Route[]]);
}
