import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "../account/use_form";
import { sendTimedMetadata, stopBroadcast } from "../api/channels";
import type { LiveItem } from "../api/contract";
import { Confirm } from "../ui/confirm";
import { Field } from "../ui/field";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";

const MOST_BYTES = 1024; // IVS takes 1 KB a payload

/** On air: how long, how many, a note to the viewers, and the end. */
export function OnAirTools({ channelId, item }: { channelId: string; item: LiveItem }) {
  const words = useWords();
  const formats = useFormats();
  const say = useToast();
  const client = useQueryClient();
  const now = useNow();
  const [ending, setEnding] = useState(false);
  const [payload, setPayload] = useState("");
  const form = useForm(async () => {
    await sendTimedMetadata(channelId, payload.trim());
    setPayload("");
    say(words.broadcast.sent);
  }, () => ({ "/payload": !payload.trim() ? words.account.required : new TextEncoder().encode(payload.trim()).length > MOST_BYTES ? words.broadcast.metadataHint : null }));
  const stop = async () => {
    await stopBroadcast(channelId);
    say(words.broadcast.stopping);
    await client.invalidateQueries({ queryKey: ["live-of", channelId] });
  };
  return (
    <section className="panel stack" data-testid="on-air-tools">
      <div className="spread">
        <dl className="figures numbers">
          <div><dt>{words.broadcast.elapsed}</dt><dd>{clock((now - Date.parse(item.started_at)) / 1000)}</dd></div>
          <div><dt>{words.broadcast.viewers}</dt><dd data-testid="studio-viewers">{formats.count(item.viewers)}</dd></div>
        </dl>
        <button type="button" className="button button-danger" onClick={() => setEnding(true)} data-testid="stop-broadcast"><Icon name="stop" size={18} />{words.broadcast.stop}</button>
      </div>
      <form className="stack-tight" onSubmit={form.submit} noValidate>
        {form.error !== null && <ProblemPanel error={form.error} shown={["/payload"]} />}
        <Field label={words.broadcast.metadata} hint={words.broadcast.metadataHint} placeholder={words.broadcast.metadataPlaceholder} value={payload} onChange={(event) => setPayload(event.target.value)} error={form.beside("/payload")} testId="metadata-input"
          beside={<button type="submit" className="button button-main" disabled={form.busy} data-testid="metadata-send">{words.broadcast.send}</button>} />
      </form>
      {ending && <Confirm title={words.broadcast.stopTitle} text={words.broadcast.stopText} action={words.broadcast.stop} onConfirm={stop} onClose={() => setEnding(false)} testId="stop-dialog" />}
    </section>
  );
}
