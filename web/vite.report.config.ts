import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** One script with everything in it, for the report file that opens without a server. */
export default defineConfig({
  plugins: [react()],
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: "../dist/web",
    emptyOutDir: false,
    lib: { entry: "report.tsx", formats: ["iife"], name: "almagestReport", fileName: () => "report.js" },
  },
});
