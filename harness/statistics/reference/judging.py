"""Writes judging.json: what NumPy and SciPy, and plain enumeration, make of the sets that the judge's statistics are tested with.

    pip install numpy scipy
    python3 judging.py | npx prettier --parser json > judging.json
"""

import itertools
import json
import math
from fractions import Fraction

import numpy
import scipy
from scipy import stats


def two_sided(greater, less):
    return min(1.0, 2 * min(greater, less))


def p_values(greater, less):
    return {"greater": float(greater), "less": float(less), "two_sided": float(two_sided(greater, less))}


# --- signed ranks -----------------------------------------------------------------------------------------------------


def paired_sets():
    random = numpy.random.default_rng(20261121)
    yield "none", []
    yield "one", [0.5]
    yield "one, negative", [-0.5]
    yield "two", [0.01, -0.03]
    yield "too few for an interval", [0.04, 0.01, 0.02, 0.05, 0.03]
    yield "six, all positive", [0.04, 0.01, 0.02, 0.05, 0.03, 0.06]
    yield "all zero", [0.0] * 7
    yield "constant", [0.25] * 8
    yield "constant, negative", [-0.25] * 8
    yield "ties", [1.0, -1.0, 2.0, 2.0, -2.0, 3.0, 3.0, 3.0, 4.0, -1.0]
    yield "zeros", [0.0, 0.5, -0.25, 0.0, 1.0, 0.75, 0.125, 0.0, 1.5]
    yield "zeros and ties", [0.0, 1.0, -1.0, 2.0, 0.0, 2.0, 2.0, -3.0, 3.0, 5.0]
    yield "one outlier", [0.01, 0.02, -0.005, 0.03, 0.015, 0.025, 1e9, 0.011]
    yield "one outlier, negative", [0.01, 0.02, -0.005, 0.03, 0.015, 0.025, -1e9, 0.011]
    yield "negative", [-3.0, -1.5, -7.25, -0.5, -2.5, -4.0, -6.0]
    yield "whole ranks of a small range", random.integers(-4, 6, size=15).astype(float).tolist()
    for n in (7, 12, 20, 32, 60, 200):
        yield f"Laplace, n = {n}", random.laplace(loc=0.02, scale=0.05, size=n).tolist()
    yield "beyond the exact ones", random.laplace(loc=0.01, scale=0.05, size=201).tolist()
    yield "beyond, with ties", numpy.round(random.laplace(loc=0.01, scale=0.05, size=260), 2).tolist()
    yield "beyond, far out", random.normal(loc=0.3, scale=0.2, size=240).tolist()


def walsh(differences):
    """Sorted, by the definition."""
    pairs = itertools.combinations_with_replacement(differences, 2)
    return sorted((one + other) / 2 for one, other in pairs)


def signed_rank(differences):
    """W+ and its p values: by all sign patterns where there are few, by SciPy where there are no ties, or very many values."""
    kept = numpy.array([d for d in differences if d != 0])
    ranks = stats.rankdata(numpy.abs(kept))
    statistic = float(ranks[kept > 0].sum())
    if len(kept) <= 15:
        sums = [sum(chosen) for chosen in itertools.product(*((0.0, rank) for rank in ranks))]
        greater = Fraction(sum(s >= statistic for s in sums), len(sums))
        less = Fraction(sum(s <= statistic for s in sums), len(sums))
        if len(kept) > 0 and len(set(ranks)) == len(kept):
            assert math.isclose(stats.wilcoxon(kept, alternative="greater", method="exact").pvalue, greater)
        return statistic, p_values(greater, less)
    method = "exact" if len(kept) <= 200 else "asymptotic"
    if method == "exact":
        assert len(set(ranks)) == len(kept)
    of = [
        stats.wilcoxon(kept, alternative=side, method=method, correction=True).pvalue
        for side in ("greater", "less")
    ]
    return statistic, p_values(*of)


def counts_of_signed_ranks(n):
    """How many of the 2^n sign patterns give each W+, in whole numbers."""
    counts = [1]
    for rank in range(1, n + 1):
        longer = counts + [0] * rank
        for index, count in enumerate(counts):
            longer[index + rank] += count
        counts = longer
    if n <= 12:
        sums = [sum(chosen) for chosen in itertools.product(*((0, rank) for rank in range(1, n + 1)))]
        assert counts == [sums.count(s) for s in range(len(counts))]
    return counts


