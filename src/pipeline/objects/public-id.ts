import { createHash } from "node:crypto";
import { MANAGED_KINDS, type ManagedKind } from "../../store/managed-objects.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** As many as OpenAI's own have. */
const LENGTH = 24;

/**
 * The id that clients are given for what a provider keeps. It follows from the owner, the deployment and the provider's id,
 * so the same object seen twice at once gets one id, and two owners never share one. It is no secret: what it leads to is
 * looked for among its owner's objects only.
 */
export function publicIdOf(
  kind: ManagedKind,
  { owner, deploymentId, upstreamId }: Readonly<Record<"owner" | "deploymentId" | "upstreamId", string>>,
): string {
  const text = JSON.stringify([kind, owner, deploymentId, upstreamId]);
  let rest = BigInt(`0x${createHash("sha256").update(text).digest("hex")}`);
  let id = "";
  for (; id.length < LENGTH; rest /= 62n) id += ALPHABET[Number(rest % 62n)];
  return MANAGED_KINDS[kind] + id;
}
