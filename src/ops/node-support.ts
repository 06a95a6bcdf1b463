/** From here on the AWS SDK supports every version that we do. */
const supportedMajor = 22;

/**
 * What an old Node means for the export, in one sentence, instead of the AWS SDK's own warning; undefined: nothing.
 * @param version of Node, e.g. `20.19.1`
 * @see https://a.co/c895JFp
 */
export function explainOldNode(version = process.versions.node): string | undefined {
  if (Number.parseInt(version, 10) >= supportedMajor) return undefined;
  return (
    `Node ${version} works, but from January 2027 the library that writes the export to S3 gets no more security ` +
    `updates for it: update to Node ${supportedMajor} or newer before then.`
  );
}
