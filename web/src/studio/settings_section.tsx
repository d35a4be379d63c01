import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { useForm } from "../account/use_form";
import { changeChannel, deleteChannel } from "../api/channels";
import type { ChannelSettings, Recording } from "../api/contract";
import type { Versioned } from "../api/http";
import { isProblem } from "../api/problem";
import { Confirm } from "../ui/confirm";
import { Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useFormats, useWords } from "../words";
import { RecordingFields } from "./recording_fields";

const STALE = 412;

export function SettingsSection({ channel }: { channel: Versioned<ChannelSettings> }) {
  const words = useWords();
  const formats = useFormats();
  const say = useToast();
  const client = useQueryClient();
  const [, go] = useLocation();
  const { value } = channel;
  const [name, setName] = useState(value.name);
  const [recording, setRecording] = useState<Recording>(value.recording);
  const [deleting, setDeleting] = useState(false);
  const form = useForm(async () => {
    try {
      await changeChannel(value.id, { name: name.trim(), recording }, channel);
      say(words.common.saved);
    } finally {
      await client.invalidateQueries({ queryKey: ["mine"] });
    }
  }, () => ({ "/name": name.trim() ? null : words.account.required }));
  const remove = async () => {
    await deleteChannel(value.id);
    client.removeQueries({ queryKey: ["mine", "channel", value.id] });
    await client.invalidateQueries({ queryKey: ["mine", "channels"] });
    go("/studio", { replace: true });
  };
  return (
    <div className="stack settings">
      <form className="panel stack" onSubmit={form.submit} noValidate data-testid="channel-settings-form">
        <div className="spread"><h2>{words.settings.title}</h2><span className="small faint">{words.settings.created(formats.date(value.created_at))}</span></div>
        {isProblem(form.error) && form.error.status === STALE ? <p className="notice" role="alert" data-testid="stale">{words.settings.stale}</p> : form.error !== null && <ProblemPanel error={form.error} shown={["/name"]} />}
        <Field label={words.studio.name} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} error={form.beside("/name")} testId="channel-name-input" />
        <p><span className="legend">{words.studio.latency}</span>: {value.latency_mode === "low" ? words.studio.latencyLow : words.studio.latencyNormal} <span className="small faint">{words.settings.latencyFixed}</span></p>
        <RecordingFields value={recording} onChange={setRecording} />
        <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="save-channel">{words.common.save}</button></div>
      </form>
      <section className="panel stack-tight danger">
        <h2>{words.settings.danger}</h2>
        <p className="soft">{words.settings.dangerText}</p>
        <div><button type="button" className="button button-danger" onClick={() => setDeleting(true)} data-testid="delete-channel">{words.settings.deleteChannel}</button></div>
      </section>
      {deleting && <Confirm title={words.settings.deleteTitle(value.name)} text={words.settings.dangerText} action={words.settings.deleteChannel} onConfirm={remove} onClose={() => setDeleting(false)} testId="delete-dialog" />}
    </div>
  );
}
