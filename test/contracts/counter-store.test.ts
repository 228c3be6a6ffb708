import { MemoryCounterStore } from "../../src/store/memory/memory-counter-store.ts";
import { describeCounterStore } from "./counter-store-suite.ts";

describeCounterStore("one isolate's memory", () => new MemoryCounterStore());
