const HEAD_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** What goes before so many bytes of samples, of 16 bits and one channel, in a WAV file (RIFF, format PCM). */
export function writeWavHead(bytes: number, samplesPerSecond: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  const mark = (at: number, text: string): void => head.set(new TextEncoder().encode(text), at);
  mark(0, "RIFF");
  view.setUint32(4, HEAD_BYTES - 8 + bytes, true);
  mark(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, samplesPerSecond, true);
  view.setUint32(28, samplesPerSecond * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, BYTES_PER_SAMPLE * 8, true);
  mark(36, "data");
  view.setUint32(40, bytes, true);
  return head;
}
