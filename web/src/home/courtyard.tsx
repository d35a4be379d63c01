/** A courtyard seen from above: four wings of roof tiles around an empty yard, a drum in the middle. */
export function Courtyard() {
  const tiles = Array.from({ length: 15 }, (_, n) => 46 + n * 16);
  return (
    <svg viewBox="0 0 320 220" className="courtyard" aria-hidden="true">
      <path d="M20 24h280v172H20z" fill="var(--green)" opacity="0.16" />
      <path d="M20 24l52 40h176l52-40zM20 196l52-40h176l52 40z" fill="var(--green)" opacity="0.55" />
      <path d="M20 24l52 40v92l-52 40zM300 24l-52 40v92l52 40z" fill="var(--green)" opacity="0.38" />
      <path d={tiles.map((x) => `M${x} 26L${72 + ((x - 20) / 280) * 176} 62M${x} 194L${72 + ((x - 20) / 280) * 176} 158`).join("")} stroke="var(--paper)" strokeWidth="1.5" opacity="0.6" />
      <path d="M72 64h176v92H72z" fill="var(--raised)" stroke="var(--live)" strokeWidth="4" />
      <path d="M72 64h176" stroke="#e3b04b" strokeWidth="4" />
      <circle cx="160" cy="110" r="21" fill="var(--live)" />
      <circle cx="160" cy="110" r="21" fill="none" stroke="#e3b04b" strokeWidth="4" />
      <path d="M154 100v20l16-10z" fill="#fdf8ec" />
      <g fill="var(--soft)"><circle cx="104" cy="92" r="5" /><circle cx="116" cy="126" r="5" /><circle cx="96" cy="116" r="5" /><circle cx="214" cy="90" r="5" /><circle cx="224" cy="118" r="5" /><circle cx="202" cy="132" r="5" /><circle cx="160" cy="142" r="5" /></g>
    </svg>
  );
}
