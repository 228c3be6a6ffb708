import type { AnswerKeeper } from "../dialect.ts";
import { keepAnswer } from "./keep-answer.ts";

/** Of requests that go on from an answer, and whose own is none that a client comes back to. */
export const resumeOnly: AnswerKeeper = { ...keepAnswer, wants: () => false, isForBackground: () => false };
