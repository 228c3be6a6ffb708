import type { Adapter, Service, Services } from "../../adapters/adapter.ts";
import type { Deployment } from "../../core/deployment.ts";
import type { Operation } from "../../core/operation.ts";
import type { ClientDialect, UpstreamDialect } from "../../dialects/dialect.ts";
import {
  chatCompletions,
  compaction,
  completions,
  countContents,
  countMessages,
  countResponses,
  embeddings,
  geminiVerbs,
  images,
  messages,
  moderations,
  rerank,
  responses,
} from "../../endpoints/index.ts";
import type { Framing } from "../../streams/parse-frames.ts";

/** What a request is known to be. */
export interface KnownService {
  readonly operation: Operation;
  readonly dialect: UpstreamDialect<Operation>;
  readonly framing: Framing | undefined;
  readonly marksEnd: boolean;
  /** The path itself asks for a stream. */
  readonly streams: boolean;
}

/** What the gateway's own clients speak, by operation and dialect: an upstream dialect of that id has the same requests and errors. */
const SPOKEN = new Map<string, ClientDialect<Operation>>(
  [
    chatCompletions,
    compaction,
    completions,
    countContents,
    countMessages,
    countResponses,
    embeddings,
    images,
    messages,
    moderations,
    rerank,
    responses,
    ...geminiVerbs.values(),
  ].map(({ dialect }) => [`${dialect.operation} ${dialect.id}`, dialect]),
);

/** Undefined for a dialect that no client speaks. */
export const spokenAs = ({ operation, id }: Pick<UpstreamDialect<Operation>, "operation" | "id">) =>
  SPOKEN.get(`${operation} ${id}`);

/**
 * The service that a path is of: the one whose own path it ends with, and of several the longest. The paths are those by which
 * the gateway itself calls a model of this name, after those that only clients write. Undefined for a path that stands for
 * several operations, which the body alone tells apart.
 */
export function findService(adapter: Adapter, deployment: Deployment, path: string): KnownService | undefined {
  // Some servers read paths in any case, and with a slash at their end.
  const written = decodeURIComponent(path).replace(/\/$/, "").toLowerCase();
  for (const services of [adapter.servesAsWritten?.(deployment), adapter.servesModel?.(deployment) ?? adapter.serves]) {
    const fitting = listServices(services ?? {}, deployment).filter(({ own }) => written.endsWith(own));
    const longest = Math.max(...fitting.map(({ own }) => own.length));
    const [first, ...others] = fitting.filter(({ own }) => own.length === longest);
    if (first === undefined) continue;
    if (others.some(({ known }) => known.operation !== first.known.operation)) return undefined;
    return first.known;
  }
  return undefined;
}

interface Listed {
  readonly known: KnownService;
  readonly own: string;
}

const listServices = (services: Services, deployment: Deployment): readonly Listed[] =>
  Object.entries(services).flatMap(([operation, main]: [string, Service<Operation>]) =>
    [main, ...(main.also ?? [])].flatMap((service) => {
      const [whole, streamed] = [pathOf(service, deployment, false), pathOf(service, deployment, true)];
      const { framing, marksEnd, dialects } = service;
      const known = { operation: operation as Operation, dialect: dialects[0], framing, marksEnd };
      // Most say in the body, at one path, whether they want a stream.
      return [
        { own: whole, known: { ...known, streams: false } },
        ...(streamed === whole ? [] : [{ own: streamed, known: { ...known, streams: true } }]),
      ];
    }),
  );

function pathOf({ path }: Service<Operation>, deployment: Deployment, streams: boolean): string {
  const written = typeof path === "string" ? path : path(deployment, streams);
  return decodeURIComponent(written.replace(/\?.*$/, "")).toLowerCase();
}
