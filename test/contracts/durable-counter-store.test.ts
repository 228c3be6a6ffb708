import { DurableCounterStore } from "../../src/store/durable/durable-counter-store.ts";
import { counterObjects } from "./counter-objects.ts";
import { describeCounterStore } from "./counter-store-suite.ts";

// 200 calls at once on a busy machine take longer than a request may wait.
describeCounterStore("a durable object", () => new DurableCounterStore(counterObjects, { deadlineMs: 10_000 }));
