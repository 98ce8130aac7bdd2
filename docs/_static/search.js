// Search as readers of a course do: lessons before the package, and any spelling of a word leads to
// the section that is about it (words.js, made of docs/words.toml).
(() => {
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{Letter}\p{Number}]+/gu, " ").trim();
  const joined = (text) => text.replaceAll(" ", "");
  const known = BCE_WORDS.flatMap((to) => to.words.map((word) => ({ raw: word, word: plain(word), to })));

  /** How many letters are wrong, missing, too many or swapped: more than `most` are not counted. */
  const wrong = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return row[b.length];
  };
  const allowed = (word) => (word.length < 5 ? 0 : word.length < 9 ? 1 : 2);

  /** The sections that a query asks for: as it stands, within a longer one, begun, or misspelt. */
  const sections = (query) => {
    const asked = plain(query), whole = joined(asked);
    if (!asked) return [];
    const begun = ({ word }) => whole.length > 3 && joined(word).startsWith(whole);
    const ways = [
      ({ word }) => joined(word) === whole || joined(word) === whole.replace(/s$/, ""),
      ({ word }) => ` ${asked} `.includes(` ${word} `),
      begun,
      ({ word }) => wrong(joined(word), whole, allowed(whole)) <= allowed(whole),
      ({ word }) => asked.split(" ").some((part) => part.length > 4 && wrong(word, part, allowed(part)) <= allowed(part)),
    ];
    for (const way of ways) {
      const found = known.filter(way);
      const longer = way === begun ? -1 : 1;  // a word that is only begun is rather a short one
      if (found.length) return [...new Set(found.sort((a, b) => longer * (b.word.length - a.word.length)).map(({ to }) => to))];
    }
    return [];
  };

  /** What comes first: lessons, then what is read beside them, then the package. */
  const rank = (page) =>
    /^lessons\/\d/.test(page) ? 3 : /^(api\b|genindex|py-modindex)/.test(page) ? 0 : /^(glossary|libraries)$/.test(page) ? 2 : 1;

  const find = Search._performSearch;
  Search._performSearch = (query, ...terms) => {
    // A name of the package, and not one that the field has for a thing, such as pos_weight.
    const isName = /\w[_.]\w/.test(query) && !known.some(({ raw }) => raw === query.trim());
    const led = isName ? [] : sections(query);
    let found = find(query, ...terms);
    if (led.length) {
      const others = find(led[0].words[0], ...Search._parseQuery(led[0].words[0]).slice(1));
      const seen = new Set(found.map((one) => one[0] + one[2]));
      found = [...others.filter((one) => !seen.has(one[0] + one[2])), ...found]; // the last is the best
    }
    if (!isName) found = found.map((one, i) => [one, i]).sort(([a, i], [b, j]) => rank(a[0]) - rank(b[0]) || i - j).map(([one]) => one);
    const firsts = led.slice(0, 3).map((to) => [to.page, to.title, to.anchor, null, 100, `${to.page}.ipynb`, SearchResultKind.title]);
    const places = new Set(firsts.map((one) => one[0] + one[2]));
    return [...found.filter((one) => !places.has(one[0] + one[2])), ...firsts.reverse()];
  };

  // Results show the text of a page, not the buttons over it.
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const text = page.getElementById(anchor?.slice(1)) ?? page.querySelector("article") ?? page.body;
    text.querySelectorAll(".headerlink, script, style, .page-links").forEach((node) => node.remove());
    return text.textContent;
  };
})();
