const LF = 10;
const CR = 13;

/**
 * Tells where frames end in a stream of bytes, however it is cut into chunks: just after a blank line, whose break
 * may be LF, CR or CRLF. A frame that ends in CR ends with the next byte, which may be the LF that belongs to it.
 */
export function createFrameEndFinder(onEnd: (offset: number) => void): (chunk: Uint8Array) => void {
  let lineIsEmpty = true;
  let afterCr = false;
  let endsUnlessLf = false;

  return (chunk) => {
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index];
      if (endsUnlessLf) onEnd(byte === LF ? index + 1 : index);
      if (byte === LF) {
        if (!afterCr) {
          if (lineIsEmpty) onEnd(index + 1);
          lineIsEmpty = true;
        }
        afterCr = false;
        endsUnlessLf = false;
      } else {
        afterCr = byte === CR;
        endsUnlessLf = afterCr && lineIsEmpty;
        lineIsEmpty = afterCr;
      }
    }
  };
}
