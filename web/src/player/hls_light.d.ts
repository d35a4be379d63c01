// The light build has no types of its own: the same surface without alternate audio, subtitles, DRM and CMCD.
declare module "hls.js/light" {
  export * from "hls.js";
  export { default } from "hls.js";
}
