import type { Deployment } from "./deployment.ts";

/** Deployments of one account share what it keeps. */
export const isSamePlace = (a: Deployment, b: Deployment): boolean =>
  a.provider === b.provider &&
  a.baseUrl === b.baseUrl &&
  a.credential === b.credential &&
  a.organization === b.organization;
