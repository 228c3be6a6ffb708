import { z } from "zod";
import { texts } from "../../tenancy/params.ts";
import { FALLBACK_KINDS } from "./fallback-tables.ts";

const named = { model: z.string(), fallback_type: z.enum(FALLBACK_KINDS) };

export const fallbackOutput = z.object({ ...named, fallback_models: texts });
export const setFallbackOutput = z.object({ ...named, fallback_models: texts, message: z.string() });
export const deletedFallbackOutput = z.object({ ...named, message: z.string() });
