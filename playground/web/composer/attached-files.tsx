import { useEffect, useState } from 'preact/hooks';
import { isPicture, showSize } from '../messages/attachments.js';
import { attached, focusComposer } from './composer-model.js';
import { readFile } from '../state/connection.js';
import { Icon, filePath, removePath } from '../icon.js';

/** The files of the message, above its text. */
export function AttachedFiles() {
  if (attached.value.length === 0) return null;
  return (
    <ul class="attached-files" aria-label="Files of the message">
      {attached.value.map((file, index) => (
        <li key={`${index} ${file.name} ${file.lastModified}`} class="attached-file">
          <Preview file={file} />
          <span class="attached-name" title={file.name}>
            {file.name}
          </span>
          <span class="attached-size">{showSize(file.size)}</span>
          <button
            class="attached-remove"
            aria-label={`Remove ${file.name}`}
            title="Remove"
            onClick={() => {
              attached.value = attached.value.filter((other) => other !== file);
              focusComposer('text');
            }}
          >
            <Icon path={removePath} size={20} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A picture, or an icon for other files. */
function Preview({ file }: { readonly file: File }) {
  const [source, setSource] = useState('');
  useEffect(() => {
    if (!isPicture(file.name)) return;
    void readFile(file).then(({ contentType, base64 }) => {
      setSource(`data:${contentType};base64,${base64}`);
    });
  }, [file]);
  return (
    <span class="attached-preview">
      {source === '' ? <Icon path={filePath} size={64} /> : <img src={source} alt="" />}
    </span>
  );
}
