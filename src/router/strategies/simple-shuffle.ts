import { drawByWeight } from "./draw-by-weight.ts";
import type { Strategy } from "./strategy.ts";

export const simpleShuffle: Strategy = (candidates, { random }) => drawByWeight(candidates, random);
