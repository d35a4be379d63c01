"""Measures what chat moderation is worth on the held-out parts, and writes MODEL_CARD.md from it.

python -m ml.moderation.evaluate DATA. The peer is the pipeline most would write: scikit-learn's TF-IDF of character
runs and LogisticRegression, fitted on the same training text in the same run. Last line: the figures as JSON.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from functions.chat.moderation import scorer
from functions.chat.moderation.pipeline import STANDARD_BANDS, judge
from ml.moderation import card
from ml.moderation.data import SETS, Example, examples
from ml.moderation.evasion import TRICKS
from ml.moderation.quality import Quality, quality

ROOT = Path(__file__).resolve().parents[2]
PEER_PACKAGES = ("scikit-learn==1.7.2",)
GOAL_AUC = {"ko": 0.87, "en": 0.98, "zh": 0.87}
GOAL_KEPT, GOAL_RATE, GOAL_BYTES = 0.85, 4000.0, 2_000_000
LANGUAGE_NAMES = {"ko": "Korean", "en": "English", "zh": "Chinese"}
_EVADERS, _SPEED_ROUNDS, _SPEED_MESSAGES = 600, 3, 3000
_SEED = 20260722


def qualities(test: Sequence[Example]) -> list[Quality]:
    """Of each language, then of each set."""
    verdicts = [judge(example.text) for example in test]
    names = [*LANGUAGE_NAMES, *(one.name for one in SETS)]
    found = []
    for name in names:
        places = [place for place, example in enumerate(test) if name in {example.language, example.source}]
        found.append(quality(name, [test[place] for place in places], [verdicts[place] for place in places]))
    return found


def kept_of(test: Sequence[Example], language: str) -> dict[str, float]:
    """Messages still held under each trick, as a share of those held without one; a sample of the abusive ones."""
    chance = random.Random(_SEED)  # noqa: S311 - which messages, no secret
    abusive = [example.text for example in test if example.language == language and example.abusive]
    sample = chance.sample(abusive, min(_EVADERS, len(abusive)))
    plain = sum(judge(text).action == "hold" for text in sample)
    return {
        name: sum(judge(trick(text, chance)).action == "hold" for text in sample) / plain
        for name, trick in TRICKS.items()
    }


def per_second(judged: Callable[[str], object], texts: Sequence[str]) -> float:
    """Messages a CPU-second, one by one; the best of three rounds, for a shared machine only slows."""
    best = 0.0
    for _ in range(_SPEED_ROUNDS):
        began = time.process_time()
        for text in texts:
            judged(text)
        best = max(best, len(texts) / (time.process_time() - began))
    return best


def peer(training: Sequence[Example], test: Sequence[Example], texts: Sequence[str]) -> dict[str, float]:
    """AUC a language and messages a CPU-second, one by one, of the scikit-learn pipeline in a process of its own."""
    folder = ROOT / ".madang" / "bench" / f"moderation-peer-{PEER_PACKAGES[0].partition('==')[2]}"
    if not folder.exists():
        install = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--no-config"]
        subprocess.run([*install, "--target", str(folder), *PEER_PACKAGES], check=True)
    asked = {
        "training": [(example.text, example.abusive) for example in training],
        "test": [(example.text, example.abusive, example.language) for example in test],
        "texts": list(texts),
    }
    command = [sys.executable, str(Path(__file__).with_name("peer.py")), str(folder)]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    data = examples(arguments.data)
    test = [example for example in data if example.part == "test"]
    found = qualities(test)
    kept = {language: kept_of(test, language) for language in LANGUAGE_NAMES}
    texts = random.Random(_SEED).sample([example.text for example in test], _SPEED_MESSAGES)  # noqa: S311 - as above
    speed, ours_long = per_second(judge, texts), per_second(judge, [text * 10 for text in texts[:300]])
    other = peer([example for example in data if example.part != "test"], test, texts[:300])
    size = scorer.MODEL.stat().st_size
    areas = {one.name: one.auc for one in found}
    goals = {
        **{f"auc_{name}": areas[name] >= goal for name, goal in GOAL_AUC.items()},
        "evasion": min(min(row.values()) for row in kept.values()) >= GOAL_KEPT,
        "throughput": speed >= GOAL_RATE,
        "size": size <= GOAL_BYTES,
    }
    figures = {
        "auc": {name: round(area, 4) for name, area in areas.items()},
        "recall_at_precision_90": {one.name: round(one.recall_at_90, 3) for one in found},
        "kept": {language: {name: round(value, 3) for name, value in row.items()} for language, row in kept.items()},
        "messages_per_cpu_second": round(speed),
        "messages_per_cpu_second_ten_times_longer": round(ours_long),
        "peer": {name: round(value, 4) for name, value in other.items()},
        "ratio_to_peer": round(speed / other["per_second"], 1),
        "model_bytes": size,
        "missed": [name for name, reached in goals.items() if not reached],
        "pass": all(goals.values()),
    }
    page = card.page(found, kept, figures, STANDARD_BANDS, GOAL_AUC)
    Path(__file__).with_name("MODEL_CARD.md").write_text(page, encoding="utf-8")
    sys.stdout.write(card.measured(found, kept, figures) + "\n" + json.dumps(figures) + "\n")
    sys.exit(0 if figures["pass"] else 1)


if __name__ == "__main__":
    main()
