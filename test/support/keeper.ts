import type { RecordedRequest, Scene } from "./upstream.ts";

/** What a scripted provider keeps, by path: `/files/file-up1`. */
export interface Keeper {
  readonly route: (request: RecordedRequest) => Scene;
  readonly kept: Map<string, Record<string, unknown>>;
  /** The contents of files, by id. */
  readonly contents: Map<string, Buffer>;
  /** The ids it has given out. */
  ids(): readonly string[];
}

const PREFIXES: Readonly<Record<string, readonly [prefix: string, object: string]>> = {
  "/files": ["file-", "file"],
  "/batches": ["batch_", "batch"],
  "/fine_tuning/jobs": ["ftjob-", "fine_tuning.job"],
  "/vector_stores": ["vs_", "vector_store"],
  "/containers": ["cntr_", "container"],
  "/assistants": ["asst_", "assistant"],
  "/threads": ["thread_", "thread"],
  "/videos": ["video_", "video"],
  "/uploads": ["upload_", "upload"],
};
const WITHIN: Readonly<Record<string, readonly [prefix: string, object: string]>> = {
  messages: ["msg_", "thread.message"],
  runs: ["run_", "thread.run"],
  file_batches: ["vsfb_", "vector_store.files_batch"],
  parts: ["part_", "upload.part"],
};

/** No id is given out twice, whoever gives it. */
let given = 0;

/** A provider of OpenAI's resources, with ids of its own. It serves whoever asks: there is one credential for all. */
export function createKeeper(prefix: string): Keeper {
  const kept = new Map<string, Record<string, unknown>>();
  const contents = new Map<string, Buffer>();
  const ids: string[] = [];
  /** The file that was put into a store last. */
  const stored = new Map<string, unknown>();
  const next = (begin: string): string => {
    given += 1;
    const id = `${begin}upstream${String(given).padStart(8, "0")}`;
    ids.push(id);
    return id;
  };
  const json = (body: object, status = 200): Scene => ({
    status,
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const missing = (path: string): Scene =>
    json(
      { error: { message: `No such object: ${path}`, type: "invalid_request_error", param: null, code: null } },
      404,
    );

  function make(path: string, said: Record<string, unknown>): Scene {
    const [begin, object] = PREFIXES[path] ?? ["x_", "unknown"];
    const id = next(begin);
    const body = { id, object, created_at: 1_700_000_000, ...said };
    kept.set(`${path}/${id}`, body);
    return json(body);
  }

  function route({ method, path: asked, json: sent, body, headers }: RecordedRequest): Scene {
    const path = asked.replace(/\?.*$/, "").replace(prefix, "");
    const said = (sent ?? {}) as Record<string, unknown>;
    const steps = path.split("/");
    if (method === "POST" && path === "/files") {
      const made = make(path, { purpose: /name="purpose"\r\n\r\n([^\r]*)/.exec(body.toString())?.[1] ?? "" });
      const boundary = /boundary=(.*)$/.exec(headers["content-type"] ?? "")?.[1] ?? "";
      contents.set(ids.at(-1) ?? "", contentIn(body, boundary));
      return made;
    }
    if (method === "POST" && path === "/batches") return make(path, { status: "validating", ...said });
    if (method === "POST" && PREFIXES[path]) return make(path, said);
    if (method === "POST" && path === "/threads/runs") {
      make("/threads", {});
      return json({ id: next("run_"), object: "thread.run", thread_id: ids.at(-2), ...said });
    }
    const own = [...kept.keys()].find((key) => path === key || path.startsWith(`${key}/`));
    const object = own === undefined ? undefined : kept.get(own);
    if (own === undefined || object === undefined) return missing(path);
    const rest = path.slice(own.length + 1).split("/");
    const [inner = "", id] = rest;
    if (inner === "") {
      if (method === "POST") kept.set(own, { ...object, ...said });
      if (method !== "DELETE") return json(kept.get(own) ?? {});
      kept.delete(own);
      return json({ id: object["id"], object: `${String(object["object"])}.deleted`, deleted: true });
    }
    if (inner === "content")
      return {
        body: contents.get(String(object["id"])) ?? Buffer.from([0, 255]),
        headers: { "content-type": "application/jsonl" },
      };
    if (inner === "complete") {
      make("/files", { filename: object["filename"], purpose: object["purpose"] });
      return json({ ...object, status: "completed", file: kept.get(`/files/${ids.at(-1)}`) });
    }
    if (inner === "cancel") return json({ ...object, status: "cancelling" });
    if (inner === "remix")
      return make("/videos", { remixed_from_video_id: object["id"], seconds: "4", model: "sora-2" });
    if (inner === "search")
      return json({ object: "vector_store.search_results.page", data: [{ file_id: stored.get(own), score: 1 }] });
    if (inner === "files" && steps[1] === "vector_stores") {
      if (method === "POST" && id === undefined) stored.set(own, said["file_id"]);
      const fileId = id ?? stored.get(own);
      const file = { id: fileId, object: "vector_store.file", vector_store_id: object["id"], status: "completed" };
      if (method === "GET" && id === undefined)
        return json({
          object: "list",
          data: [file],
          first_id: fileId ?? null,
          last_id: fileId ?? null,
          has_more: false,
        });
      return json(file);
    }
    const [begin, name] = WITHIN[inner] ?? ["cfile_", "container.file"];
    if (method === "GET" && id === undefined) return json({ object: "list", data: [], has_more: false });
    const parent = `${String(object["object"]).replace("thread.", "")}_id`;
    return json({ id: id ?? next(begin), object: name, [parent]: object["id"], ...said });
  }

  return { route, kept, contents, ids: () => ids };
}

/** The bytes of the one file of a form. */
function contentIn(body: Buffer, boundary: string): Buffer {
  const head = body.indexOf("\r\n\r\n", body.indexOf("filename="));
  return body.subarray(head + 4, body.indexOf(`\r\n--${boundary}`, head));
}
