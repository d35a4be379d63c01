import { useWords } from "../words";
import { useLikeminded, useProfile, useServices } from "./queries";

const SHOWN = 8;
const ROUND = 100;

/** Interests as bars, the hours of the day as columns. */
export function WhatItSays() {
  const { taste } = useWords();
  const profile = useProfile();
  if (!profile.data) return null;
  const { interests, hours, best_hour, deeds } = profile.data;
  const most = Math.max(...hours, 1);
  return (
    <section className="panel stack" data-testid="profile">
      <div className="spread"><h2>{taste.profile}</h2><p className="small soft numbers">{taste.deeds(deeds)}</p></div>
      {interests.length === 0 ? <p className="soft">{taste.profileNone}</p> : (
        <>
          <h3>{taste.interests}</h3>
          <ul className="interests">{interests.slice(0, SHOWN).map((one) => (
            <li key={one.genre}><span>{one.genre}</span><meter min={0} max={interests[0]?.weight ?? 1} value={one.weight} aria-label={one.genre} /><span className="numbers">{Math.round(one.weight * ROUND)} %</span></li>
          ))}</ul>
          <h3>{taste.hours}</h3>
          <svg className="hours" viewBox="0 0 240 60" role="img" aria-label={best_hour === null ? taste.hours : taste.bestHour(best_hour)}>
            {hours.map((count, hour) => <rect key={hour} x={hour * 10 + 1} y={58 - (count / most) * 52} width={8} height={(count / most) * 52 + 2} rx={1.5} className={hour === best_hour ? "hour-best" : "hour"}><title>{taste.hourLabel(hour, count)}</title></rect>)}
          </svg>
          {best_hour !== null && <p className="small soft">{taste.bestHour(best_hour)}</p>}
        </>
      )}
    </section>
  );
}

/** What a person's subscriptions open of their list, and which one more would open the most. */
export function YourServices() {
  const { taste } = useWords();
  const found = useServices();
  if (!found.data) return null;
  const { owned, open, advice, nowhere } = found.data;
  const films = new Set([...open, ...nowhere, ...advice.flatMap((one) => one.opens)].map((one) => one.id)).size;
  if (films === 0) return null;
  return (
    <section className="panel stack-tight" data-testid="services">
      <h2>{taste.yourServices}</h2>
      <p>{owned.length === 0 ? taste.noServices : taste.openNow(open.length, films)}</p>
      <ol className="advice">{advice.map((one) => (
        <li key={one.provider} data-testid="advice"><strong>{taste.wouldOpen(one.provider, one.opens.length)}</strong><span className="small soft">{one.opens.slice(0, 4).map((title) => title.name).join(", ")}</span></li>
      ))}</ol>
    </section>
  );
}

export function Likeminded() {
  const { taste } = useWords();
  const found = useLikeminded();
  if (!found.data || found.data.items.length === 0) return null;
  return (
    <section className="panel stack-tight" data-testid="likeminded">
      <h2>{taste.people}</h2>
      <ul className="interests">{found.data.items.map((one) => <li key={one.user_id}><span>{one.name}</span><span className="small soft">{taste.shared(one.shared)}</span></li>)}</ul>
    </section>
  );
}
