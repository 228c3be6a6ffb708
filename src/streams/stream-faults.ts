import type { Fault } from "../core/fault.ts";

const seconds = (ms: number): string => (ms === 1_000 ? "1 second" : `${ms / 1_000} seconds`);

export const brokenOff: Fault = {
  kind: "broken-stream",
  message: "The connection to the provider broke before the stream was over.",
};

export const neverBegan: Fault = {
  kind: "broken-stream",
  message: "The provider closed the stream before it said anything.",
};

export const frameTooLong = (bytesMax: number): Fault => ({
  kind: "broken-stream",
  message: `The provider sent an event of more than ${bytesMax} bytes.`,
});

export const noFirstFrame = (ms: number): Fault => ({
  kind: "timeout",
  message: `The stream did not begin within ${seconds(ms)}.`,
});

export const wentSilent = (ms: number): Fault => ({
  kind: "timeout",
  message: `The provider sent nothing for ${seconds(ms)}.`,
});

export const tookTooLong = (ms: number): Fault => ({
  kind: "timeout",
  message: `The stream was not over after ${seconds(ms)}.`,
});
