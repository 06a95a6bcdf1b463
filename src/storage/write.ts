/** One write of a transaction. Mongoose does not check it: its amounts and lengths were checked before. */
export type Write =
  | { readonly kind: 'insert'; readonly collection: string; readonly document: object }
  | {
      /** `change` is a document of update operators, or the new document. */
      readonly kind: 'update' | 'replace';
      readonly collection: string;
      readonly filter: object;
      readonly change: object;
      /** Creates the document where there is none; without it that is a `WriteMissed`. */
      readonly upsert?: true;
      /** What is thrown when the collection's validator refuses the document as it would become. */
      readonly whenRefused?: () => Error;
    };
