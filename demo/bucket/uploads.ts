import { crc32Of } from './read-payload.js';
import { S3Refusal } from './s3-error.js';

interface Part {
  readonly body: Buffer;
  readonly etag: string;
  readonly crc32: string;
}

interface OpenUpload {
  readonly key: string;
  readonly encryption: string | undefined;
  readonly parts: Map<number, Part>;
}

/** The open multipart uploads, with the parts that their completion is checked against. */
export class Uploads {
  readonly #open = new Map<string, OpenUpload>();

  begin(uploadId: string, key: string, encryption: string | undefined): void {
    this.#open.set(uploadId, { key, encryption, parts: new Map() });
  }

  find(uploadId: string): OpenUpload {
    const upload = this.#open.get(uploadId);
    if (!upload) throw new S3Refusal(404, 'NoSuchUpload');
    return upload;
  }

  addPart(uploadId: string, number: number, body: Buffer, etag: string): string {
    const crc32 = crc32Of([body]);
    this.find(uploadId).parts.set(number, { body, etag, crc32 });
    return crc32;
  }

  /**
   * Checks a request to complete an upload against its parts.
   * @param whole the headers about the whole object
   * @returns the checksum of the object, and the request in the form that fauxqs reads
   * @throws S3Refusal
   */
  check(
    uploadId: string,
    xml: string,
    whole: { readonly crc32: string; readonly bytes: string },
  ): { crc32: string; xml: string } {
    const { parts } = this.find(uploadId);
    const bodies: Buffer[] = [];
    const lines: string[] = [];
    for (const [piece] of xml.matchAll(/<Part>.*?<\/Part>/gs)) {
      const number = Number(/<PartNumber>(\d+)</.exec(piece)?.[1]);
      const part = parts.get(number);
      const crc32 = /<ChecksumCRC32>([^<]+)</.exec(piece)?.[1];
      if (!part || (crc32 !== undefined && crc32 !== part.crc32)) throw new S3Refusal(400, 'InvalidPart');
      bodies.push(part.body);
      lines.push(`<Part><PartNumber>${number}</PartNumber><ETag>${part.etag}</ETag></Part>`);
    }
    const crc32 = crc32Of(bodies);
    const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
    if (whole.crc32 !== '' && whole.crc32 !== crc32) throw new S3Refusal(400, 'BadDigest');
    if (whole.bytes !== '' && Number(whole.bytes) !== bytes) throw new S3Refusal(400, 'InvalidRequest');
    return { crc32, xml: `<CompleteMultipartUpload>${lines.join('')}</CompleteMultipartUpload>` };
  }

  end(uploadId: string): void {
    this.#open.delete(uploadId);
  }

  /** Uploads whose key begins with the prefix. */
  list(prefix = ''): { key: string; uploadId: string }[] {
    return [...this.#open]
      .map(([uploadId, { key }]) => ({ key, uploadId }))
      .filter(({ key }) => key.startsWith(prefix));
  }
}
