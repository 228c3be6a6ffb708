declare const unit: unique symbol;

/** Integer billionths of a US dollar. A safe integer holds nine million dollars, so sums stay exact. */
export type NanoUsd = number & { readonly [unit]: "nano-usd" };

/** Rounds up: a gateway that rounds down loses money on every small call. */
export const nanoUsd = (value: number): NanoUsd => Math.ceil(value) as NanoUsd;
export const zeroUsd = nanoUsd(0);

/** For JSON answers, which speak of dollars. Nine decimals are exact in a double below nine million. */
export const toUsd = (amount: NanoUsd): number => amount / 1e9;

/** From a configured amount in dollars; rounds to the nearest billionth. */
export const fromUsd = (dollars: number): NanoUsd => Math.round(dollars * 1e9) as NanoUsd;
