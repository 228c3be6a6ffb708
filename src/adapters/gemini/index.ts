import { geminiCount } from "../../dialects/gemini/count-tokens.ts";
import { geminiEmbedding, geminiEmbeddings } from "../../dialects/gemini/embed-contents.ts";
import { gemini as geminiDialect } from "../../dialects/gemini/index.ts";
import type { Adapter } from "../adapter.ts";
import { trimBase } from "../trim-base.ts";
import { readGoogleFault } from "../read-google-fault.ts";
import { geminiFilms } from "./films.ts";
import { soundOfGemini } from "../sound-of-gemini.ts";

const BASE = "https://generativelanguage.googleapis.com";

/** Google AI Studio: the model is in the path. Source: ai.google.dev/api. */
export const gemini: Adapter = {
  id: "gemini",
  serves: {
    chat: {
      path: ({ model }, stream) => `${pathOf(model)}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
      dialects: [geminiDialect],
      marksEnd: false,
    },
    embedding: {
      path: ({ model }) => `${pathOf(model)}:batchEmbedContents`,
      dialects: [geminiEmbeddings],
      marksEnd: true,
      also: [{ path: ({ model }) => `${pathOf(model)}:embedContent`, dialects: [geminiEmbedding], marksEnd: true }],
    },
    count: { path: ({ model }) => `${pathOf(model)}:countTokens`, dialects: [geminiCount], marksEnd: true },
  },
  sound: soundOfGemini(({ model }) => `${pathOf(model)}:generateContent`),
  films: geminiFilms,
  keyVariables: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
  baseVariables: ["GEMINI_API_BASE"],
  needsCredential: true,
  url(path, { baseUrl = BASE }) {
    const base = trimBase(baseUrl);
    return /\/v1(beta|alpha)?$/.test(base) ? base + path : `${base}/v1beta${path}`;
  },
  // Uploads and downloads have the version behind another word.
  urlAsWritten: (path, { baseUrl = BASE }) =>
    trimBase(baseUrl).replace(/\/v1(beta|alpha)?$/, "") +
    (/^\/((up|down)load\/)?v1/.test(path) ? path : `/v1beta${path}`),
  sign(headers, { credential = "" }) {
    headers["x-goog-api-key"] = credential;
  },
  readFault: readGoogleFault,
};

const pathOf = (model: string): string => `/models/${encodeURIComponent(model)}`;
