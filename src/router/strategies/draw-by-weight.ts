import type { Deployment } from "../../core/deployment.ts";
import { putLowestFirst } from "./put-lowest-first.ts";

type Measure = (candidate: Deployment) => number;

/** As in LiteLLM, who does not say what others say weighs nothing. */
const MEASURES: readonly Measure[] = [
  ({ routing }) => routing.weight ?? 0,
  ({ routing }) => routing.rpm ?? 0,
  ({ routing }) => routing.tpm ?? 0,
];
const evenly: Measure = () => 1;

/**
 * Drawn without replacement, by `weight` where any candidate has one, else by `rpm`, else by `tpm`, else evenly. What
 * weighs nothing is not drawn and comes last. `draw` gives each candidate its number from 0 up to 1, and the lowest
 * -ln(1-u)/weight wins: Efraimidis and Spirakis, "Weighted random sampling with a reservoir" (2006).
 */
export function drawByWeight(
  candidates: readonly Deployment[],
  draw: (candidate: Deployment) => number,
): readonly Deployment[] {
  const weightOf = MEASURES.find((measure) => candidates.some((candidate) => measure(candidate) > 0)) ?? evenly;
  const scores = candidates.map((candidate) => {
    const weight = weightOf(candidate);
    return weight > 0 ? -Math.log(1 - draw(candidate)) / weight : Infinity;
  });
  return putLowestFirst(candidates, scores);
}
