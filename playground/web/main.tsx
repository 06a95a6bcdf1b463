import { render } from 'preact';
import { App } from './app.js';
import { startConnection } from './connection.js';
import { watchWidth } from './member-list.js';
import { watchSuggestions } from './suggestions.js';
import './style.css';

const root = document.getElementById('page');
if (root !== null) {
  watchSuggestions();
  watchWidth();
  startConnection();
  render(<App />, root);
}
