import type { Tool } from "../../core/chat.ts";
import { parseObject, textOf, type JsonObject } from "../../core/json.ts";
import { defined, optionalObject, optionalString, requiredString } from "../read-fields.ts";

/*
 * A custom tool takes free-form text, such as a patch. To other dialects it is a function with one string.
 */

const SCHEMA: JsonObject = {
  type: "object",
  properties: { input: { type: "string", description: "The whole input of the tool, as plain text." } },
  required: ["input"],
  additionalProperties: false,
};

export function decodeCustomTool(tool: JsonObject, path: string): Tool {
  const said = optionalString(tool.description, `${path}.description`);
  const grammar = describeGrammar(optionalObject(tool.format, `${path}.format`) ?? {}, `${path}.format`);
  const description = [said, grammar].filter((text) => text !== undefined).join("\n\n");
  return {
    name: requiredString(tool.name, `${path}.name`),
    schema: SCHEMA,
    ...defined({ description: description === "" ? undefined : description }),
  };
}

/** Other providers cannot be held to a grammar: all that is left is to tell the model. */
function describeGrammar(format: JsonObject, path: string): string | undefined {
  if (format.type !== "grammar") return undefined;
  const definition = requiredString(format.definition, `${path}.definition`);
  const syntax = optionalString(format.syntax, `${path}.syntax`) ?? "lark";
  return `The input must match this grammar (${syntax}):\n${definition}`;
}

export const wrapCustomInput = (input: string): string => JSON.stringify({ input: input.toWellFormed() });

/** What is not of the schema is passed on as the model wrote it: the tool itself will say what is wrong. */
export const unwrapCustomInput = (json: string): string => textOf(parseObject(json)?.input) ?? json;
