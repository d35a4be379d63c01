import { useQuery } from "@tanstack/react-query";
import { audienceMatches, segments, type Match } from "../../api/audience";
import { ProblemPanel } from "../../ui/problem_panel";
import { useSpeech } from "../../words";
import "./audience.css";

/** Who would fit this channel, with what that is made of, and how its audience is divided. */
export function AudienceSection({ channelId }: { channelId: string }) {
  return <div className="stack"><SegmentsPanel channelId={channelId} /><MatchesPanel channelId={channelId} /></div>;
}

function SegmentsPanel({ channelId }: { channelId: string }) {
  const { words: { audience } } = useSpeech();
  const found = useQuery({ queryKey: ["mine", "segments", channelId], queryFn: () => segments(channelId) });
  return (
    <section className="panel stack-tight" aria-labelledby="segments">
      <h2 id="segments">{audience.segments}</h2>
      {found.isPending && <div className="skeleton money-place" />}
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {found.data && (
        <>
          <ul className="segments" data-testid="segments">
            {found.data.segments.map((one) => (
              <li key={one.segment} data-testid={`segment-${one.segment}`}><strong className="numbers">{one.members}</strong><span>{audience.names[one.segment]}</span><small>{audience.meaning[one.segment](found.data.rule)}</small></li>
            ))}
          </ul>
          <p className="small soft">{audience.rule(found.data.rule.version)}</p>
        </>
      )}
    </section>
  );
}

function MatchesPanel({ channelId }: { channelId: string }) {
  const { words: { audience }, locale } = useSpeech();
  const found = useQuery({ queryKey: ["mine", "matches", channelId], queryFn: () => audienceMatches(channelId) });
  const share = (value: number) => value.toLocaleString(locale, { style: "percent", maximumFractionDigits: 0 });
  return (
    <section className="panel stack-tight" aria-labelledby="matches">
      <h2 id="matches">{audience.matches}</h2>
      <p className="small soft">{audience.matchesHint}</p>
      {found.isPending && <div className="skeleton money-place" />}
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {found.data?.items.length === 0 && <div className="empty" data-testid="matches-none"><h3>{audience.none}</h3><p>{audience.noneHint}</p></div>}
      {found.data && found.data.items.length > 0 && (
        <ol className="matches" data-testid="matches">{found.data.items.map((one) => <MatchRow key={one.user_id} one={one} share={share} />)}</ol>
      )}
      {found.data && found.data.loyalty_brier !== null && <p className="small soft">{audience.brier(found.data.loyalty_brier.toLocaleString(locale, { maximumFractionDigits: 3 }), found.data.loyalty_people)}</p>}
    </section>
  );
}

function MatchRow({ one, share }: { one: Match; share: (value: number) => string }) {
  const { words: { audience } } = useSpeech();
  const parts = (["content", "hours", "interaction", "loyalty"] as const).map((name) => ({ name, value: one[name] }));
  return (
    <li data-testid="match">
      <div className="spread"><strong>{one.name ?? audience.somebody}</strong><span className="numbers">{share(one.score)}</span></div>
      <ul className="match-parts">
        {parts.map(({ name, value }) => <li key={name}><span>{audience.parts[name]}</span><meter min={0} max={1} value={value} aria-label={`${audience.parts[name]} ${share(value)}`} /></li>)}
        {one.purchasing !== null && <li><span>{audience.parts.purchasing}</span><span>{audience.bands[one.purchasing]}</span></li>}
      </ul>
    </li>
  );
}
