// Compiles every module of the folders named, in place, with the Python that will run them: node compile.mjs FOLDER…
import { loadPyodide } from "pyodide";

const python = await loadPyodide({ args: ["-X", "no_debug_ranges"] });
for (const [index, folder] of process.argv.slice(2).entries()) {
  const inside = `/work${index}`;
  python.FS.mkdir(inside);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, inside);
  const failed = python.runPython(`
import compileall, pathlib, py_compile
folder = pathlib.Path("${inside}")
compiled = compileall.compile_dir(folder, quiet=1, force=True, legacy=True, stripdir="${inside}", maxlevels=30,
                                  invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
for source in list(folder.rglob("*.py")):
    if source.with_suffix(".pyc").exists():
        source.unlink()
not compiled
`);
  if (failed) process.exit(1);
}
