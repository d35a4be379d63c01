import { useId, type InputHTMLAttributes, type ReactNode } from "react";

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  beside?: ReactNode;
  testId: string;
}

/** A labelled input whose hint and error are read out with it. */
export function Field({ label, hint, error, beside, testId, ...input }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const control = (
    <input id={id} className="input" data-testid={testId} aria-invalid={error ? true : undefined} aria-describedby={described === "" ? undefined : described} {...input} />
  );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {beside ? <div className="input-with-button">{control}{beside}</div> : control}
      {hint && <p className="field-hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p className="field-error" id={`${id}-error`} role="alert" data-testid={`${testId}-error`}>{error}</p>}
    </div>
  );
}

interface Option<Value extends string> { value: Value; label: string; hint?: string }

/** A handful of exclusive choices, each with a sentence of its own. */
export function Choices<Value extends string>({ legend, name, value, options, onChange }: {
  legend: string; name: string; value: Value; options: Option<Value>[]; onChange: (value: Value) => void;
}) {
  return (
    <fieldset>
      <legend className="legend">{legend}</legend>
      <div className={options.some((option) => option.hint) ? "choices" : "choices choices-short"}>
        {options.map((option) => (
          <label className="choice" key={option.value}>
            <input type="radio" name={name} value={option.value} checked={value === option.value} onChange={() => onChange(option.value)} data-testid={`${name}-${option.value}`} />
            <span><strong>{option.label}</strong>{option.hint && <small>{option.hint}</small>}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
