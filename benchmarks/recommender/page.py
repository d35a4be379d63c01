"""The figures as tables, as the document under docs/benchmarks and as the model card."""

from dataclasses import dataclass
from typing import Any

from ml.recommendations.measures import interval

_COLUMNS = {
    "full": "LOO full NDCG@10",
    "full_hr": "HR@10",
    "sampled_hr": "sampled HR@10",
    "sampled": "NDCG@10",
    "strong": "strong NDCG@100",
    "cold 1": "cold K=1 NDCG@10",
    "cold 3": "K=3",
    "cold 5": "K=5",
    "cold 10": "K=10",
    "cpu": "train CPU-s",
}
_SHAPE = {"coverage": "coverage", "tail": "long tail", "diversity": "diversity", "miscalibration": "miscalibration"}
_METHOD = """Leave-one-out: everybody's newest rating is wanted, all before it are given and trained on; full ranks
all titles that were not given, sampled 100 of them. Strong and cold: 15 % of the people are held out of training, means
over two draws; of a held-out person's likes (4 stars) four fifths are shown (strong) or K titles of a survey (cold),
the rest is wanted. SASRec is asked only where there is an order. Ratings of one second keep the file's order.
Intervals are 95 % bootstraps over people. One core, one run. Long tail: share of listed titles outside the most
popular that took 80 % of the ratings. Miscalibration: Steck's divergence of a list's genres from its reader's, lower
is better. The first answer is the first list, counted from the start of the program. NCF trains 20 epochs in batches of
256, as its authors run it (cost: two are run and multiplied).
"""
_CARD = """# Model card: recommendations

Written by `make bench-recommender` from what it measured; trained by `make train-recommender`.

## What it is
For people whose history has an order: a ridge from the history, read with decays .7 and 1, to the next title, in closed
form; beside it item-kNN on the same decayed history, and iALS folded in from a history with decay .85. For new people
who named a few titles: a linear autoencoder on [likes | traits | 1], fitted on the expectation over all cuts to a
survey's length, one matrix for one or two titles and one for more. For new people with more than 10 likes: EASE and
iALS. Likeness of genres moves each of them a little. All of it is in the served file.
Without any title: what is popular. Lists have at least three genres in ten where the catalogue has them. A reason is
the person's own titles that gave an item most of its score.

## Use
Ranks titles for a person. It does not tell stars, and its scores compare only within one answer. Traits (age band,
gender, occupation) are used only if the caller sends them, which needs consent; without them the survey still works.
"""
_LIMITS = """## Limits
- The warm blend (decays, penalties, kNN's and iALS's share) was chosen by the mean over the last but one, but two and
  but three ratings, among some two hundred settings. Each version was asked for the newest once it was chosen, five in
  all: the last figure is that of a model whose forerunners had been seen there.
- What reads a long survey, and from how many likes, and the share of genres were chosen on four other draws of held-out
  people, the survey's penalty by its figures on draws that overlap those reported: expect a little less there on people
  nobody has seen.
- MovieLens people rate old films, many within a minute; what they rate next is partly what the site showed them next.
  A model of order profits from that more than it will on watched streams.
- MovieLens is for research; neither it nor a model made from it is part of the repository.
- The model gives the majority's taste to those it knows little of; coverage and long tail above say how much.
- Peers have their papers' settings or a few tries each, not a search. NCF had batches of 512 in earlier runs, which
  cost it half; 256 are its authors' own.
- The made-up ratings of the cost table have MovieLens 1M's quartiles since this run. With the flatter popularity of
  before, fewer items are rare: ours took 16.4 CPU-s and 0.103 of NCF's.
- Leave-one-out holds out a rating of each person, not all that came after a day: others' later ratings are trained on,
  for every model alike.
"""


@dataclass(frozen=True)
class Verdict:
    what: str
    value: float
    goal: float
    at_least: bool

    @property
    def reached(self) -> bool:
        return self.value >= self.goal if self.at_least else self.value <= self.goal


