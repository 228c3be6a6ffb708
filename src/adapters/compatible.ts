import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { UpstreamDialect } from "../dialects/dialect.ts";
import { openaiChat } from "../dialects/openai-chat/index.ts";
import { openaiEmbeddings } from "../dialects/openai-embeddings/index.ts";
import type { Adapter, HeaderRecord, Service } from "./adapter.ts";
import type { CompatibleRow } from "./compatible-table.ts";
import { nameOutputCap } from "./name-output-cap.ts";
import { readCommonFault } from "./read-fault.ts";

export function adaptCompatible(id: string, row: CompatibleRow): Adapter {
  return {
    id,
    serves: {
      ...(row.serves.includes("chat") && { chat: service(row, "/chat/completions", openaiChat) }),
      ...(row.serves.includes("embedding") && { embedding: service(row, "/embeddings", openaiEmbeddings) }),
    },
    keyVariables: row.keyVariables,
    baseVariables: row.baseVariables ?? [],
    needsCredential: row.needsCredential ?? true,
    url: (path, deployment) => baseOf(id, row, deployment) + path,
    sign: (headers, deployment) => sign(headers, deployment, row),
    readFault: readCommonFault,
  };
}

function service<O extends "chat" | "embedding">(
  row: CompatibleRow,
  path: string,
  dialect: UpstreamDialect<O>,
): Service<O> {
  const adjust = adjustment(row);
  return {
    path,
    dialects: [dialect],
    marksEnd: row.marksEnd,
    straysInStreams: row.straysInStreams ?? false,
    adjust: (body) => nameOutputCap(adjust === undefined ? body : adjust(body)),
  };
}

function baseOf(id: string, row: CompatibleRow, deployment: Deployment): string {
  const base = deployment.baseUrl ?? row.baseUrl;
  if (base === undefined) {
    const variable = row.baseVariables?.[0];
    throw new GatewayError(
      "gateway_not_configured",
      `The model "${deployment.modelName}" needs an api_base${variable === undefined ? "" : ` (or the variable ${variable})`}: ${id} has no address of its own.`,
    );
  }
  return base.replace(/\/+$/, "");
}

function sign(headers: HeaderRecord, deployment: Deployment, row: CompatibleRow): void {
  Object.assign(headers, row.headers);
  if (deployment.organization !== undefined) headers["openai-organization"] = deployment.organization;
  if (deployment.credential === undefined) return;
  if (row.authHeader === undefined) headers["authorization"] = `Bearer ${deployment.credential}`;
  else headers[row.authHeader] = deployment.credential;
}

function adjustment({ rename, drop, values }: CompatibleRow): ((body: JsonObject) => JsonObject) | undefined {
  if (rename === undefined && drop === undefined && values === undefined) return undefined;
  return (body) => {
    const adjusted: Record<string, Json | undefined> = { ...body };
    for (const field of drop ?? []) delete adjusted[field];
    for (const [field, name] of Object.entries(rename ?? {})) {
      if (adjusted[field] === undefined) continue;
      adjusted[name] ??= adjusted[field];
      delete adjusted[field];
    }
    for (const [field, spelling] of Object.entries(values ?? {})) {
      const value = adjusted[field];
      if (typeof value === "string" && spelling[value] !== undefined) adjusted[field] = spelling[value];
    }
    return adjusted;
  };
}
