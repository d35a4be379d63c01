import type { ReactNode } from "react";
import { Link } from "wouter";
import { seedNumber } from "../home/thumbnail";
import { Donate } from "../money/donate";
import { Join } from "../plans/join";
import { CopyButton } from "../ui/copy_button";
import { useWords } from "../words";

const GROUNDS = ["#1f5f50", "#8e2b1f", "#24508c", "#6b3a1e"];

/** What is on, and by whom. */
export function About({ title, channel, channelId, sessionId, owner, children }: { title: string; channel: string; channelId: string; sessionId: string | null; owner: string | undefined; children: ReactNode }) {
  const words = useWords();
  return (
    <div className="about">
      <span className="letter" style={{ background: GROUNDS[seedNumber(channelId) % GROUNDS.length] }} aria-hidden="true">{channel.slice(0, 1)}</span>
      <div className="stack-tight about-text">
        <h1 id="title" data-testid="watch-title">{title}</h1>
        <p className="about-line soft"><Link href={`/watch/live/${channelId}`} data-testid="channel-name">{channel}</Link>{owner && owner !== channel && <span>{owner}</span>}{children}</p>
      </div>
      <div className="row about-deeds">
        <Donate channelId={channelId} channel={channel} sessionId={sessionId} />
        <Join channelId={channelId} channel={channel} />
        <CopyButton text={() => Promise.resolve(window.location.href)} label={words.watch.share} testId="share" />
      </div>
    </div>
  );
}
