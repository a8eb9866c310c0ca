// Runs Python. Started from a `data:` address once the page is sealed: it can reach nothing but what it is handed (docs/page.md).
// A message asks {id, does, …}; the answer is {id, value} or {id, fault}. What snr refused is in the value, as it told it.

const HOME = "/dossier";
const OUT = "/out";
let python;
let bridge;

const does = {
  // parts: Blobs by name; says "ready" when `snr` is imported
  async start({ parts }) {
    const at = Object.fromEntries(Object.entries(parts).map(([name, blob]) => [name, URL.createObjectURL(blob)]));
    // the loader fetches two files by name: it is handed what the page has fetched already
    const byName = { "pyodide.asm.wasm": parts.wasm, "python_stdlib.zip": parts.library };
    self.fetch = async (asked) => {
      const name = String(asked.url ?? asked).split("/").at(-1);
      if (!Object.hasOwn(byName, name)) throw new TypeError(`${name} is not a part of the page`);
      return new Response(byName[name], { headers: { "Content-Type": name.endsWith(".wasm") ? "application/wasm" : "" } });
    };
    const { loadPyodide } = await import(at.loader);
    const { default: create } = await import(at.glue);
    python = await loadPyodide({
      indexURL: "blob:parts/",
      packageBaseUrl: "blob:parts/",
      lockFileContents: await parts.lock.text(),

      stdin: () => null,
      stdout: () => {},
      stderr: () => {},
      createPyodideModule: create,
    });
    const packages = python.runPython("import site; site.getsitepackages()[0]");
    python.unpackArchive(await parts.site.arrayBuffer(), "zip", { extractDir: packages });
    python.FS.writeFile(`${packages}/snr_page.py`, await parts.bridge.text());
    bridge = python.pyimport("snr_page");
    python.runPython("import snr_cli.cli.app");
    for (const folder of [HOME, OUT]) python.FS.mkdirTree(folder);
    python.FS.chdir("/");
    return null;
  },

  // the dossier becomes these files: a Map of path → Uint8Array
  put({ files }) {
    empty(HOME);
    for (const [name, bytes] of files) write(`${HOME}/${name}`, bytes);
    return null;
  },

  // one command of snr; with `keep`, the dossier's files come back too
  run({ args, keep = false }) {
    empty(OUT);
    const told = bridge.run(args);
    const [code, out, err, refused] = told.toJs();
    told.destroy();
    return { code, out, err, refused: JSON.parse(refused), files: read(OUT), dossier: keep ? read(HOME) : null };
  },

  // a function of the bridge that takes and gives JSON, and a file; what it put in the folder of results comes too
  call({ name, given = [], bytes }) {
    empty(OUT);
    if (bytes) python.FS.writeFile(given[0], bytes);
    const answer = JSON.parse(bridge.call(name, JSON.stringify(given)));
    if (bytes) python.FS.unlink(given[0]);
    return { value: answer.value, refused: answer.refusal, files: read(OUT) };
  },
};

function write(path, bytes) {
  python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  python.FS.writeFile(path, bytes);
}

function* walk(folder) {
  for (const name of python.FS.readdir(folder)) {
    if (name === "." || name === "..") continue;
    const path = `${folder}/${name}`;
    if (python.FS.isDir(python.FS.lstat(path).mode)) yield* walk(path);
    else yield path;
  }
}

function read(folder) {
  return new Map([...walk(folder)].map((path) => [path.slice(folder.length + 1), python.FS.readFile(path)]));
}

function empty(folder) {
  python.FS.mkdirTree(folder);
  const remove = (path, self) => {
    for (const name of python.FS.readdir(path)) {
      if (name === "." || name === "..") continue;
      const below = `${path}/${name}`;
      if (python.FS.isDir(python.FS.lstat(below).mode)) remove(below, true);
      else python.FS.unlink(below);
    }
    if (self) python.FS.rmdir(path);
  };
  remove(folder, false);
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ id: data.id, value: await does[data.does](data) });
  } catch (error) {
    self.postMessage({ id: data.id, fault: String(error?.message ?? error) });
  }
};
