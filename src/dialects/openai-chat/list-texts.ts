import { isArray, isObject, objectsOf, textOf, type Json, type JsonObject } from "../../core/json.ts";

/** Tools and schemas are counted as their JSON: that is about what providers put in front of the model. */
export function listTexts(body: JsonObject): readonly string[] {
  const texts: string[] = [];
  for (const message of objectsOf(body.messages)) {
    addContent(message.content, texts);
    add(message.reasoning_content, texts);
    for (const call of objectsOf(message.tool_calls)) addCall(call.function, texts);
    addCall(message.function_call, texts);
  }
  for (const name of ["tools", "functions", "response_format"]) {
    const value = body[name];
    if (isArray(value) ? value.length > 0 : isObject(value)) texts.push(JSON.stringify(value));
  }
  return texts;
}

function addContent(content: Json | undefined, texts: string[]): void {
  add(content, texts);
  for (const part of objectsOf(content)) add(part.text, texts);
}

function addCall(call: Json | undefined, texts: string[]): void {
  if (!isObject(call)) return;
  add(call.name, texts);
  add(call.arguments, texts);
}

function add(value: Json | undefined, texts: string[]): void {
  const text = textOf(value);
  if (text) texts.push(text);
}
