import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

// Report maps (geo/maps.py) hold Leaflet inside the file itself; it lies beside our own build, as it came.
const reportMapParts: Plugin = {
  name: "report-map-parts",
  generateBundle() {
    for (const name of ["leaflet.js", "leaflet.css"]) {
      const source = readFileSync(new URL(`node_modules/leaflet/dist/${name}`, import.meta.url));
      this.emitFile({ type: "asset", fileName: `report-map/${name}`, source });
    }
  },
};

// The built files go where Flask serves them; webapp/static_files.py reads the manifest.
export default defineConfig({
  base: "/static/build/",
  publicDir: false,
  plugins: [reportMapParts],
  build: {
    outDir: "../static/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    // The content security policy allows no data: script and the pages no inline one.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { input: "main.ts" },
  },
  css: {
    preprocessorOptions: {
      scss: {
        // Bootstrap 5.3 is still written with @import; nothing we can mend.
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      },
    },
  },
});
