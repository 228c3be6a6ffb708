import type { Fault } from "../core/fault.ts";
import type { JsonObject } from "../core/json.ts";
import type { UpstreamDialect } from "./dialect.ts";
import { readDecoded } from "./read-decoded.ts";
import { watchDecoder } from "./watch-decoder.ts";

interface Own extends Pick<UpstreamDialect<"chat">, "id" | "encodeRequest" | "retarget" | "decodeResponse"> {
  readonly decodeStream: UpstreamDialect<"chat">["decoder"];
  /** The failure that an event of a stream tells. */
  readonly readFault: (body: JsonObject) => Fault | undefined;
}

/** What providers speak, where what is decoded is all that is looked at: no answer is known to need repair that is passed on untouched. */
export const chatDialect = ({ decodeStream, readFault, ...own }: Own): UpstreamDialect<"chat"> => ({
  ...own,
  operation: "chat",
  readResponse: (body) => readDecoded(own.decodeResponse(body)),
  decoder: decodeStream,
  watcher: () => watchDecoder(decodeStream(), readFault),
});
