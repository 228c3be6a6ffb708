import { MemorySignalStore } from "../../src/store/memory/memory-signal-store.ts";
import { describeSignalStore } from "./signal-store-suite.ts";

const store = new MemorySignalStore();

describeSignalStore("one process", () => store);
