import type { Caller } from "../core/caller.ts";
import type { Deployment } from "../core/deployment.ts";
import type { DeploymentId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { Activity } from "../core/operation.ts";
import type { Intent } from "../dialects/dialect.ts";
import type { ModelGroup } from "../router/model-index.ts";
import type { RouteWishes } from "../router/route-request.ts";
import type { RegionBound } from "./bind-region.ts";
import type { CacheWishes } from "./read-cache-wishes.ts";
import type { MockWish } from "./read-mock.ts";

/** What the stages of a request go by, whatever it asks for and in whichever form. */
export interface Metered {
  readonly operation: Activity;
  /** The model the client asked for, by body or by path. */
  readonly model: string;
  readonly intent: Pick<Intent, "stream" | "endUser" | "outputTokensMax" | "choices" | "units">;
  /** Empty where the body is passed on unread. */
  readonly body: JsonObject;
  readonly tags: readonly string[];
  readonly wishes: RouteWishes;
  /** Where it has to be served; admission binds it to what its end user may use. */
  readonly bound: RegionBound;
  /** Who serves it, where that is not told by `model` alone. Throws `GatewayError` for who may not use it. */
  findGroup?(caller: Caller): ModelGroup;
  /** The deployment that keeps what the call builds on. */
  readonly pinned?: DeploymentId | undefined;
  /** A deployment of the account that keeps what the call names. */
  readonly keptAt?: Deployment | undefined;
  readonly mock: MockWish | undefined;
  readonly cache?: CacheWishes | undefined;
  /** A provider has been sent what can be sent only once, so nobody else can be asked. */
  readonly isSpent?: () => boolean;
  /** All text the model has to read, for estimates. Need not be exact. */
  readonly texts: () => readonly string[];
}
