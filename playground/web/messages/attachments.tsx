import type { APIAttachment } from 'discord-api-types/v10';
import { useEffect, useState } from 'preact/hooks';
import type { PageMessage } from '../../page/protocol.js';

const previewBytes = 20_000;
const previewLines = 6;

/** The files of a message that its components do not show. */
export function Attachments({ message: { api } }: { readonly message: PageMessage }) {
  if (((api.flags ?? 0) & (1 << 15)) !== 0) return null;
  return (
    <>
      {api.attachments.map((attachment) =>
        isPicture(attachment.filename) ? (
          <Picture
            key={attachment.id}
            fileId={attachment.id}
            text={attachment.description ?? attachment.filename}
          />
        ) : (
          <FileCard
            key={attachment.id}
            {...{ fileId: attachment.id, name: attachment.filename, sizeBytes: attachment.size }}
          />
        ),
      )}
    </>
  );
}

export function isPicture(name: string): boolean {
  return /\.(png|jpe?g|gif|webp)$/i.test(name);
}

/** The page's own address of a file, which Discord's address names by its id. */
export function fileIdOf(url: string): string {
  return /\/attachments\/\d+\/(\d+)\//.exec(url)?.[1] ?? '';
}

export function Picture({ fileId, text }: { readonly fileId: string; readonly text: string }) {
  return (
    <a class="picture" href={`/page/files/${fileId}`} download>
      <img src={`/page/files/${fileId}`} alt={text} loading="lazy" />
    </a>
  );
}

interface FileProps {
  readonly fileId: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** A file to save; the beginning of a text file can be read in place. */
export function FileCard({ fileId, name, sizeBytes }: FileProps) {
  const [isOpen, setIsOpen] = useState(false);
  const isText = /\.(csv|txt|json|md)$/i.test(name) && sizeBytes > 0;
  return (
    <div class="file-card">
      <div class="file-head">
        <svg width="30" height="40" viewBox="0 0 30 40" aria-hidden="true">
          <path fill="#d3d6fd" d="M4 0h15l11 11v25a4 4 0 0 1-4 4H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4Z" />
          <path fill="#939bf9" d="M19 0l11 11H21a2 2 0 0 1-2-2V0Zm-12 18h16v2H7zm0 6h16v2H7zm0 6h11v2H7z" />
        </svg>
        <div class="file-name">
          <a href={`/page/files/${fileId}`} download={name}>
            {name}
          </a>
          <span>{showSize(sizeBytes)}</span>
        </div>
        {isText && (
          <button
            class="file-peek"
            aria-expanded={isOpen}
            onClick={() => {
              setIsOpen(!isOpen);
            }}
          >
            {isOpen ? 'Close' : 'View'}
          </button>
        )}
      </div>
      {isOpen && <TextPreview fileId={fileId} />}
    </div>
  );
}

function TextPreview({ fileId }: { readonly fileId: string }) {
  const [text, setText] = useState('');
  useEffect(() => {
    void fetch(`/page/files/${fileId}`)
      .then((response) => response.text())
      .then((whole) => {
        setText(whole.slice(0, previewBytes));
      });
  }, [fileId]);
  const lines = text.trimEnd().split('\n');
  return (
    <pre class="file-preview" tabIndex={0} aria-label="Beginning of the file">
      {lines.slice(0, previewLines * 4).join('\n')}
      {lines.length > previewLines * 4 ? '\n…' : ''}
    </pre>
  );
}

export function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(2)} KB` : `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}

export function findAttachment(all: readonly APIAttachment[], url: string): APIAttachment | undefined {
  const id = fileIdOf(url);
  return all.find((one) => one.id === id);
}
