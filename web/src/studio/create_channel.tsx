import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { useForm } from "../account/use_form";
import { createChannel } from "../api/channels";
import type { LatencyMode, Recording } from "../api/contract";
import { Choices, Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { RecordingFields } from "./recording_fields";

const SHOWN = ["/name"];

export function CreateChannel({ onClose }: { onClose: (() => void) | null }) {
  const words = useWords();
  const { studio } = words;
  const [, go] = useLocation();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [latency, setLatency] = useState<LatencyMode>("low");
  const [recording, setRecording] = useState<Recording>({ mode: "keep", retention_days: 30 });
  const form = useForm(async () => {
    const made = await createChannel({ name: name.trim(), latency_mode: latency, recording });
    await client.invalidateQueries({ queryKey: ["mine", "channels"] });
    go(`/studio/${made.id}`);
  }, () => ({ "/name": name.trim() ? null : words.account.required }));
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate aria-labelledby="create" data-testid="create-channel-form">
      <h2 id="create">{studio.create}</h2>
      {form.error !== null && <ProblemPanel error={form.error} shown={SHOWN} />}
      <Field label={studio.name} hint={studio.nameHint} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} error={form.beside("/name")} testId="channel-name-input" />
      <Choices legend={studio.latency} name="latency" value={latency} onChange={setLatency}
        options={[{ value: "low", label: studio.latencyLow, hint: studio.latencyLowHint }, { value: "normal", label: studio.latencyNormal, hint: studio.latencyNormalHint }]} />
      <RecordingFields value={recording} onChange={setRecording} />
      <div className="row">
        <button type="submit" className="button button-main" disabled={form.busy} data-testid="create-channel">{studio.submitCreate}</button>
        {onClose && <button type="button" className="button button-plain" onClick={onClose}>{words.common.cancel}</button>}
      </div>
    </form>
  );
}
