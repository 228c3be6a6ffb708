import type { Frame } from "../streams/frame.ts";
import type { StreamEncoder } from "./dialect.ts";

/** The frames of events that are there at once. */
export const encodeEvents = <Event>(encoder: StreamEncoder<Event>, events: readonly Event[]): readonly Frame[] =>
  events.flatMap((event, index) => encoder.push(event, events[index + 1]));