def critical_rank(counts, confidence):
    """The largest k with 1 - 2 P(statistic <= k - 1) >= confidence, by whole numbers; 0 where there is none."""
    tail = (1 - Fraction(str(confidence))) / 2
    total, missed = sum(counts), 0
    for k, count in enumerate(counts):
        missed += count
        if Fraction(missed, total) > tail:
            return k
    raise AssertionError("all of a law is more than a tail")


def between(ordered, rank):
    return None if rank == 0 else [ordered[rank - 1], ordered[len(ordered) - rank]]


def paired(name, differences):
    statistic, p = signed_rank(differences)
    averages = walsh(differences)
    counts = counts_of_signed_ranks(len(differences))
    return {
        "name": name,
        "differences": differences,
        "zeros": differences.count(0.0),
        "statistic": statistic,
        "p": p,
        "estimate": float(numpy.median(averages)) if averages else None,
        # Beyond 200 the rank comes from an approximation, which has a test of its own.
        "intervals": [
            [confidence, between(averages, critical_rank(counts, confidence))]
            for confidence in ((0.8, 0.95, 0.99) if len(differences) <= 200 else ())
        ],
    }


def coverage(n, draws, confidence):
    """Of the interval of n values from a continuous symmetric law, and between which counts of draws it covers but once in 10^4."""
    counts = counts_of_signed_ranks(n)
    rank = critical_rank(counts, confidence)
    exact = float(1 - 2 * Fraction(sum(counts[:rank]), 2**n))
    return {
        "n": n,
        "draws": draws,
        "confidence": confidence,
        "exact": exact,
        "least": int(stats.binom.ppf(5e-5, draws, exact)),
        "most": int(stats.binom.ppf(1 - 5e-5, draws, exact)),
    }


# --- two samples ------------------------------------------------------------------------------------------------------


def unpaired_sets():
    random = numpy.random.default_rng(47)
    yield "one each", [1.0], [2.0]
    yield "too few for an interval", [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]
    yield "four each, apart", [1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]
    yield "constant", [3.0] * 5, [3.0] * 6
    yield "two constants", [3.0] * 5, [4.0] * 5
    yield "ties", [1.0, 2.0, 2.0, 3.0, 3.0, 5.0], [2.0, 3.0, 3.0, 4.0, 5.0, 5.0, 6.0]
    yield "zeros and negative", [0.0, -1.0, 0.0, -2.5, 1.0], [0.0, 0.0, 1.5, 2.0, -1.0, 3.0]
    yield "one outlier", [0.01, 0.02, -0.005, 0.03, 0.015], [0.025, 1e9, 0.011, 0.04, 0.05, 0.06]
    yield "unequal sizes", random.normal(0, 1, 3).tolist(), random.normal(1, 1, 9).tolist()
    yield "log-normal, 10 and 12", random.lognormal(0, 1, 10).tolist(), random.lognormal(0.5, 1, 12).tolist()
    yield "normal, 20 each", random.normal(0, 1, 20).tolist(), random.normal(0.7, 1, 20).tolist()
    yield "normal, 60 each", random.normal(0.4, 1, 60).tolist(), random.normal(0, 1, 60).tolist()
    yield "beyond the exact ones", random.normal(0, 1, 61).tolist(), random.normal(0.3, 1, 40).tolist()
    yield (
        "beyond, with ties",
        random.integers(0, 9, size=80).astype(float).tolist(),
        random.integers(1, 10, size=70).astype(float).tolist(),
    )
    yield "beyond, far out", random.normal(0, 1, 100).tolist(), random.normal(2, 1, 90).tolist()


