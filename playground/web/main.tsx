import { render } from 'preact';
import { App } from './app.js';
import { startConnection } from './state/connection.js';
import { watchWidth } from './people/member-list.js';
import { watchSuggestions } from './composer/suggestions.js';
import './style.css';

const root = document.getElementById('page');
if (root !== null) {
  watchSuggestions();
  watchWidth();
  startConnection();
  render(<App />, root);
}
