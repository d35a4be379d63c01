import { useId, useState } from "react";
import { Link, useLocation } from "wouter";
import { Icon } from "../ui/icons";
import { useWords } from "../words";
import { PinnedMessage, RulesBanner } from "./above_talk";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import type { ChatConnection } from "./connection";
import { LanguageChoice, LanguageNotice } from "./language_choice";
import { MessageList } from "./message_list";
import { OwnNotices } from "./own_notices";
import { PollPlace } from "./poll_card";
import { RaidDesk } from "./raid_desk";
import { RaidPlace } from "./raid_place";
import { RecommendedPlace } from "./recommended_card";
import { mayModerate, type Speaker } from "./protocol";
import { BannedScreen } from "./standing";
import { useDeeds } from "./use_deeds";
import { useMentionCount } from "./use_mention_count";
import { useRoomState } from "./use_room";
import { useStanding } from "./use_standing";
import "./chat.css";
import "./room.css";
import "./social.css";

/** The talk of a channel's room: what is said, what holds there, and a place to say something. */
export function ChatPanel({ roomId, connection }: { roomId: string; connection: ChatConnection }) {
  const words = useWords();
  const state = useRoomState(connection);
  const id = useId();
  const [asked, setAsked] = useState(false);
  const { status, facts, you } = state;
  const standing = useStanding(roomId, connection, state, asked);
  const deeds = useDeeds(roomId, you, facts.pinned);
  useMentionCount(connection);
  const empty = status === "open" && state.messages.length === 0 && state.unsent.length === 0 && state.held.length === 0;
  const shut = status === "banned";
  return (
    <section className="chat" aria-labelledby={id} data-testid="chat" data-status={status}>
      <header className="chat-head">
        <h2 id={id}>{words.chat.title}</h2>
        <span role="status" className="small soft" data-testid="chat-status">{status === "open" || shut ? "" : status === "waiting" ? words.chat.waiting : words.chat.connecting}</span>
        {!shut && <LanguageChoice asked={() => connection.wake()} />}
        {mayModerate(you) && <ToDesk roomId={roomId} you={you} />}
      </header>
      {shut ? <BannedScreen roomId={roomId} standing={standing} comeIn={() => connection.wake()} /> : (
        <>
          <RulesBanner rules={facts.rules} />
          <LanguageNotice untranslated={facts.untranslated} guest={you === null} />
          {facts.pinned && <PinnedMessage key={facts.pinned.message_id} pinned={facts.pinned} unpin={mayModerate(you) ? deeds.unpin : null} />}
          <div className="chat-middle">
            <MessageList messages={state.messages} unsent={state.unsent} held={state.held} facts={facts} you={you} deedsOn={deeds.on} />
            {empty && <p className="chat-empty soft">{words.chat.empty}</p>}
          </div>
          <Announcer connection={connection} />
          <PollPlace roomId={roomId} connection={connection} state={state} />
          {mayModerate(you) && <RaidDesk roomId={roomId} />}
          <RaidPlace state={state} />
          <RecommendedPlace recommended={facts.recommended} />
          <OwnNotices roomId={roomId} connection={connection} state={state} standing={standing} ask={setAsked} />
          {you === null ? <GuestHint /> : <Composer roomId={roomId} connection={connection} state={state} />}
        </>
      )}
      {deeds.dialog}
    </section>
  );
}

/** The streamer's desk is in the studio; moderators have a page of the room's own. */
function ToDesk({ roomId, you }: { roomId: string; you: Speaker | null | undefined }) {
  const words = useWords();
  const label = words.room.moderate.desk;
  return <Link href={you?.role === "streamer" ? `/studio/${roomId}/moderation` : `/moderate/${roomId}`} className="chat-tool chat-desk" aria-label={label} title={label} data-testid="chat-desk"><Icon name="shield" size={18} /></Link>;
}

function GuestHint() {
  const words = useWords();
  const [path] = useLocation();
  return <p className="chat-guest" data-testid="chat-guest"><Link href={`/sign-in?next=${encodeURIComponent(path)}`} className="button button-plain button-small" data-testid="chat-sign-in">{words.nav.signIn}</Link><span className="small soft">{words.chat.guest}</span></p>;
}