def mann_whitney(base, head):
    together = numpy.array(base + head)
    ranks = stats.rankdata(together)
    size = len(head)
    least = size * (size + 1) / 2
    statistic = float(ranks[len(base) :].sum() - least)
    assert statistic == sum((h > b) + (h == b) / 2 for h in head for b in base)
    if math.comb(len(together), size) <= 10_000:
        sums = [sum(chosen) - least for chosen in itertools.combinations(ranks, size)]
        greater = Fraction(sum(s >= statistic for s in sums), len(sums))
        less = Fraction(sum(s <= statistic for s in sums), len(sums))
        if len(set(together)) == len(together):
            found = stats.mannwhitneyu(head, base, alternative="greater", method="exact").pvalue
            assert math.isclose(found, greater)
        return statistic, p_values(greater, less)
    method = "exact" if max(len(base), size) <= 60 else "asymptotic"
    if method == "exact":
        assert len(set(together)) == len(together)
    of = [
        stats.mannwhitneyu(head, base, alternative=side, method=method, use_continuity=True).pvalue
        for side in ("greater", "less")
    ]
    return statistic, p_values(*of)


def counts_of_u(base, head):
    """How many choices of head's places give each U: the coefficients of the Gaussian binomial, in whole numbers."""
    # The largest value of all is either head's, and larger than all b of base, or base's, and adds nothing.
    rows = [[None] * (head + 1) for _ in range(base + 1)]
    for b in range(base + 1):
        for h in range(head + 1):
            counts = [0] * (b * h + 1)
            if b == 0 or h == 0:
                counts[0] = 1
            else:
                for index, count in enumerate(rows[b][h - 1]):
                    counts[index + b] += count
                for index, count in enumerate(rows[b - 1][h]):
                    counts[index] += count
            rows[b][h] = counts
    counts = rows[base][head]
    assert sum(counts) == math.comb(base + head, head)
    if math.comb(base + head, head) <= 10_000:
        least = head * (head + 1) // 2
        sums = [sum(chosen) - least for chosen in itertools.combinations(range(1, base + head + 1), head)]
        assert counts == [sums.count(s) for s in range(len(counts))]
    return counts


def unpaired(name, base, head):
    statistic, p = mann_whitney(base, head)
    differences = sorted(h - b for h in head for b in base)
    exact = max(len(base), len(head)) <= 60
    counts = counts_of_u(len(base), len(head)) if exact else None
    return {
        "name": name,
        "base": base,
        "head": head,
        "statistic": statistic,
        "p": p,
        "estimate": float(numpy.median(differences)),
        "intervals": [
            [confidence, between(differences, critical_rank(counts, confidence))]
            for confidence in ((0.8, 0.95, 0.99) if exact else ())
        ],
    }


# --- many hypotheses --------------------------------------------------------------------------------------------------


