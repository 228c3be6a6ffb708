/**
 * `node test/bill/run.ts [--requests 10000] [--faults 0.3] [--seed 1]`: a provider that keeps its own bill, clients that
 * leave in every way, and a whole gateway between them. Ends with status 1 when the ledger is not the bill.
 */
import { parseArgs } from "node:util";
import { proveBill } from "./prove-bill.ts";
import { reportProof } from "./report-proof.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "10000" },
    faults: { type: "string", default: "0.3" },
    seed: { type: "string", default: "1" },
  },
});
const [requests, faults, seed] = [values.requests, values.faults, values.seed].map(Number) as [number, number, number];
if (!Number.isSafeInteger(requests) || requests < 1) throw new RangeError("--requests is a whole number above 0");
if (!(faults >= 0 && faults <= 1)) throw new RangeError("--faults is a share from 0 to 1");
if (!Number.isSafeInteger(seed)) throw new RangeError("--seed is a whole number");
const proof = await proveBill({ requests, faults, seed });
console.log(reportProof(proof));
process.exit(proof.violations.length === 0 ? 0 : 1);
