import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { S3Refusal } from './s3-error.js';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const clockSkewMs = 15 * 60_000;
const authorizationForm =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Checks a request's Signature V4.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @throws S3Refusal
 */
export function checkSignature(request: SignedRequest, credentials: Credentials, region: string): void {
  const authorization = request.headers.authorization;
  if (authorization === undefined) throw new S3Refusal(403, 'AccessDenied');
  const match = authorizationForm.exec(authorization);
  if (!match) throw new S3Refusal(400, 'AuthorizationHeaderMalformed');
  const [, keyId = '', day = '', signedRegion = '', signedHeaders = '', signature = ''] = match;
  if (keyId !== credentials.accessKeyId) throw new S3Refusal(403, 'InvalidAccessKeyId');
  if (signedRegion !== region) throw new S3Refusal(400, 'AuthorizationHeaderMalformed');
  const time = headerOf(request.headers, 'x-amz-date');
  checkTime(time, day);
  const scope = `${day}/${region}/s3/aws4_request`;
  const names = signedHeaders.split(';');
  checkSignedHeaders(request.headers, names);
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hashOf(canonicalForm(request, names))].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  if (!timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'))) {
    throw new S3Refusal(403, 'SignatureDoesNotMatch');
  }
}

function checkTime(time: string, day: string): void {
  const instant = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!time.startsWith(day) || Number.isNaN(instant)) throw new S3Refusal(403, 'AccessDenied');
  if (Math.abs(Date.now() - instant) > clockSkewMs) throw new S3Refusal(403, 'RequestTimeTooSkewed');
}

/** Headers that control the store must be signed. */
function checkSignedHeaders(headers: IncomingHttpHeaders, names: readonly string[]): void {
  const required = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  if (!required.every((name) => names.includes(name))) {
    throw new S3Refusal(403, 'AccessDenied', 'There were headers that are not signed');
  }
}

function canonicalForm({ method, url, headers }: SignedRequest, names: readonly string[]): string {
  const [path = '', query = ''] = url.split('?');
  const parameters = query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => (parameter.includes('=') ? parameter : `${parameter}=`))
    .sort();
  const lines = names.map((name) => `${name}:${headerOf(headers, name).trim().replace(/\s+/g, ' ')}\n`);
  return [
    method,
    path,
    parameters.join('&'),
    lines.join(''),
    names.join(';'),
    headerOf(headers, 'x-amz-content-sha256'),
  ].join('\n');
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
