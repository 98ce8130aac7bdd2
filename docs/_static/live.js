// Bring the widgets of this page to life, with no kernel and no other host. The scripts are
// loaded last: once require.js is there, libraries of the theme would take it for a module loader.
(() => {
  const base = new URL("widgets/", document.currentScript.src).href;
  const load = (name) =>
    new Promise((done, failed) => {
      const script = Object.assign(document.createElement("script"), { src: base + name, onload: done, onerror: failed });
      document.head.append(script);
    });
  const start = async () => {
    await load("require.js");
    requirejs.config({ baseUrl: base });
    await load("embed-amd.js");
  };
  // While reveal.js lays slides out for paper they are not in the page: no widget would be found.
  if (window.Reveal?.isPrintView()) Reveal.on("pdf-ready", start);
  else if (document.readyState === "complete") start();
  else addEventListener("load", start);
})();
