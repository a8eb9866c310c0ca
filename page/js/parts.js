// Fetches the parts that `tools/build_page.py` made, and inflates them.
import { built } from "./built.js";

/**
 * Return each part as a Blob, by name.
 * @param {(done: number, all: number) => void} told called as bytes arrive; both in bytes, compressed
 */
export async function fetchParts(told) {
  const all = built.parts.reduce((sum, part) => sum + part.bytes, 0);
  let done = 0;
  const counted = () =>
    new TransformStream({
      transform(chunk, out) {
        done += chunk.byteLength;
        told(done, all);
        out.enqueue(chunk);
      },
    });
  const fetched = built.parts.map(async ({ name, file }) => {
    const answer = await fetch(new URL(`../${file}`, import.meta.url));
    if (!answer.ok) throw new Error(`${file} : ${answer.status}`);
    const type = name === "loader" || name === "glue" || name === "worker" ? "text/javascript" : "application/octet-stream";
    const inflated = answer.body.pipeThrough(counted()).pipeThrough(new DecompressionStream("gzip"));
    const bytes = await new Response(inflated).arrayBuffer();
    return [name, new Blob([bytes], { type })];
  });
  return Object.fromEntries(await Promise.all(fetched));
}
