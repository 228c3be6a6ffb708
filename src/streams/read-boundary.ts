const TYPE = /^multipart\/form-data[ \t]*;(?:[^"]|"[^"]*")*$/i;
const BOUNDARY = /;[ \t]*boundary=(?:"([^"]+)"|([^\s;"]+))/gi;
/** RFC 2046, section 5.1.1. */
const CHARACTERS = /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/;

/** The boundary that a `content-type` of multipart/form-data names; undefined for any other type. */
export function readBoundary(contentType: string | null): string | undefined {
  if (contentType === null || !TYPE.test(contentType)) return undefined;
  const [found, another] = [...contentType.matchAll(BOUNDARY)];
  const boundary = found?.[1] ?? found?.[2];
  return boundary === undefined || another !== undefined || !CHARACTERS.test(boundary) ? undefined : boundary;
}
