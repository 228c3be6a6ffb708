import type { Citation, Search } from "../../core/chat.ts";
import { isArray, isObject, numberOf, objectsOf, textOf, type JsonObject } from "../../core/json.ts";

/**
 * What a candidate names as its sources: pages that a search found (`groundingMetadata`), and texts that it recites
 * (`citationMetadata`). `text` is all text of the answer. Google's places are offsets in UTF-8, and of the part they
 * stand in, so a place counts only if the cited words are found there.
 */
export function readCitations(candidates: readonly JsonObject[], text: string): readonly Citation[] {
  const found = candidates.flatMap((candidate) => [...readGrounding(candidate, text), ...readRecited(candidate, text)]);
  // Every piece of a stream may tell again what is known.
  return [...new Map(found.map((citation) => [JSON.stringify(citation), citation])).values()];
}

function readGrounding(candidate: JsonObject, text: string): readonly Citation[] {
  const metadata = candidate.groundingMetadata;
  if (!isObject(metadata)) return [];
  const sources = objectsOf(metadata.groundingChunks).map(readSource);
  const supports = objectsOf(metadata.groundingSupports);
  if (supports.length === 0) return sources.filter((source) => source !== undefined);
  return supports.flatMap((support) => {
    const indices = support.groundingChunkIndices;
    const place = isObject(support.segment) ? findPlace(text, support.segment) : {};
    return (isArray(indices) ? indices : []).flatMap((index): readonly Citation[] => {
      const source = sources[numberOf(index) ?? -1];
      return source === undefined ? [] : [{ ...source, ...place }];
    });
  });
}

/** Of the web, of the caller's own documents, or of a map. */
export function readSource(chunk: JsonObject): Citation | undefined {
  const source = [chunk.web, chunk.retrievedContext, chunk.maps].find(isObject);
  const url = textOf(source?.uri);
  const title = textOf(source?.title)?.toWellFormed();
  return url === undefined ? undefined : { url, ...(title !== undefined && { title }) };
}

/** Google AI calls the list `citationSources`, Vertex AI `citations`. */
function readRecited(candidate: JsonObject, text: string): readonly Citation[] {
  const metadata = candidate.citationMetadata;
  if (!isObject(metadata)) return [];
  return objectsOf(metadata.citationSources ?? metadata.citations).flatMap((source): readonly Citation[] => {
    const url = textOf(source.uri);
    const title = textOf(source.title)?.toWellFormed();
    if (!url) return [];
    return [{ url, ...(title !== undefined && { title }), ...findPlace(text, source) }];
  });
}

interface Place {
  readonly start?: number;
  readonly end?: number;
}

/** A start of 0 is left out on the wire. */
function findPlace(text: string, segment: JsonObject): Place {
  const endByte = numberOf(segment.endIndex);
  const said = textOf(segment.text);
  if (endByte !== undefined) {
    const start = unitAt(text, numberOf(segment.startIndex) ?? 0);
    const end = unitAt(text, endByte);
    if (end > start && (said === undefined || text.slice(start, end) === said)) return { start, end };
  }
  const start = said ? text.indexOf(said) : -1;
  return said === undefined || start < 0 ? {} : { start, end: start + said.length };
}

/** How many UTF-16 units of the text its first bytes are. */
function unitAt(text: string, bytes: number): number {
  let left = bytes;
  let units = 0;
  for (const character of text) {
    left -= byteLength(character);
    if (left < 0) break;
    units += character.length;
  }
  return units;
}

const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;

/** `groundingMetadata`. The sources of a search are told where nothing of it is cited. */
export function encodeGrounding(citations: readonly Citation[], searches: readonly Search[], text: string): JsonObject {
  if (citations.length === 0 && searches.length === 0) return {};
  const placed = citations.flatMap(({ start, end }, index) =>
    start === undefined || end === undefined ? [] : [{ start, end, index }],
  );
  const sources = citations.length > 0 ? citations : searches.flatMap((search) => search.sources);
  return {
    groundingMetadata: {
      ...(searches.length > 0 && { webSearchQueries: searches.map(({ query }) => query) }),
      groundingChunks: sources.map(({ url, title }) => ({
        web: { uri: url, ...(title !== undefined && { title: title.toWellFormed() }) },
      })),
      groundingSupports: placed.map(({ start, end, index }) => ({
        segment: {
          startIndex: byteLength(text.slice(0, start)),
          endIndex: byteLength(text.slice(0, end)),
          text: text.slice(start, end).toWellFormed(),
        },
        groundingChunkIndices: [index],
      })),
    },
  };
}
