import { type ParsedConfig, parseConfig, type ParseOptions } from "./parse-config.ts";

/** A configuration that serves one model, written provider/name, under whatever name a caller asks for. */
export const oneModelConfig = (model: string, options: ParseOptions): ParsedConfig =>
  parseConfig(JSON.stringify({ model_list: [{ model_name: "*", litellm_params: { model } }] }), "--model", options);
