// Runs the SDK's tests with Node's test runner. The capabilities, which a sandbox has from its host, are
// those of `host.ts`.

import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = readdirSync(here).filter((name) => name.endsWith(".test.ts"));
const folder = mkdtempSync(join(tmpdir(), "loggia-sdk-"));
try {
  await build({
    entryPoints: tests.map((name) => join(here, name)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    plugins: [
      {
        name: "host",
        setup(bundler) {
          bundler.onResolve({ filter: /^loggia:/ }, ({ path }) => ({ path, namespace: "host" }));
          bundler.onLoad({ filter: /.*/, namespace: "host" }, ({ path }) => ({
            contents: `import { host } from "./host"; export default host(${JSON.stringify(path)});`,
            resolveDir: here,
          }));
        },
      },
    ],
  });
  const files = tests.map((name) => join(folder, name.replace(/\.ts$/, ".mjs")));
  const ran = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], {
    stdio: "inherit",
  });
  process.exitCode = ran.status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
