import { useRef, useState } from 'preact/hooks';
import type { PageFile } from '../../page/protocol.js';
import { readFile } from '../state/connection.js';

interface DropZoneProps {
  readonly id: string;
  readonly label: string;
  readonly max: number;
  readonly heard: object;
  readonly onChange: (files: readonly PageFile[]) => void;
}

/** A field for files, chosen or dropped; their names stand in it once they are read. */
export function DropZone({ id, label, max, heard, onChange }: DropZoneProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [names, setNames] = useState<readonly string[]>([]);
  const [isOver, setIsOver] = useState(false);
  const take = async (list: FileList | null | undefined) => {
    const files = await Promise.all([...(list ?? [])].slice(0, max).map(readFile));
    if (files.length === 0) return;
    setNames(files.map(({ name }) => name));
    onChange(files);
  };
  const invitation = max === 1 ? 'Drop a file here, or browse' : `Drop up to ${max} files here, or browse`;
  const shown = names.join(', ') || invitation;
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={`${label}: file`}
        multiple={max > 1}
        onChange={(event) => void take(event.currentTarget.files)}
      />
      <button
        {...heard}
        id={id}
        type="button"
        class={`drop-zone ${isOver ? 'is-over' : ''}`}
        aria-label={`${label}: ${shown}`}
        onClick={() => {
          picker.current?.click();
        }}
        onDragOver={() => {
          setIsOver(true);
        }}
        onDragLeave={() => {
          setIsOver(false);
        }}
        onDrop={(event) => {
          setIsOver(false);
          void take(event.dataTransfer?.files);
        }}
      >
        {shown}
      </button>
    </>
  );
}
