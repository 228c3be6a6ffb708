import { checkLiveSettings } from "../../config/check-live-settings.ts";
import { isLiveField, LIVE_SECTIONS, type LiveSection } from "../../config/live-fields.ts";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { LiveSettingRecord } from "../../store/live-config.ts";
import { stampChange, stampNew } from "../../tenancy/stamps.ts";
import { tryUntilDone } from "../../tenancy/try-until-done.ts";
import { type LiveContext, registriesOf } from "../live-context.ts";

/** What was said of a section at runtime; empty when nothing was. */
export async function readSection(context: LiveContext, section: LiveSection): Promise<JsonObject> {
  const row = await registriesOf(context).settings.find(section);
  return row?.value ?? {};
}

type Sections = Readonly<Partial<Record<LiveSection, JsonObject>>>;

/**
 * Changes what is said of sections: fields that are null or undefined are no longer said. What others write meanwhile stays.
 * Throws `invalid_request` with what a configuration file would be told; nothing is written then.
 */
export async function changeSections(context: LiveContext, change: Sections): Promise<Sections> {
  const named = LIVE_SECTIONS.filter((section) => change[section] !== undefined);
  return await rewriteSections(context, named, (said, section) => {
    const given = change[section] ?? {};
    for (const field of Object.keys(given)) checkField(section, field, said);
    return { ...said, ...given };
  });
}

/** What an earlier version of the gateway let be said can be taken back, whatever it is now. */
function checkField(section: LiveSection, field: string, said: JsonObject): void {
  if (isLiveField(section, field) || said[field] !== undefined) return;
  const message = `${section}.${field}: cannot be set at runtime`;
  throw new GatewayError("invalid_request", message, { param: section });
}

/** The same, where what shall be said depends on what is. */
export async function rewriteSections(
  context: LiveContext,
  named: readonly LiveSection[],
  rewrite: (said: JsonObject, section: LiveSection) => JsonObject,
): Promise<Sections> {
  const { settings } = registriesOf(context);
  const written = await tryUntilDone(async () => {
    const rows = await settings.findAll(named);
    const before: Record<string, JsonObject> = {};
    const after: Record<string, JsonObject> = {};
    for (const section of named) {
      before[section] = rows.find((row) => row.section === section)?.value ?? {};
      after[section] = withoutEmpty(rewrite(before[section], section));
    }
    checkChange(context, before, after);
    for (const section of named) {
      const row = rows.find((each) => each.section === section);
      if (!(await writeSeen(context, section, after[section] ?? {}, row))) return undefined;
    }
    return after;
  });
  context.live.changed();
  return written;
}

/** What was wrong before, as a fallback to a model that was deleted since, keeps nobody from changing something else. */
function checkChange({ live }: LiveContext, before: Sections, after: Sections): void {
  const known = new Set(checkLiveSettings(live, before).map(withoutPlaces));
  const problems = checkLiveSettings(live, after).filter((problem) => !known.has(withoutPlaces(problem)));
  if (problems.length === 0) return;
  throw new GatewayError("invalid_request", problems.join("; "), { param: Object.keys(after)[0] });
}

/** An entry of a list moves up when one before it is taken out. */
const withoutPlaces = (problem: string): string => problem.replaceAll(/\[\d+\]/g, "[]");

/** False where someone else has written since the row was read. */
export async function writeSeen(
  context: LiveContext,
  section: string,
  value: JsonObject,
  row: LiveSettingRecord | undefined,
): Promise<boolean> {
  const { settings } = registriesOf(context);
  if (row === undefined)
    return (await settings.insert({ section, value, extra: {}, ...stampNew(context) })) === "inserted";
  return (await settings.change(section, { value, ...stampChange(context) }, row.updatedAtMs)) !== undefined;
}

/** Whatever is there. */
export async function writeSetting(context: LiveContext, section: string, value: JsonObject): Promise<void> {
  const { settings } = registriesOf(context);
  const change = { value, ...stampChange(context) };
  if ((await settings.change(section, change)) !== undefined) return;
  const record: LiveSettingRecord = { section, value, extra: {}, ...stampNew(context) };
  // Someone else may have been first.
  if ((await settings.insert(record)) === "taken") await settings.change(section, change);
}

const withoutEmpty = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null && item !== undefined));
