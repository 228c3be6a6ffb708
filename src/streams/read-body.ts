import { GatewayError } from "../core/errors.ts";
import { UpstreamFault } from "../core/fault.ts";
import { concatBytes } from "./concat-bytes.ts";

/** The body as text; what is no UTF-8 becomes U+FFFD. Throws `request_too_large`, `upload_timed_out`, or `invalid_request` when the client stops half-way. */
export async function readBody(
  request: Request,
  { bytesMax, timeoutMs }: { readonly bytesMax: number; readonly timeoutMs: number },
): Promise<string> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(
        new GatewayError("upload_timed_out", `The request body was not complete after ${timeoutMs / 1_000} seconds.`),
      ),
    timeoutMs,
  );
  try {
    const text = await Promise.race([readWithin(request, request.headers.get("content-length"), bytesMax), late]);
    if (text === undefined)
      throw new GatewayError("request_too_large", `The request body is larger than ${bytesMax} bytes.`);
    return text;
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError("invalid_request", "The request body ended before it was complete.", { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** The same for a provider's answer. Throws `UpstreamFault` of kind `invalid-answer` when the body passes `bytesMax`. */
export async function readAnswer(response: Response, { bytesMax }: { readonly bytesMax: number }): Promise<string> {
  // The length of an encoded body says nothing about what it unpacks to.
  const length = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  const text = await readWithin(response, length, bytesMax);
  if (text !== undefined) return text;
  throw new UpstreamFault({ kind: "invalid-answer", message: `The answer is larger than ${bytesMax} bytes.` });
}

/** Undefined when the body is larger than `bytesMax`; then its rest is not read. */
async function readWithin(
  message: Request | Response,
  length: string | null,
  bytesMax: number,
): Promise<string | undefined> {
  if (message.body === null) return "";
  if (length !== null) {
    // Cheaper than bytes of our own: the runtime makes the string in one go.
    if (Number(length) <= bytesMax) return await message.text();
    await message.body.cancel();
    return undefined;
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of message.body as ReadableStream<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > bytesMax) return undefined;
    parts.push(part);
  }
  return new TextDecoder().decode(concatBytes(parts));
}
