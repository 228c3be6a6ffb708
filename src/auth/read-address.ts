/** Cloudflare sets it on every request; what a client sends under this name does not get through. */
const HEADER = "cf-connecting-ip";
const LOOPBACK = /^(?:127\.|::1$)/;
const MAPPED = /^::ffff:(?=\d+\.)/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * The network that a request comes from: an IPv4 address, or the first 64 bits of one of IPv6, because a single
 * customer has all addresses below them. Undefined where nobody vouches for an address, as on one's own machine.
 */
export function readAddress(headers: Headers): string | undefined {
  const address = headers.get(HEADER)?.replace(MAPPED, "") ?? "";
  if (address === "" || LOOPBACK.test(address)) return undefined;
  return address.includes(":") ? networkOf(address.toLowerCase()) : address;
}

/** `::` stands for as many groups of zeros as are missing. */
function networkOf(address: string): string {
  const [head = [], tail = []] = address.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const missing = Math.max(0, GROUPS - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: missing }, () => "0"), ...tail].slice(0, NETWORK_GROUPS);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
