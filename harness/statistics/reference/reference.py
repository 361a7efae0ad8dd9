"""Writes reference.json: what NumPy and SciPy make of the sets that the statistics are tested with.

    pip install numpy scipy
    python3 reference.py | npx prettier --parser json > reference.json
"""

import json

import numpy
import scipy
from scipy import stats

PROBABILITIES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1]


def sets():
    random = numpy.random.default_rng(20261120)
    yield "one value", [42.0]
    yield "two values", [1.0, 4.0]
    for n in (5, 6, 7, 20, 101):
        yield f"log-normal, n = {n}", random.lognormal(mean=3, sigma=1, size=n).tolist()
    yield "constant", [7.0] * 9
    yield "ties", [1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 5.0, 5.0]
    yield "one outlier", [10.0, 11.0, 9.0, 10.5, 1e9, 9.5, 10.25]
    yield "negative and zero", [-3.0, 0.0, -1.5, 2.5, 0.0, -7.25]
    yield "bytes", (2_700_000_000 + random.integers(0, 5_000_000, size=12)).astype(float).tolist()


def median_rank(n):
    """The largest k with 1 - 2 P(Binomial(n, 1/2) < k) >= 0.95; 0 where there is none."""
    ranks = range(1, n // 2 + 1)
    return max((k for k in ranks if 2 * stats.binom.cdf(k - 1, n, 0.5) <= 0.05), default=0)


def summary(name, values):
    ordered = sorted(values)
    k = median_rank(len(values))
    return {
        "name": name,
        "values": values,
        "mean": float(numpy.mean(values)),
        "median": float(numpy.median(values)),
        "quantiles": [[p, float(numpy.quantile(values, p))] for p in PROBABILITIES],
        "interval": None if k == 0 else [ordered[k - 1], ordered[len(values) - k]],
    }


def lines():
    random = numpy.random.default_rng(7)
    sizes = numpy.array([0, 1_000, 10_000, 100_000, 1_000_000])
    yield "exact", [0, 1, 2, 3], [5, 7, 9, 11]
    yield "flat", [0, 1, 2], [4, 4, 4]
    yield "falling", [1, 2, 4, 8], [3, 1, -4, -10.5]
    yield "two points", [1_000, 1_000_000], [2_800_000, 2_712_000_000]
    yield "one size repeated", [10, 10, 20], [100, 110, 210]
    yield "bytes over tasks", sizes.tolist(), (sizes * 2_708 + random.integers(-200_000, 200_000, size=5)).tolist()


def line(name, x, y):
    return {"name": name, "x": x, "y": y, "slope": float(stats.linregress(x, y).slope)}


print(
    json.dumps(
        {
            "made_with": {"numpy": numpy.__version__, "scipy": scipy.__version__},
            "summaries": [summary(*entry) for entry in sets()],
            "median_ranks": [[n, median_rank(n)] for n in range(0, 301)],
            "slopes": [line(*entry) for entry in lines()],
        },
        indent=1,
    )
)
