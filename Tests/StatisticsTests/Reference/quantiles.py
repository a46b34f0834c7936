"""Quantiles with Woodruff's interval, of independent values and of clusters.

    python quantiles.py

- Quantile: numpy.quantile(method='inverted_cdf'); checked against R's quantile(type = 1).
- Interval: the share's normal interval, by scipy, carried over to the values by the same function. Checked against the exact interval of
  order statistics (scipy.stats.quantile_test), and its error against the bootstrap, of values or of clusters; for large samples these agree
  to some hundredths.
- Clusters: the variance of the share from each cluster's part in the ratio, by numpy; checked against the jackknife over clusters.
"""

import numpy
import scipy.stats

from reference import Agreement, double, doubles, made_with, r, r_vector, write


def quantile(values, p):
    return float(numpy.quantile(values, p, method="inverted_cdf"))


def woodruff(values, p, share_error, level):
    z = scipy.stats.norm.ppf((1 + level) / 2)
    lower, upper = quantile(values, p - z * share_error), quantile(values, p + z * share_error)
    return lower, upper, (upper - lower) / (2 * z)


def independent(agreement, name, values, smooth):
    rows, questions = [], []
    distinct, counts = numpy.unique(values, return_counts=True)
    for p in (0.1, 0.25, 0.5, 0.7, 0.9):
        for level in (0.9, 0.95):
            n = len(values)
            lower, upper, error = woodruff(values, p, numpy.sqrt(p * (1 - p) / n), level)
            where = f"{name}, {p}"
            if smooth:
                exact = scipy.stats.quantile_test(values, q=0, p=p).confidence_interval(level)
                agreement.note("width of the interval", "scipy quantile_test, order statistics", exact.high - exact.low, upper - lower, where, 0.15)
                random = numpy.random.default_rng(8)
                drawn = numpy.quantile(random.choice(values, (4000, n)), p, axis=1, method="inverted_cdf")
                agreement.note("standard error", "bootstrap, 4000 samples", drawn.std(), error, where, 0.2)
            rows.append({"p": p, "level": level, "value": quantile(values, p), "lower": lower, "upper": upper, "error": double(error)})
            questions.append(f"quantile({r_vector(values)}, {p}, type=1)")
    for row, answer in zip(rows, r(questions)):
        agreement.note("quantile", "R quantile(type = 1)", answer[0], row["value"], f"{name}, {row['p']}", 1e-15)
    return {"name": name, "values": doubles(distinct), "counts": counts.tolist(), "quantiles": rows}


def clustered(agreement, name, clusters):
    values = numpy.concatenate(clusters)
    rows = []
    for p in (0.5, 0.9):
        found = quantile(values, p)
        x = numpy.array([len(cluster) for cluster in clusters], float)
        y = numpy.array([(cluster <= found).sum() for cluster in clusters], float)
        part = (y - y.sum() / x.sum() * x) / x.mean()
        share_error = numpy.sqrt(part.var(ddof=1) / len(clusters))
        left = (y.sum() - y) / (x.sum() - x)
        agreement.note("error of a share", "jackknife over clusters", numpy.sqrt((len(x) - 1) * left.var()), share_error, f"{name}, {p}", 2e-2)
        lower, upper, error = woodruff(values, p, share_error, 0.95)
        random = numpy.random.default_rng(9)
        drawn = [quantile(numpy.concatenate([clusters[index] for index in random.integers(0, len(clusters), len(clusters))]), p) for _ in range(2000)]
        agreement.note("standard error, clustered", "bootstrap of clusters, 2000 samples", numpy.std(drawn), error, f"{name}, {p}", 0.1)
        alone = woodruff(values, p, numpy.sqrt(p * (1 - p) / len(values)), 0.95)[2]
        rows.append({"p": p, "value": found, "lower": lower, "upper": upper, "error": double(error), "as_if_independent": double(alone)})
    return {"name": name, "clusters": [doubles(cluster) for cluster in clusters], "quantiles": rows}


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(17)
    seconds = numpy.round(numpy.exp(random.normal(4, 1, 800)), 2)
    clusters = []
    for _ in range(120):
        own = random.normal(4, 0.6)
        clusters.append(numpy.round(numpy.exp(random.normal(own, 0.5, random.poisson(8) + 1)), 2))
    content = {
        "independent": [
            independent(agreement, "seconds", seconds, True),
            independent(agreement, "whole numbers", random.poisson(6, 500).astype(float), False),
            independent(agreement, "few", numpy.array([2.5, -1.0, 0.25, 3.0, 3.0, 8.0, -4.0, 1.0, 1.5, 0.0] * 5), False),
        ],
        "clustered": [clustered(agreement, "plays of listeners", clusters)],
    }
    write(__file__, {"made_with": made_with(__file__, ["numpy", "scipy"], ["see the heading of the script", "R: stats package"]), "agreement": agreement.table()} | content)
    for row in agreement.table():
        print(f"{row['quantity']:<28}{row['source']:<40}{row['comparisons']:>5}  {row['max_relative_difference']:.1e}  {row['where']}")


main()
