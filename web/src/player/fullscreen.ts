/** Fills the screen with the frame, or gives it back. */
export async function toggleFullscreen(frame: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen();
  else if (frame !== null && "requestFullscreen" in frame) await frame.requestFullscreen().catch(() => undefined);
  // An iPhone has full screen for the video element only.
  else (frame as HTMLElement | null)?.querySelector<HTMLVideoElement & { webkitEnterFullscreen?: () => void }>("video")?.webkitEnterFullscreen?.();
}
