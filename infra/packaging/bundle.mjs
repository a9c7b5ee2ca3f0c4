// `node infra/packaging/bundle.mjs FOLDER` bundles the pages of FOLDER/pages.json: each gets one script and one
// style in FOLDER/static/pages/, compressed beside, and the files that they were made of go.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const folder = process.argv[2];
const source = path.join(folder, "static");
const target = path.join(source, "pages");

const importsOf = { js: (file) => `import "./js/${file}.js";`, css: (file) => `@import "./css/${file}.css";` };

async function bundle(page, kind, files) {
  await build({
    stdin: { contents: files.map(importsOf[kind]).join("\n"), resolveDir: source, loader: kind },
    outfile: path.join(target, `${page}.${kind}`),
    bundle: true,
    minify: true,
    format: kind === "js" ? "esm" : undefined,
    // Browsers that are two years old and more.
    target: ["chrome120", "firefox120", "safari17"],
    legalComments: "none",
    logLevel: "warning",
  });
}

function compress(file) {
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

const pages = JSON.parse(readFileSync(path.join(folder, "pages.json"), "utf8"));
for (const [page, { styles, scripts }] of Object.entries(pages)) {
  await bundle(page, "css", styles);
  await bundle(page, "js", scripts);
}
for (const name of ["css", "js"]) rmSync(path.join(source, name), { recursive: true });
for (const folder of [target, path.join(source, "texts")])
  for (const name of readdirSync(folder)) compress(path.join(folder, name));
for (const name of readdirSync(source)) if (name.endsWith(".svg")) compress(path.join(source, name));