@dataclass(frozen=True)
class Report:
    data: str
    rows: list[dict[str, Any]]
    cost: list[dict[str, float]]
    speed: list[dict[str, float]]
    verdicts: list[Verdict]
    mean_rmse: float
    ablations: dict[str, dict[str, float]]

    @property
    def passed(self) -> bool:
        return all(one.reached for one in self.verdicts)

    def tables(self) -> str:
        parts = (self.accuracy, self.shape, self.sources, self.costs, self.speeds, self.judged)
        return "\n\n".join(part() for part in parts)

    def accuracy(self) -> str:
        lines = [f"| model | {' | '.join(_COLUMNS.values())} |", "| --- |" + " --- |" * len(_COLUMNS)]
        for row in self.rows:
            cells = ["–" if row[name] is None else f"{row[name]:.{1 if name == 'cpu' else 3}f}" for name in _COLUMNS]
            cells[0] = f"{row['full']:.4f} ({row['low']:.3f}-{row['high']:.3f})"
            lines.append(f"| {row['name']} | {' | '.join(cells)} |")
        return "\n".join([*lines, "", self.beside("SASRec")])

    def beside(self, peer: str) -> str:
        """The difference to a peer over the same people, with its own interval: theirs may overlap all the same."""
        values = {row["name"]: row["values"] for row in self.rows}
        apart = values["ours"] - values[peer]
        low, high = interval(apart, 9)
        return f"Ours less {peer}, full NDCG@10 of the same people: {apart.mean():+.4f} ({low:+.4f} to {high:+.4f})."

    def shape(self) -> str:
        lines = [f"| model | {' | '.join(_SHAPE.values())} |", "| --- |" + " --- |" * len(_SHAPE)]
        lines += [f"| {row['name']} | {' | '.join(f'{row[name]:.3f}' for name in _SHAPE)} |" for row in self.rows]
        told = next(row["rmse"] for row in self.rows if row["rmse"] is not None)
        return "\n".join([*lines, "", f"RMSE of NCF's stars: {told:.3f}; of the mean: {self.mean_rmse:.3f}."])

    def sources(self) -> str:
        lines = ["| what is left out | LOO full NDCG@10 | recall@20 | cold K=3 NDCG@10 |", "| --- | --- | --- | --- |"]
        for name, one in self.ablations.items():
            cold = f"{one['cold']:.3f}" if "cold" in one else "–"
            lines.append(f"| {name} | {one['full']:.4f} | {one['recall']:.3f} | {cold} |")
        return "\n".join(lines)

    def costs(self) -> str:
        lines = ["| training (made-up ratings) | ratings | CPU-s | peak MB |", "| --- | --- | --- | --- |"]
        lines += [f"| {r['model']} | {r['ratings']:,} | {r['cpu']:.1f} | {r['rss_mb']:.0f} |" for r in self.cost]
        growth = self.cost[1]["cpu"] / self.cost[0]["cpu"]
        return "\n".join([*lines, "", f"Ten times the ratings cost ours {growth:.1f} times the CPU."])

    def speeds(self) -> str:
        lines = ["| serving: items | file MB | first answer s | p50 ms | p99 ms | req/s at 16 | recall@100 |"]
        lines.append("| --- |" + " --- |" * 6)
        for row in self.speed:
            recall = f"{row['recall_100']:.3f}" if "recall_100" in row else "exact"
            lines.append(
                f"| {row['items']:,} | {row['file_mb']:.0f} | {row['start_s']:.2f} | {row['p50_ms']:.2f} |"
                f" {row['p99_ms']:.2f} | {row['rate_16']:,.0f} | {recall} |"
            )
        return "\n".join(lines)

    def judged(self) -> str:
        lines = ["| goal | measured | wanted | reached |", "| --- | --- | --- | --- |"]
        for one in self.verdicts:
            sign = "≥" if one.at_least else "≤"
            reached = "yes" if one.reached else "**no**"
            lines.append(f"| {one.what} | {one.value:.3f} | {sign} {one.goal:g} | {reached} |")
        return "\n".join(lines)

    def document(self) -> str:
        head = f"# Recommendations\n\n`make bench-recommender DATA={self.data}`, Python 3.11.\n\n{_METHOD}"
        return f"{head}\n{self.tables()}\n\n{_LIMITS}"

    def card(self) -> str:
        measured = f"{self.accuracy()}\n\n{self.shape()}\n\n{self.sources()}\n\n{self.judged()}"
        return f"{_CARD}\n## Measured on {self.data}\n{_METHOD}\n{measured}\n\n{_LIMITS}"

    def summary(self) -> dict[str, Any]:
        return {
            "benchmark": "recommender",
            **{one.what: round(one.value, 4) for one in self.verdicts},
            "missed": [one.what for one in self.verdicts if not one.reached],
            "pass": self.passed,
        }
