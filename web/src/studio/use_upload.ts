import { useEffect, useRef, useState } from "react";
import type { Title } from "../api/contract";
import { cancelUpload, startUpload, type NewUpload } from "../api/titles";
import { browserPort } from "./upload_port";
import { Uploader, type Progress } from "./uploader";

interface UploadState {
  progress: Progress | null;
  error: unknown;
  start: (file: File, what: Pick<NewUpload, "name" | "type" | "channel_id">) => Promise<void>;
  pause: () => void;
  resume: () => void;
  cancel: () => Promise<void>;
  reset: () => void;
}

/** One upload at a time; leaving the page while it runs asks first, and coming back online continues it. */
export function useUpload(onTitle: (title: Title | null) => void): UploadState {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<{ uploader: Uploader; id: string } | null>(null);
  const busy = progress?.phase === "sending" || progress?.phase === "completing";
  const cut = progress?.phase === "paused" && progress.problem !== null;

  const go = async () => {
    const title = await running.current?.uploader.run();
    if (title) {
      running.current = null;
      onTitle(title);
    }
  };
  const resume = () => void go();
  const latest = useRef(resume);
  useEffect(() => {
    latest.current = resume;
  });
  useEffect(() => {
    if (!busy) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [busy]);
  useEffect(() => {
    if (!cut) return undefined;
    const online = () => latest.current();
    window.addEventListener("online", online);
    return () => window.removeEventListener("online", online);
  }, [cut]);
  useEffect(() => () => running.current?.uploader.pause(), []);

  const start: UploadState["start"] = async (file, what) => {
    setError(null);
    try {
      const upload = await startUpload({ ...what, file_name: file.name, size_bytes: file.size, content_type: file.type || "application/octet-stream" });
      running.current = { uploader: new Uploader(file, upload, browserPort, setProgress), id: upload.upload_id };
      onTitle(null);
    } catch (failure) {
      setError(failure);
      return;
    }
    await go();
  };
  const reset = () => {
    setProgress(null);
    setError(null);
  };
  const cancel = async () => {
    const current = running.current;
    running.current = null;
    current?.uploader.pause();
    try {
      if (current) await cancelUpload(current.id);
      reset();
    } catch (failure) {
      setError(failure);
    }
    onTitle(null);
  };
  return { progress, error, start, pause: () => running.current?.uploader.pause(), resume, cancel, reset };
}
