import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "../../account/use_form";
import { liveNow } from "../../api/live";
import type { RoomSettings } from "../../api/moderation";
import { askRaid, setRaidRules } from "../../api/social";
import { RaidDesk } from "../../chat/raid_desk";
import { useRefreshRaids } from "../../chat/use_raids";
import { Choices, Field } from "../../ui/field";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useWords } from "../../words";
import { linesOf } from "./lines";
import { useRefreshRoom } from "./room_queries";

const NOTE_LIMIT = 200;
const LOOK_MS = 10_000;
const MOST_TRUSTED = 50;

/** Asking another room to take the viewers, what waits for an answer, and whom this room takes. */
export function Raids({ roomId, settings, streamer }: { roomId: string; settings: RoomSettings | undefined; streamer: boolean }) {
  return (
    <div className="stack">
      <div className="raid-cards"><RaidDesk roomId={roomId} /></div>
      <div className="moderation-forms">
        <AskForm roomId={roomId} />
        {settings && <RaidRulesForm roomId={roomId} settings={settings} streamer={streamer} />}
      </div>
    </div>
  );
}

function AskForm({ roomId }: { roomId: string }) {
  const words = useWords();
  const { raid } = words.social;
  const say = useToast();
  const refresh = useRefreshRaids(roomId);
  const live = useQuery({ queryKey: ["live", "raids"], queryFn: () => liveNow(), refetchInterval: LOOK_MS });
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const rooms = (live.data?.items ?? []).filter(({ channel_id: id }) => id !== roomId);
  const form = useForm(async () => {
    const asked = await askRaid(roomId, to, note.trim());
    await refresh();
    setNote("");
    say(asked.state === "accepted" ? raid.taken(asked.to_name) : raid.askedToast(asked.to_name));
  }, () => ({ "/to_room": to === "" ? raid.choose : null }));
  const error = form.beside("/to_room");
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="raid-form">
      <h2>{raid.title}</h2>
      <p className="soft">{raid.hint}</p>
      <label className="field">
        <span className="legend">{raid.to}</span>
        <select className="input" value={to} onChange={(event) => setTo(event.target.value)} aria-invalid={error ? true : undefined} data-testid="raid-to">
          <option value="">{rooms.length === 0 ? raid.nobodyLive : raid.choose}</option>
          {rooms.map(({ channel_id: id, channel_name: name, title }) => <option key={id} value={id}>{title && title !== name ? `${name} · ${title}` : name}</option>)}
        </select>
        {error && <span className="field-error" role="alert">{error}</span>}
      </label>
      <Field label={raid.note} maxLength={NOTE_LIMIT} value={note} onChange={(event) => setNote(event.target.value)} autoComplete="off" testId="raid-note" />
      {form.error !== null && <ProblemPanel error={form.error} shown={["/to_room"]} />}
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="raid-ask">{raid.ask}</button></div>
    </form>
  );
}

function RaidRulesForm({ roomId, settings, streamer }: { roomId: string; settings: RoomSettings; streamer: boolean }) {
  const words = useWords();
  const { raid } = words.social;
  const say = useToast();
  const refresh = useRefreshRoom(roomId);
  const [raids, setRaids] = useState(settings.raids);
  const [text, setText] = useState(settings.trusted_rooms.join("\n"));
  const trusted = linesOf(text);
  const form = useForm(async () => {
    await setRaidRules(roomId, raids, trusted);
    await refresh();
    say(words.common.saved);
  }, () => ({ "/trusted_rooms": trusted.length <= MOST_TRUSTED ? null : raid.tooMany }));
  const error = form.beside("/trusted_rooms");
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="raid-rules-form">
      <h2>{raid.rules}</h2>
      <fieldset disabled={!streamer} className="stack">
        <Choices legend={raid.takes} name="raids" value={raids} onChange={setRaids}
          options={[{ value: "everyone", label: raid.everyone }, { value: "asks", label: raid.afterAsking }, { value: "nobody", label: raid.nobody }]} />
        <label className="field">
          <span className="legend">{raid.trusted}</span>
          <textarea className="input" rows={2} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} aria-invalid={error ? true : undefined} data-testid="raid-trusted" />
          <span className="field-hint">{raid.trustedHint}</span>
          {error && <span className="field-error" role="alert">{error}</span>}
        </label>
      </fieldset>
      {form.error !== null && <ProblemPanel error={form.error} shown={["/trusted_rooms"]} />}
      {streamer ? <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="raid-rules-save">{words.common.save}</button></div> : <p className="small soft">{words.moderation.settings.onlyStreamer}</p>}
    </form>
  );
}
