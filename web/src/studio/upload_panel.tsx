import { useId, useState, type DragEvent } from "react";
import { useForm } from "../account/use_form";
import type { Title, UploadType } from "../api/contract";
import { Choices, Field } from "../ui/field";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useFormats, useWords } from "../words";
import { useUpload } from "./use_upload";

const SHOWN = ["/name"];

function typeOf(file: File): UploadType {
  return file.type.startsWith("audio/") ? "music" : "video";
}

export function UploadPanel({ channelId, onTitle }: { channelId: string; onTitle: (title: Title | null) => void }) {
  const words = useWords();
  const formats = useFormats();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [type, setType] = useState<UploadType>("video");
  const upload = useUpload(onTitle);
  const form = useForm(async () => {
    if (file) await upload.start(file, { name: name.trim(), type, channel_id: channelId });
  }, () => ({ "/name": name.trim() ? null : words.account.required }));
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    upload.reset();
    setFile(chosen);
    setName(chosen.name.replace(/\.[^.]+$/, ""));
    setType(typeOf(chosen));
  };
  const again = () => {
    setFile(null);
    upload.reset();
  };
  return (
    <section className="panel stack" aria-labelledby="upload" data-testid="upload-panel">
      <h2 id="upload">{words.library.uploadTitle}</h2>
      {file === null ? <Drop choose={choose} /> : (
        <form className="stack" onSubmit={form.submit} noValidate>
          <p className="row" data-testid="upload-file-name"><Icon name="upload" /><strong>{file.name}</strong><span className="soft numbers">{formats.bytes(file.size)}</span></p>
          {upload.error !== null && <ProblemPanel error={upload.error} shown={SHOWN} />}
          {upload.progress === null ? (
            <>
              <Field label={words.library.name} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} error={form.beside("/name")} testId="upload-name" />
              <Choices legend={words.library.type} name="upload-type" value={type} onChange={setType}
                options={(["video", "music", "podcast"] as const).map((value) => ({ value, label: words.home.kinds[value] }))} />
              <div className="row">
                <button type="submit" className="button button-main" disabled={form.busy} data-testid="upload-start">{words.library.start}</button>
                <button type="button" className="button button-plain" onClick={again}>{words.library.change}</button>
              </div>
            </>
          ) : <Sending upload={upload} again={again} />}
        </form>
      )}
    </section>
  );
}

function Drop({ choose }: { choose: (file: File | undefined) => void }) {
  const words = useWords();
  const id = useId();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    <div className={`drop${over ? " drop-over" : ""}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <Icon name="upload" size={32} />
      <p>{words.library.drop}</p>
      <input id={id} type="file" accept="video/*,audio/*,.mkv" className="hidden-visually" onChange={(event) => choose(event.target.files?.[0])} data-testid="upload-file" />
      <label htmlFor={id} className="button button-main">{words.library.choose}</label>
      <p className="small faint">{words.library.anyKind}</p>
    </div>
  );
}

function Sending({ upload, again }: { upload: ReturnType<typeof useUpload>; again: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const { progress } = upload;
  if (progress === null) return null;
  const percent = progress.total > 0 ? Math.round((progress.sent / progress.total) * 100) : 0;
  const sentence = { sending: words.library.uploading, paused: progress.problem === null ? words.library.pausedByUser : words.library.paused, completing: words.library.completing, done: words.library.done }[progress.phase];
  return (
    <div className="stack-tight" data-testid="upload-progress" data-phase={progress.phase}>
      <div className="spread"><strong role="status">{sentence}</strong><span className="numbers soft">{words.library.progress(formats.bytes(progress.sent), formats.bytes(progress.total))} · {percent} %</span></div>
      <div className="progress" role="progressbar" aria-label={words.library.uploading} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}><span style={{ width: `${percent}%` }} /></div>
      {progress.problem !== null && <ProblemPanel error={progress.problem} />}
      <div className="row">
        {progress.phase === "sending" && <button type="button" className="button button-plain button-small" onClick={upload.pause} data-testid="upload-pause">{words.library.pause}</button>}
        {progress.phase === "paused" && <button type="button" className="button button-main button-small" onClick={upload.resume} data-testid="upload-resume">{words.library.resume}</button>}
        {(progress.phase === "sending" || progress.phase === "paused") && <button type="button" className="button button-danger button-small" onClick={() => void upload.cancel()} data-testid="upload-cancel">{words.library.cancel}</button>}
        {progress.phase === "done" && <button type="button" className="button button-plain button-small" onClick={again} data-testid="upload-again">{words.library.change}</button>}
      </div>
    </div>
  );
}
