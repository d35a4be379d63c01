import type { Recording } from "../api/contract";
import { Choices } from "../ui/field";
import { useWords } from "../words";

const DAYS = [7, 14, 30, 60, 90, 180, 365];

/** Whether replays are kept, and for how long: always visible, never a surprise. */
export function RecordingFields({ value, onChange }: { value: Recording; onChange: (value: Recording) => void }) {
  const { studio } = useWords();
  const days = DAYS.includes(value.retention_days) ? DAYS : [...DAYS, value.retention_days].toSorted((a, b) => a - b);
  return (
    <div className="stack-tight">
      <Choices legend={studio.recording} name="recording" value={value.mode} onChange={(mode) => onChange({ ...value, mode })}
        options={[{ value: "keep", label: studio.keep, hint: studio.keepHint }, { value: "disposable", label: studio.disposable, hint: studio.disposableHint }]} />
      {value.mode === "keep" && (
        <label className="field retention">
          <span className="legend">{studio.retention}</span>
          <select className="input" value={value.retention_days} onChange={(event) => onChange({ ...value, retention_days: Number(event.target.value) })} data-testid="retention-days">
            {days.map((n) => <option key={n} value={n}>{studio.days(n)}</option>)}
          </select>
        </label>
      )}
    </div>
  );
}
