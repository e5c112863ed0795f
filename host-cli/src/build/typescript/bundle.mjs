// Bundles a mini-app's modules into one, and says what it imports and exports. Run by Node in the
// project's folder, with the order as the only argument; writes JSON to standard output.

import { build, formatMessages } from "esbuild";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";

const { main, colour } = JSON.parse(process.argv.at(-1));

const bundled = await build({
  entryPoints: [main],
  bundle: true,
  write: false,
  outfile: "bundle.js",
  format: "esm",
  target: "es2022",
  platform: "neutral",
  mainFields: ["module", "main"],
  // A capability is imported from the host.
  external: ["loggia:*"],
  charset: "utf8",
  metafile: true,
  // To know where its lines come from.
  sourcemap: "external",
  sourcesContent: false,
  logLevel: "silent",
}).catch(async (failed) => {
  await complain(failed.errors, "error");
  process.exit(1);
});
await complain(bundled.warnings, "warning");

async function complain(messages, kind) {
  for (const text of await formatMessages(messages, { kind, color: colour })) {
    process.stderr.write(text);
  }
}

const [map, code] = ["bundle.js.map", "bundle.js"].map(
  (name) => bundled.outputFiles.find((file) => file.path.endsWith(name)).text,
);
const [output] = Object.entries(bundled.metafile.outputs)
  .filter(([path]) => path.endsWith("bundle.js"))
  .map(([, output]) => output);
const imports = output.imports.filter((imported) => imported.external).map((imported) => imported.path);

const inputs = new Set(Object.keys(bundled.metafile.inputs));
// esbuild heads each module with a comment that says where it lies, which is nobody's business.
const placeless = code.replace(/^\/\/ (.+)$/gm, (line, path) => (inputs.has(path) ? "//" : line));
const { sources, mappings } = JSON.parse(map);
const origin = { sources: sources.map(named), lines: lines(mappings) };
const source = `${placeless.trimEnd()}\nglobalThis.loggiaOrigin = ${JSON.stringify(origin)};\n`;

process.stdout.write(
  JSON.stringify({ source, imports: [...new Set(imports)].sort(), exports: output.exports }),
);

/// A source's name, the same wherever the project and its packages lie.
function named(path) {
  const file = resolve(path).replaceAll("\\", "/");
  const sdk = folderOf("@loggia/sdk");
  if (sdk !== null && file.startsWith(`${sdk}/`)) {
    return `@loggia/sdk/${file.slice(sdk.length + 1)}`;
  }
  const [, inPackage] = file.match(/.*\/node_modules\/(.*)/) ?? [];
  const own = `${realpathSync(".").replaceAll("\\", "/")}/`;
  return inPackage ?? (file.startsWith(own) ? file.slice(own.length) : file.split("/").at(-1));
}

/// Where a package really lies, links followed.
function folderOf(name) {
  const paths = createRequire(resolve("package.json")).resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      return dirname(realpathSync(`${path}/${name}/package.json`)).replaceAll("\\", "/");
    } catch {
      // Not there: perhaps further up.
    }
  }
  return null;
}

/// For each line of the bundle the number of the source that it is from and the line there, from 1:
/// `SOURCE:LINE`, or nothing. Source maps write differences in base 64 (VLQ).
function lines(mappings) {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let [source, line] = [0, 0];
  return mappings
    .split(";")
    .map((segments) => {
      let first = "";
      for (const segment of segments.split(",").filter(Boolean)) {
        const numbers = [];
        let [value, shift] = [0, 0];
        for (const digit of segment) {
          const bits = digits.indexOf(digit);
          value |= (bits & 31) << shift;
          shift += 5;
          if ((bits & 32) === 0) {
            numbers.push(value & 1 ? -(value >> 1) : value >> 1);
            [value, shift] = [0, 0];
          }
        }
        if (numbers.length >= 4) {
          source += numbers[1];
          line += numbers[2];
          first ||= `${source}:${line + 1}`;
        }
      }
      return first;
    })
    .join(";");
}
