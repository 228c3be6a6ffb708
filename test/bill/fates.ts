/**
 * How much of what was charged the gateway could hear.
 * all   everything
 * late  not what the provider said until it noticed that nobody listens
 * part  some of it
 */
export type Guess = "all" | "late" | "part";

interface FateRow {
  readonly asked: "stream" | "whole" | "either";
  /**
   * What the provider's bill will say.
   * told    everything, and the provider said so: the ledger must repeat it to the nano-dollar
   * cut     a part, which the provider never told: the ledger has an estimate
   * free    nothing
   * timing  told, cut or free, as it happens: the client leaves, and who notices when is nobody's choice
   */
  readonly charge: "told" | "cut" | "free" | "timing";
  /** Where the ledger has to guess. */
  readonly guess?: Guess;
  /** What must have reached the client. */
  readonly seen?: "whole";
  /** How often, against the other faults. */
  readonly weight: number;
}

/** Everything that may become of a request. */
const FATES = {
  "is served": { asked: "either", charge: "told", seen: "whole", weight: 0 },
  "provider answers with an error": { asked: "either", charge: "free", weight: 3 },
  "provider resets before it reads": { asked: "either", charge: "free", weight: 2 },
  // The output was made, and half an answer does not tell how much it was.
  "provider resets inside the answer": { asked: "whole", charge: "cut", guess: "part", weight: 2 },
  "provider resets the stream": { asked: "stream", charge: "cut", guess: "all", weight: 3 },
  "provider closes the stream": { asked: "stream", charge: "cut", guess: "all", weight: 3 },
  "provider stalls": { asked: "stream", charge: "cut", guess: "all", weight: 2 },
  "provider tells an error in the stream": { asked: "stream", charge: "cut", guess: "all", weight: 2 },
  "provider tells usage and no end": { asked: "stream", charge: "told", weight: 2 },
  "client closes at once": { asked: "either", charge: "timing", guess: "late", weight: 1 },
  "client resets at once": { asked: "either", charge: "timing", guess: "late", weight: 1 },
  "client closes before the answer": { asked: "either", charge: "timing", guess: "late", weight: 2 },
  "client resets before the answer": { asked: "either", charge: "timing", guess: "late", weight: 2 },
  "client closes the stream": { asked: "stream", charge: "timing", guess: "late", weight: 3 },
  "client resets the stream": { asked: "stream", charge: "timing", guess: "late", weight: 3 },
  "client stops reading for a while": { asked: "stream", charge: "told", seen: "whole", weight: 2 },
  // Megabytes wait in the buffers of the kernel, between a provider that has charged them and a gateway that waits.
  "client stops reading": { asked: "stream", charge: "cut", guess: "part", weight: 1 },
} as const satisfies Record<string, FateRow>;

export type Fate = keyof typeof FATES;

export const FATE_NAMES = Object.keys(FATES) as readonly Fate[];

export const rowOf = (fate: Fate): FateRow => FATES[fate];

/** The fate at this point, from 0 to 1, of all faults laid side by side. */
export function faultAt(point: number): Fate {
  const total = Object.values(FATES).reduce((sum, { weight }) => sum + weight, 0);
  let left = point * total;
  for (const fate of FATE_NAMES) {
    left -= FATES[fate].weight;
    if (left < 0) return fate;
  }
  throw new RangeError("a point lies from 0 to 1");
}
