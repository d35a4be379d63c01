"""The peer of the benchmark, run with the folder of its packages as argument: a program of its own, so that neither
its imports nor its threads touch what is measured. Reads the texts as JSON, answers with the figures.
"""

import importlib
import json
import sys
import time


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    text = importlib.import_module("sklearn.feature_extraction.text")
    linear = importlib.import_module("sklearn.linear_model")
    metrics = importlib.import_module("sklearn.metrics")
    asked = json.load(sys.stdin)
    vectors = text.TfidfVectorizer(
        analyzer="char", ngram_range=(1, 5), min_df=4, sublinear_tf=True, max_features=400_000
    )
    model = linear.LogisticRegression(C=4, solver="liblinear", class_weight="balanced")
    model.fit(vectors.fit_transform([row[0] for row in asked["training"]]), [row[1] for row in asked["training"]])
    answer = {}
    for language in ("ko", "en", "zh"):
        rows = [row for row in asked["test"] if row[2] == language]
        scores = model.predict_proba(vectors.transform([row[0] for row in rows]))[:, 1]
        answer[f"auc_{language}"] = float(metrics.roc_auc_score([row[1] for row in rows], scores))
    began = time.process_time()
    for message in asked["texts"]:
        model.predict_proba(vectors.transform([message]))
    answer["per_second"] = len(asked["texts"]) / (time.process_time() - began)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
