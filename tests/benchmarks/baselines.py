"""What coinguard's speed is compared with: the pipeline people write first, and the least any rewrite costs."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.benchmarks.dumps import Rows

PROCESSES: Final = 2
"""Processes of the scikit-learn pipeline."""
_BATCH: Final = 10_000


def fit_pipeline(rows: Rows, features: int = 2**20) -> Any:
    """Return the plain pipeline, fitted: hashed character 3-5-grams and word 1-2-grams into a logistic regression."""
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    hashed = make_union(
        HashingVectorizer(analyzer="char", ngram_range=(3, 5), n_features=features, alternate_sign=False),
        HashingVectorizer(analyzer="word", ngram_range=(1, 2), n_features=features, alternate_sign=False),
    )
    pipeline = make_pipeline(hashed, LogisticRegression(max_iter=200))
    return pipeline.fit(rows.texts, rows.scams)


def pipeline_seconds(pipeline: Any, path: Path, rows: int) -> float:
    """Return how long ``predict_proba`` of a dump's first rows takes in two processes, their start-up not counted."""
    from joblib import Parallel, delayed

    bounds = np.linspace(0, rows, PROCESSES + 1).astype(int)
    with Parallel(n_jobs=PROCESSES) as workers:
        workers(delayed(_predict)(pipeline, path, 0, 100) for _ in range(PROCESSES * 2))
        start = time.perf_counter()
        parts = workers(delayed(_predict)(pipeline, path, first, last) for first, last in itertools.pairwise(bounds))
        seconds = time.perf_counter() - start
    if sum(map(len, parts)) != rows:
        raise RuntimeError("the pipeline lost rows")
    return seconds


def rewrite_seconds(source: Path, target: Path) -> float:
    """Return how long pyarrow takes to read a dump and write it with one more column, batch by batch."""
    start = time.perf_counter()
    with pq.ParquetFile(source) as file:
        schema = file.schema_arrow.append(pa.field("cg_probability", pa.float64()))
        with pq.ParquetWriter(target, schema) as writer:
            for batch in file.iter_batches(batch_size=65_536):
                column = pa.array(np.zeros(batch.num_rows))
                writer.write_batch(pa.RecordBatch.from_arrays([*batch.columns, column], schema=schema))
    return time.perf_counter() - start


def _predict(pipeline: Any, path: Path, first: int, last: int) -> np.ndarray[Any, Any]:
    texts = pq.read_table(path, columns=["text"])["text"].slice(first, last - first).to_pylist()
    return np.concatenate(
        [pipeline.predict_proba(texts[start : start + _BATCH])[:, 1] for start in range(0, len(texts), _BATCH)]
    )
