import { z } from "zod";
import { dictionary, texts } from "../../tenancy/params.ts";

export const endpointsOutput = z.object({
  endpoints: z.array(
    z
      .object({
        id: z.string(),
        path: z.string(),
        target: z.string(),
        /** What is secret is masked. */
        headers: dictionary,
        include_subpath: z.boolean(),
        /** Dollars; null where nobody said. */
        cost_per_request: z.number().nullable(),
        auth: z.boolean(),
        methods: texts,
        /** It is changed where the configuration is written. */
        is_from_config: z.boolean(),
        /** Why it cannot be served. */
        problem: z.string().optional(),
      })
      .meta({ id: "PassThroughEndpoint" }),
  ),
});