def families():
    random = numpy.random.default_rng(1995)
    yield "one", [0.03]
    yield "all 1", [1.0, 1.0, 1.0]
    yield "with 0 and 1", [0.0, 1.0, 0.5]
    yield "ties", [0.01, 0.01, 0.04, 0.04, 0.01, 0.2]
    yield "Benjamini and Hochberg's example", [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    yield "running minimum", [0.02, 0.021, 0.022, 0.9, 0.023]
    yield "uniform, unordered", random.uniform(size=30).tolist()
    yield "smallest p of signed ranks", [2.0**-n for n in (12, 7, 20, 12, 32)]


def holm(ps):
    """The definition: of the k-th smallest, the largest of (m - j + 1) p_(j) for j up to k."""
    ordered = sorted(ps)
    largest = [max((len(ps) - j) * ordered[j] for j in range(k + 1)) for k in range(len(ps))]
    # Equal p values are given one adjusted value: that of the first, which no later one of them exceeds.
    return [min(1.0, largest[ordered.index(p)]) for p in ps]


def family(name, ps):
    return {
        "name": name,
        "ps": ps,
        "benjamini_hochberg": stats.false_discovery_control(ps, method="bh").tolist(),
        "holm": holm(ps),
    }


# --- proportions ------------------------------------------------------------------------------------------------------


def proportions():
    counts = ((0, 1), (1, 1), (0, 20), (20, 20), (1, 20), (3, 10), (10, 20), (57, 1_200), (999, 1_000))
    many = ((0, 100_000), (1, 100_000), (963, 100_000), (50_000, 100_000), (99_999, 100_000), (100_000, 100_000))
    for successes, trials in counts + many:
        for confidence in (0.9, 0.95, 0.99):
            yield successes, trials, confidence


def proportion(successes, trials, confidence):
    tail = (1 - confidence) / 2
    low = float(stats.beta.ppf(tail, successes, trials - successes + 1)) if successes > 0 else 0.0
    high = float(stats.beta.isf(tail, successes + 1, trials - successes)) if successes < trials else 1.0
    found = stats.binomtest(successes, trials).proportion_ci(confidence_level=confidence, method="exact")
    assert math.isclose(found.low, low, rel_tol=1e-6, abs_tol=1e-9)
    assert math.isclose(found.high, high, rel_tol=1e-6, abs_tol=1e-9)
    return {"successes": successes, "trials": trials, "confidence": confidence, "interval": [low, high]}


def counts_against():
    yield from ((0, 0, 0.5), (0, 1, 0.5), (5, 10, 0.5), (9, 10, 0.5), (0, 20, 0.5), (3, 20, 0.05), (0, 30, 0.01))
    yield from ((2, 2, 1.0), (1, 2, 1.0), (0, 2, 0.0), (1, 2, 0.0))
    yield from ((50_400, 100_000, 0.5), (49_000, 100_000, 0.5), (1_100, 100_000, 0.01), (60_000, 100_000, 0.5))


def two_sided_count(successes, trials, probability):
    at_most = stats.binom.cdf(successes, trials, probability)
    at_least = stats.binom.sf(successes - 1, trials, probability)
    return {
        "successes": successes,
        "trials": trials,
        "probability": probability,
        "p": float(two_sided(at_least, at_most)),
    }


def shares():
    yield from ((4, 4, 0, 4), (3, 4, 1, 4), (0, 40, 0, 40), (1, 40, 0, 40), (0, 40, 1, 40), (6, 40, 0, 40), (14, 40, 11, 40))
    yield from ((0, 5, 5, 5), (5, 5, 5, 5), (1, 3, 7, 90), (90, 90, 2, 3), (31, 117, 8, 160), (700, 1_000, 640, 1_000))
    yield from ((0, 0, 2, 5), (30, 300, 90, 300))


def fisher(marks, of, other_marks, other_of):
    table = [[marks, of - marks], [other_marks, other_of - other_marks]]
    greater = float(stats.fisher_exact(table, alternative="greater").pvalue)
    assert math.isclose(greater, stats.hypergeom.sf(marks - 1, of + other_of, marks + other_marks, of), rel_tol=1e-9)
    return {"marks": marks, "of": of, "other_marks": other_marks, "other_of": other_of, "greater": greater}


# --- bootstrap --------------------------------------------------------------------------------------------------------


def bootstrap_of_median(values, confidence):
    """The percentile interval that endless resampling of an odd number of distinct values would give.

    The median of a resample is at most the k-th smallest value where more than half of the draws are.
    """
    ordered, n = sorted(values), len(values)
    at_most = [stats.binom.sf(n // 2, n, k / n) for k in range(1, n + 1)]
    tail = (1 - confidence) / 2
    return {
        "values": values,
        "confidence": confidence,
        "interval": [next(v for v, p in zip(ordered, at_most) if p >= t) for t in (tail, 1 - tail)],
    }


print(
    json.dumps(
        {
            "made_with": {"numpy": numpy.__version__, "scipy": scipy.__version__},
            "paired": [paired(*entry) for entry in paired_sets()],
            "signed_rank_critical": [
                [n, [critical_rank(counts_of_signed_ranks(n), confidence) for confidence in (0.8, 0.95, 0.99)]]
                for n in (*range(0, 61), 100, 150, 200, 201, 300, 400)
            ],
            "coverage": [coverage(n, 4_000, 0.95) for n in (6, 12, 20)],
            "unpaired": [unpaired(*entry) for entry in unpaired_sets()],
            "u_critical": [
                [base, head, critical_rank(counts_of_u(base, head), 0.95)]
                for base, head in (
                    *itertools.product(range(0, 11), repeat=2), (20, 20), (60, 60), (5, 60), (61, 3), (70, 70), (40, 90)
                )
            ],
            "families": [family(*entry) for entry in families()],
            "proportions": [proportion(*entry) for entry in proportions()],
            "counts": [two_sided_count(*entry) for entry in counts_against()],
            "shares": [fisher(*entry) for entry in shares()],
            "bootstraps": [
                bootstrap_of_median([3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.0], confidence) for confidence in (0.8, 0.95)
            ]
            + [bootstrap_of_median([float(v * v) for v in range(1, 16)], 0.95)],
        },
        indent=1,
    )
)
