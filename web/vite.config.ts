import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig(async ({ mode }) => ({
  // The mock exists only behind `npm run dev:mock` and `npm run preview:mock`; nothing of dev/ is ever bundled.
  plugins: [react(), ...(mode === "mock" ? [(await import("./dev/mock/plugin.ts")).mockMadang()] : [])],
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "safari17.5", "firefox120"], // light-dark() stays as written
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "hls", test: /node_modules\/hls\.js/ }] } } },
    assetsInlineLimit: 0, // a strict Content-Security-Policy needs no data: URLs
  },
  test: { environment: "jsdom", include: ["tests/**/*.test.{ts,tsx}"], css: false },
}));
