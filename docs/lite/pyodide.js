/* Starts Pyodide for the kernel, with the course's own packages added to its list.

   The kernel loads this file as if it were Pyodide, and calls loadPyodide with this file's folder
   as indexURL. Where Pyodide really is, and what is added, stands in packages.json beside it. What
   is fetched is told to the page, which shows it (page.js). */
'use strict';

/* The slow imports, done while the reader reads; matplotlib would remark, in a lesson, that it looks
   for fonts. The kernel draws with the backend named here. */
const WARM_UP = `
import logging, os
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
logging.disable()
import matplotlib.font_manager, sklearn.linear_model, sklearn.metrics
logging.disable(logging.NOTSET)
del logging, os, matplotlib, sklearn
`;

self.loadPyodide = async ({ indexURL: here, ...options }) => {
  const tell = (start) => self.postMessage({ pythonStart: start });
  const get = async (url, options) => {
    const answer = await fetch(url, options);
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    return answer.json();
  };
  try {
    tell({ state: 'fetching', bytes: 0 });
    const { pyodide, packages } = await get(new URL('packages.json', here), {
      cache: 'no-cache', // or an old list could name packages that are gone
    });
    const indexURL = new URL(pyodide, here).href;
    const lock = await get(`${indexURL}pyodide-lock.json`);
    for (const entry of packages) {
      entry.file_name = new URL(entry.file_name, here).href;
      lock.packages[entry.name] = entry;
    }
    const lockFileURL = URL.createObjectURL(new Blob([JSON.stringify(lock)]));
    importScripts(`${indexURL}pyodide.js`); // defines the real loadPyodide in place of this one
    const stop = count((bytes) => tell({ state: 'fetching', bytes }));
    const started = await self.loadPyodide({ ...options, indexURL, lockFileURL });
    stop();
    tell({ state: 'warming' });
    await started.runPythonAsync(WARM_UP);
    tell({ state: 'ready' });
    return started;
  } catch (error) {
    tell({ state: 'failed', why: String(error.message ?? error) });
    throw error;
  }
};

/* Call `told` with the sum of bytes whenever something more has come; return how to stop that. */
function count(told) {
  const original = self.fetch;
  let bytes = 0;
  self.fetch = async (...request) => {
    const answer = await original(...request);
    bytes += Number(answer.headers.get('content-length') ?? 0);
    told(bytes);
    return answer;
  };
  return () => {
    self.fetch = original;
  };
}
