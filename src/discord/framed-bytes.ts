/** Room before the bytes of a file for the message that carries it, and behind them for the end of the request. */
const headBytes = 64 * 1024;
const tailBytes = 1024;

/** Memory of which nothing but its file is used. */
const framed = new WeakSet<ArrayBufferLike>();

/** Memory for a file that a request will carry. Its content is not set. */
export function allocateFramed(sizeBytes: number): Buffer {
  const { buffer } = Buffer.allocUnsafeSlow(headBytes + sizeBytes + tailBytes);
  framed.add(buffer);
  return Buffer.from(buffer, headBytes, sizeBytes);
}

/**
 * The bytes of a file between others. They are written around it where it has room: a copy of ten megabytes holds the
 * event loop, and its memory is collected only in another long hold.
 */
export function frame(head: Uint8Array, content: Buffer, tail: Uint8Array): Buffer {
  const { buffer, byteOffset, byteLength } = content;
  const isWholeFile = framed.has(buffer) && buffer.byteLength === headBytes + byteLength + tailBytes;
  if (!isWholeFile || head.byteLength > headBytes || tail.byteLength > tailBytes) {
    return Buffer.concat([head, content, tail]);
  }
  const start = byteOffset - head.byteLength;
  const whole = Buffer.from(buffer, start, head.byteLength + byteLength + tail.byteLength);
  whole.set(head);
  whole.set(tail, head.byteLength + byteLength);
  return whole;
}
