import { useEffect, useState } from 'preact/hooks';
import type { StoredObject } from '../../page/protocol.js';
import { showSize } from '../messages/attachments.js';
import { get, post } from '../state/connection.js';
import { parseCsv } from './parse-csv.js';
import { setup } from '../state/state.js';
import { showMessageTime } from '../messages/show-time.js';

const rowLimit = 200;

/** The files that the bot has stored, each CSV as a table. */
export function StoreView() {
  const { title, emptyText } = setup.value.store ?? {};
  const [objects, setObjects] = useState<readonly StoredObject[]>([]);
  const [key, setKey] = useState('');
  const [said, setSaid] = useState('');
  const [runs, setRuns] = useState(0);
  useEffect(() => {
    void get<readonly StoredObject[]>('store').then(setObjects, (error: unknown) => {
      setSaid(String(error));
    });
  }, [runs]);
  const runNow = async () => {
    setSaid('Running…');
    await post('store', {});
    setSaid('Done.');
    setRuns(runs + 1);
  };
  return (
    <div class="store">
      <header class="top-bar">
        <h2>{title}</h2>
        <button
          class="button button-primary"
          onClick={() => {
            void runNow().catch((error: unknown) => {
              setSaid(String(error));
            });
          }}
        >
          Run it now
        </button>
        <span role="status">{said}</span>
      </header>
      <div class="store-body">
        <ul class="store-keys" aria-label="Objects">
          {objects.map((object) => (
            <li key={object.key}>
              <button
                class={object.key === key ? 'is-here' : ''}
                aria-pressed={object.key === key}
                onClick={() => {
                  setKey(object.key);
                }}
              >
                {object.key}
                <small>
                  {showSize(object.sizeBytes)} · {showMessageTime(new Date(object.changedAt))}
                </small>
              </button>
            </li>
          ))}
          {objects.length === 0 && <li class="store-empty">{emptyText}</li>}
        </ul>
        {key !== '' && <ObjectTable key={`${key} ${runs}`} objectKey={key} />}
      </div>
    </div>
  );
}

function ObjectTable({ objectKey }: { readonly objectKey: string }) {
  const [text, setText] = useState<string | undefined>(undefined);
  useEffect(() => {
    const path = objectKey.split('/').map(encodeURIComponent).join('/');
    void get<{ text: string }>(`store/${path}`).then((object) => {
      setText(object.text);
    });
  }, [objectKey]);
  if (text === undefined) return <p class="store-empty">Reading…</p>;
  if (!objectKey.endsWith('.csv')) {
    return (
      <pre class="store-text" tabIndex={0}>
        {text}
      </pre>
    );
  }
  const [head = [], ...rows] = parseCsv(text);
  return (
    <div class="store-table" tabIndex={0} role="region" aria-label={objectKey}>
      <table>
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, rowLimit).map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > rowLimit && <p class="store-empty">and {rows.length - rowLimit} rows more</p>}
    </div>
  );
}
