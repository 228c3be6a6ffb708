import type { Settings } from "../config/gateway-config.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import type { ClientDialect, Intent } from "../dialects/dialect.ts";
import { readBody } from "../streams/read-body.ts";
import { readRegion } from "./bind-region.ts";
import { checkJsonType } from "./check-json-type.ts";
import type { ParamRules } from "./drop-params.ts";
import { dropFields, readParamRules } from "./drop-params.ts";
import type { Keeping } from "./keep-answer.ts";
import type { Metered } from "./metered.ts";
import type { Publishing } from "./objects/publish-answer.ts";
import { parseBody } from "./parse-body.ts";
import { readExtraHeaders } from "./read-extra-headers.ts";
import { readCacheWishes } from "./read-cache-wishes.ts";
import { readEndUser } from "./read-end-user.ts";
import { readMock } from "./read-mock.ts";
import { readPin } from "./read-pin.ts";
import { readTags } from "./read-tags.ts";
import { readWishes } from "./read-wishes.ts";
import { stripGatewayFields } from "./strip-gateway-fields.ts";

const UPLOAD_TIMEOUT_MS = 30_000;

/** A request that has been read and checked, and not yet translated. */
export interface Call<O extends Operation> extends Metered {
  readonly operation: O;
  readonly dialect: ClientDialect<O>;
  /** The body with all that is said in it to the gateway. */
  readonly sent: JsonObject;
  readonly intent: Intent;
  readonly params: ParamRules;
  /** What the client calls the answer that it goes on from. */
  readonly previousId?: string | undefined;
  /** Absent where clients do not come back to their answers. */
  readonly keeping?: Keeping | undefined;
  /** Absent where the answer names nothing that is kept for clients. */
  readonly publishing?: Publishing | undefined;
  readonly requestHeaders: Headers;
  /** For the provider, under names in lower case. */
  readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
}

export async function readCall<O extends Operation>(
  request: Request,
  dialect: ClientDialect<O>,
  pathModel: string | undefined,
  settings: Settings,
): Promise<Call<O>> {
  const text = await readBody(request, { bytesMax: settings.requestBytesMax, timeoutMs: UPLOAD_TIMEOUT_MS });
  checkJsonType(request);
  const sent = parseBody(text, settings.invalidUnicode);
  const { body: said, asked } = stripGatewayFields(sent);
  const params = readParamRules(asked);
  // Before anything is read from it: what is dropped must not be what limits are claimed by.
  const { body, pinned, previousId } = readPin(dropFields(said, params.droppedParams ?? []));
  const intent = dialect.readIntent(body);
  const model = pathModel ?? intent.model;
  if (model === undefined || model === "") {
    throw new GatewayError("invalid_request", "The request names no model.", { param: "model" });
  }
  const { headers } = request;
  return {
    operation: dialect.operation,
    dialect,
    sent,
    body,
    texts: () => dialect.textsOf(body),
    intent: { ...intent, endUser: readEndUser(headers, intent.endUser) },
    model,
    tags: readTags(asked, headers),
    wishes: readWishes(asked, headers, model),
    bound: readRegion(asked),
    pinned,
    previousId,
    params,
    mock: readMock(asked, settings.allowsMockTesting),
    cache: readCacheWishes(asked, headers),
    requestHeaders: headers,
    extraHeaders: readExtraHeaders(asked),
  };
}
