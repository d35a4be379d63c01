const WING = 26; // half a roof: the ridge lies between the outer and the inner eaves
const [LEFT, TOP, RIGHT, BOTTOM] = [24, 20, 296, 200] as const;
const STEP = 8;

function steps(from: number, to: number): number[] {
  return Array.from({ length: Math.floor((to - from) / STEP) - 1 }, (_, n) => from + (n + 1) * STEP);
}

/** Tiles run down both slopes of the four wings; near a corner the hip cuts them short. */
function tiles(): string {
  const reach = (at: number, from: number, to: number, depth: number) => Math.min(depth, at - from, to - at);
  const across = steps(LEFT, RIGHT).map((x) => {
    const d = reach(x, LEFT, RIGHT, WING * 2);
    return `M${x} ${TOP}v${d}M${x} ${BOTTOM}v${-d}`;
  });
  const down = steps(TOP, BOTTOM).map((y) => {
    const d = reach(y, TOP, BOTTOM, WING * 2);
    return `M${LEFT} ${y}h${d}M${RIGHT} ${y}h${-d}`;
  });
  return [...across, ...down].join("");
}

const ring = (inset: number) => `M${LEFT + inset} ${TOP + inset}H${RIGHT - inset}V${BOTTOM - inset}H${LEFT + inset}Z`;
const PEOPLE = [[98, 92], [112, 128], [92, 118], [222, 90], [228, 120], [206, 134], [132, 138], [188, 84], [124, 84], [160, 143]] as const;

/** The emblem at length: a courtyard house from above, its tiled wings around the yard, people around a drum. */
export function Courtyard() {
  return (
    <svg viewBox="0 0 320 220" className="courtyard" aria-hidden="true">
      <path d={ring(0)} fill="#1f5f50" />
      <path d={ring(WING)} fill="#2c7563" />
      <path d={tiles()} stroke="#133f35" strokeWidth="1.6" />
      <path d={ring(WING)} fill="none" stroke="#f6f0e4" strokeWidth="3" />
      <path d={`M${LEFT} ${TOP}l52 52M${RIGHT} ${TOP}l-52 52M${LEFT} ${BOTTOM}l52 -52M${RIGHT} ${BOTTOM}l-52 -52`} stroke="#f6f0e4" strokeWidth="3" />
      <path d={ring(0)} fill="none" stroke="#e3b04b" strokeWidth="4" strokeLinejoin="round" />
      <path d={ring(WING * 2)} fill="#f3e6cb" stroke="#c2331b" strokeWidth="5" strokeLinejoin="round" />
      {PEOPLE.map(([x, y], n) => <circle key={x} cx={x} cy={y} r="5" fill={["#24508c", "#8e2b1f", "#3b3129"][n % 3]} />)}
      <circle cx="160" cy="110" r="20" fill="#c2331b" stroke="#e3b04b" strokeWidth="4" />
      <path d="M154.5 101v18l14-9z" fill="#fdf8ec" />
    </svg>
  );
}
