import { defineConfig } from "vite";

// The built files go where Flask serves them; webapp/static_files.py reads the manifest.
export default defineConfig({
  base: "/static/build/",
  publicDir: false,
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
