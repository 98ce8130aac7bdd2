/* Says, in the corner of a lesson, how far the start of Python is; and keeps the reader in place. */
'use strict';

const box = document.createElement('p');
box.id = 'python-start';
box.setAttribute('role', 'status');

const say = (text, state) => {
  box.dataset.state = state;
  box.textContent = text;
  box.hidden = false;
  if (!box.isConnected) document.body.append(box);
};

const told = (data) => {
  if (data.state === 'fetching') {
    const size = data.bytes ? ` ${(data.bytes / 1e6).toFixed(0)} MB so far.` : '';
    say(`Starting Python, which the first time fetches tens of MB.${size} You can read on.`, 'busy');
  } else if (data.state === 'warming') {
    say('Python is here, and being set up.', 'busy');
  } else if (data.state === 'ready') {
    say('Python is ready: run cell after cell with Shift-Enter, and each picture wakes as you come to it.', 'ready');
    setTimeout(() => (box.hidden = true), 8000);
  } else {
    say('Python could not be fetched, so nothing runs here. Is there a network? Then reload.', 'failed');
    console.warn(data.why);
  }
};

// The kernel is a worker of this page.
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', ({ data }) => data?.pythonStart && told(data.pythonStart));
  }
};

// Run All would take the reader to the end of the lesson: she stays where she is.
const stay = ({ target }) => {
  if (!target.closest?.("[data-command='notebook:run-all-cells']")) return;
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const { activeCellIndex } = notebook;
  setTimeout(() => {
    notebook.activeCellIndex = activeCellIndex;
    notebook.scrollToItem(activeCellIndex);
  }, 100);
};
document.addEventListener('pointerdown', stay, true); // the button acts before the click
document.addEventListener('keydown', stay, true);

// A word of the glossary opens the site's page at it: the file of the same name would open as its source.
const lookUp = (event) => {
  const link = event.target.closest?.('a[href*="/files/glossary.md"]');
  if (!link) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { hash } = new URL(link.href);
  window.open(new URL(`../../glossary.html${hash.toLowerCase()}`, location.href), '_blank');
};
document.addEventListener('click', lookUp, true);
