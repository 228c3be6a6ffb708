import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { MASTER_KEY } from "../../support/providers.ts";
import { keepSecret } from "../../support/secrets.ts";
import { MODEL, useCustomer } from "./customer.ts";

const customer = useCustomer();
const run = promisify(execFile);

/** A shell script, as people keep them beside their deployments: `curl` and `sed`, nothing else. */
const SCRIPT = String.raw`
set -eu
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }
admin() { curl -sS -H "Authorization: Bearer $MASTER" -H 'Content-Type: application/json' "$@"; }
status() { curl -sS -o /dev/null -w '%{http_code}' "$@"; }
chat() { status "$BASE/chat/completions" -H "$1" -H 'Content-Type: application/json' \
  -d "{\"model\": \"$2\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}"; }

TEAM=$(admin --location "$BASE/team/new" --data '{"team_alias": "curl-team", "max_budget": 100}' | field team_id)
KEY=$(admin --location "$BASE/key/generate" \
  --data-raw "{\"models\": [\"$MODEL\"], \"team_id\": \"$TEAM\", \"duration\": \"20m\", \"metadata\": {\"user\": \"x\"}}" | field key)
echo "key $KEY"
echo "bearer $(chat "Authorization: Bearer $KEY" "$MODEL")"
echo "azure $(chat "api-key: $KEY" "$MODEL")"
echo "other-model $(chat "Authorization: Bearer $KEY" gpt-4o)"
echo "info $(status "$BASE/key/info" -H "Authorization: Bearer $KEY")"
echo "wrong-key $(status "$BASE/key/info" -H 'Authorization: Bearer sk-1234')"
echo "no-key $(status -X POST "$BASE/key/generate")"
echo "no-json $(status "$BASE/key/generate" -H "Authorization: Bearer $MASTER" -d '{"models": [')"
# As curl sends it without a content type: application/x-www-form-urlencoded.
echo "untyped $(status "$BASE/key/generate" -H "Authorization: Bearer $MASTER" -d '{"models": []}')"
echo "empty $(status -X POST "$BASE/key/generate" -H "Authorization: Bearer $MASTER")"
echo "block $(admin -o /dev/null -w '%{http_code}' "$BASE/team/block" -d "{\"team_id\": \"$TEAM\"}")"
echo "blocked $(chat "Authorization: Bearer $KEY" "$MODEL")"
echo "deleted $(admin -o /dev/null -w '%{http_code}' "$BASE/team/delete" -d "{\"team_ids\": [\"$TEAM\"]}")"
echo "after $(chat "Authorization: Bearer $KEY" "$MODEL")"
`;

it("runs a shell script from the first team to the last", async () => {
  const { stdout } = await run("sh", ["-c", SCRIPT], {
    env: { PATH: process.env["PATH"], BASE: customer.stage.gateway.url, MASTER: MASTER_KEY, MODEL },
  });
  const said = Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ") as [string, string]),
  );
  keepSecret(said["key"] ?? "");
  expect(said).toEqual({
    key: expect.stringMatching(/^sk-/),
    bearer: "200",
    azure: "200",
    "other-model": "401",
    info: "200",
    "wrong-key": "401",
    "no-key": "401",
    "no-json": "422",
    untyped: "200",
    empty: "200",
    block: "200",
    blocked: "401",
    deleted: "200",
    after: "401",
  });
});
