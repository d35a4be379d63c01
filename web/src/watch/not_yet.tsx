import { Link } from "wouter";
import type { TitleDetail } from "../api/contract";
import { useWords } from "../words";
import { reasonOf } from "../words/reasons";

/** In the player's place while there is nothing to play: how far it is, or why it failed. */
export function NotYet({ title }: { title: TitleDetail }) {
  const words = useWords();
  if (title.state === "failed") {
    return (
      <div className="player-place player-place-text" role="status" data-testid="title-failed">
        <h2>{words.watch.failed}</h2>
        <p data-testid="title-reason">{reasonOf(words, title)}</p>
        <Link href="/" className="button button-plain">{words.watch.toHome}</Link>
      </div>
    );
  }
  const uploading = title.state === "uploading";
  const percent = Math.round(title.progress_percent);
  return (
    <div className="player-place player-place-text" role="status" data-testid="title-processing">
      <h2>{uploading ? words.watch.uploading : words.watch.processing}</h2>
      <p className="soft">{uploading ? words.watch.uploadingHint : words.watch.processingHint}</p>
      {!uploading && (
        <div className="place-progress">
          <div className="progress" role="progressbar" aria-label={words.watch.progress} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}><span style={{ width: `${percent}%` }} /></div>
          <span className="numbers">{percent} %</span>
        </div>
      )}
    </div>
  );
}
