//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Minimax.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace penstock::gate;
using llvm::ArrayRef;

using Real = long double;
using Vector = std::vector<Real>;

/// T_0(u) … T_count-1(u).
static Vector getChebyshev(Real u, size_t count) {
  Vector t(std::max<size_t>(count, 2));
  t[0] = 1;
  t[1] = u;
  for (size_t k = 2; k < count; ++k)
    t[k] = 2 * u * t[k - 1] - t[k - 2];
  t.resize(count);
  return t;
}

/// The sum of `coefficients` times T_k(u), by Clenshaw's recurrence.
static Real evaluate(const Vector &coefficients, Real u) {
  Real a = 0, b = 0;
  for (Real c : llvm::reverse(llvm::drop_begin(coefficients)))
    a = std::exchange(b, c + 2 * u * b - a);
  return coefficients[0] + u * b - a;
}

/// The same polynomial by powers of u.
static Vector getPowers(const Vector &coefficients) {
  size_t count = coefficients.size();
  Vector result(count), previous(count), current(count);
  previous[0] = 1;
  if (count > 1)
    current[1] = 1;
  for (size_t k = 0; k < count; ++k) {
    const Vector &t = k == 0 ? previous : current;
    for (size_t i = 0; i < count; ++i)
      result[i] += coefficients[k] * t[i];
    if (k == 0)
      continue;
    Vector next(count);
    for (size_t i = 0; i < count; ++i)
      next[i] = (i ? 2 * current[i - 1] : 0) - previous[i];
    previous = std::exchange(current, next);
  }
  return result;
}

/// Solves `rows`, each with its right-hand side behind it, in place; false if
/// they are singular.
static bool solve(std::vector<Vector> &rows, Vector &solution) {
  size_t n = rows.size();
  for (size_t i = 0; i < n; ++i) {
    size_t pivot = i;
    for (size_t r = i + 1; r < n; ++r)
      if (std::fabs(rows[r][i]) > std::fabs(rows[pivot][i]))
        pivot = r;
    std::swap(rows[i], rows[pivot]);
    if (!(std::fabs(rows[i][i]) > 0))
      return false;
    for (size_t r = i + 1; r < n; ++r) {
      Real factor = rows[r][i] / rows[i][i];
      for (size_t c = i; c <= n; ++c)
        rows[r][c] -= factor * rows[i][c];
    }
  }
  solution.assign(n, 0);
  for (size_t i = n; i-- > 0;) {
    Real sum = rows[i][n];
    for (size_t c = i + 1; c < n; ++c)
      sum -= rows[i][c] * solution[c];
    solution[i] = sum / rows[i][i];
    if (!std::isfinite(solution[i]))
      return false;
  }
  return true;
}

/// Eigenvalues of the symmetric `a` and, as columns, its eigenvectors, by
/// Jacobi's rotations.
static std::pair<Vector, std::vector<Vector>>
getEigenvectors(std::vector<Vector> a) {
  size_t n = a.size();
  std::vector<Vector> v(n, Vector(n));
  for (size_t i = 0; i < n; ++i)
    v[i][i] = 1;
  for (int sweep = 0; sweep < 40; ++sweep)
    for (size_t i = 0; i < n; ++i)
      for (size_t j = i + 1; j < n; ++j) {
        if (a[i][j] == 0)
          continue;
        Real theta = (a[j][j] - a[i][i]) / (2 * a[i][j]);
        Real t = std::copysign(1, theta) /
                 (std::fabs(theta) + std::sqrt(theta * theta + 1));
        Real c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (size_t k = 0; k < n; ++k) {
          Real x = a[k][i], y = a[k][j];
          a[k][i] = c * x - s * y;
          a[k][j] = s * x + c * y;
        }
        for (size_t k = 0; k < n; ++k) {
          Real x = a[i][k], y = a[j][k];
          a[i][k] = c * x - s * y;
          a[j][k] = s * x + c * y;
          x = v[k][i];
          y = v[k][j];
          v[k][i] = c * x - s * y;
          v[k][j] = s * x + c * y;
        }
      }
  Vector values;
  for (size_t i = 0; i < n; ++i)
    values.push_back(a[i][i]);
  return {values, v};
}

namespace {
/// One run of the exchange.
class Exchange {
public:
  Exchange(ArrayRef<Sample> samples, unsigned numerator, unsigned denominator)
      : samples(samples), p(numerator + 1), q(denominator + 1) {
    q[0] = 1;
  }

  /// From as many extrema as there have to be, which lie as densely as those
  /// given, or as those of a Chebyshev polynomial.
  std::optional<RationalFit> run(ArrayRef<Real> extrema) {
    size_t count = p.size() + q.size();
    if (samples.size() < count)
      return std::nullopt;
    for (size_t i = 0; i < count; ++i) {
      Real at = -std::cos(M_PIl * i / (count - 1));
      Real low = samples.front().u, high = samples.back().u;
      at = low + (at + 1) / 2 * (high - low);
      if (extrema.size() > 1) {
        Real place = Real(i) / (count - 1) * (extrema.size() - 1);
        size_t before = std::min<size_t>(place, extrema.size() - 2);
        at = std::lerp(extrema[before], extrema[before + 1], place - before);
      }
      auto *found = llvm::lower_bound(
          samples, at, [](const Sample &s, Real v) { return s.u < v; });
      size_t index = std::min<size_t>(found - samples.begin(),
                                      samples.size() - (count - i));
      if (!reference.empty())
        index = std::max(index, reference.back() + 1);
      reference.push_back(index);
    }
    std::optional<RationalFit> best;
    for (int i = 0; i < 40; ++i) {
      if (!level())
        break;
      Real greatest = findErrors();
      if (std::isfinite(greatest) && (!best || greatest < best->error))
        best = RationalFit{p, q, greatest, {}};
      if (!(greatest > std::fabs(levelled) * 1.0001L) || !exchange(count))
        break;
    }
    if (!best)
      return std::nullopt;
    for (size_t index : reference)
      best->extrema.push_back(samples[index].u);
    best->numerator = getPowers(best->numerator);
    best->denominator = getPowers(best->denominator);
    Real scale = best->denominator[0];
    for (Vector *v : {&best->numerator, &best->denominator})
      for (Real &c : *v)
        c /= scale;
    return best;
  }

private:
  /// Finds the denominator and the error that the errors at the reference are
  /// equal for, with alternating signs, and no pole is at it. With the weights
  /// d of the divided difference over the reference, p exists where the sums of
  ///   d * (value - error * sign / weight) * q * T_k
  /// are 0: a symmetric eigenproblem, definite as d alternates too.
  bool findDenominator() {
    size_t m = q.size();
    std::vector<Vector> a(m, Vector(m)), b = a, bases;
    for (auto [i, index] : llvm::enumerate(reference)) {
      const Sample &s = samples[index];
      Real d = 1;
      for (size_t other : reference)
        if (other != index)
          d /= std::fabs(s.u - samples[other].u);
      const Vector &t = bases.emplace_back(getChebyshev(s.u, m));
      for (size_t k = 0; k < m; ++k)
        for (size_t l = 0; l < m; ++l) {
          a[k][l] += (i % 2 ? -d : d) * s.value * t[k] * t[l];
          b[k][l] += d / s.weight * t[k] * t[l];
        }
    }
    // b = L L^T; then a becomes L^-1 a L^-T.
    for (size_t j = 0; j < m; ++j)
      for (size_t i = 0; i < m; ++i) {
        if (i < j) {
          b[i][j] = 0;
          continue;
        }
        Real sum = b[i][j];
        for (size_t k = 0; k < j; ++k)
          sum -= b[i][k] * b[j][k];
        if (i == j && !(sum > 0))
          return false;
        b[i][j] = i == j ? std::sqrt(sum) : sum / b[j][j];
      }
    for (int side = 0; side < 2; ++side) {
      for (size_t c = 0; c < m; ++c)
        for (size_t i = 0; i < m; ++i) {
          for (size_t k = 0; k < i; ++k)
            a[i][c] -= b[i][k] * a[k][c];
          a[i][c] /= b[i][i];
        }
      for (size_t i = 0; i < m; ++i)
        for (size_t j = i + 1; j < m; ++j)
          std::swap(a[i][j], a[j][i]);
    }
    auto [values, vectors] = getEigenvectors(a);
    for (size_t e = 0; e < m; ++e) {
      Vector found(m);
      for (size_t i = m; i-- > 0;) {
        Real sum = vectors[i][e];
        for (size_t k = i + 1; k < m; ++k)
          sum -= b[k][i] * found[k];
        found[i] = sum / b[i][i];
      }
      auto isPositive = [&](const Vector &t) {
        Real sum = 0;
        for (size_t k = 0; k < m; ++k)
          sum += found[k] * t[k];
        return sum > 0;
      };
      bool sign = isPositive(bases[0]);
      if (!llvm::all_of(bases,
                        [&](const Vector &t) { return isPositive(t) == sign; }))
        continue;
      q = found;
      Real scale = q[0];
      for (Real &c : q)
        c /= scale;
      levelled = values[e];
      return std::isfinite(levelled) && scale != 0;
    }
    return false;
  }

  /// Makes the errors at the reference equal, with alternating signs. The last
  /// digits are Newton's.
  bool level() {
    if (q.size() > 1 && !findDenominator())
      return false;
    size_t n = p.size(), m = q.size() - 1, count = n + m + 1;
    for (int step = 0; step < (m ? 3 : 1); ++step) {
      std::vector<Vector> rows;
      for (auto [i, index] : llvm::enumerate(reference)) {
        const Sample &s = samples[index];
        Vector t = getChebyshev(s.u, std::max(n, m + 1));
        Real sign = (i % 2 ? -1 : 1) / s.weight;
        Real target = s.value - sign * levelled;
        Vector &row = rows.emplace_back();
        row.insert(row.end(), t.begin(), t.begin() + n);
        for (size_t k = 1; k <= m; ++k)
          row.push_back(-target * t[k]);
        Real bottom = ::evaluate(q, s.u);
        row.push_back(sign * bottom);
        // Of p, q and the error themselves, not of steps.
        row.push_back(target + sign * bottom * levelled);
      }
      Vector solution;
      if (!solve(rows, solution))
        return false;
      std::copy_n(solution.begin(), n, p.begin());
      std::copy_n(solution.begin() + n, m, q.begin() + 1);
      levelled = solution[count - 1];
    }
    return true;
  }

  /// Of all samples; infinite if there is a pole.
  Real findErrors() {
    errors.clear();
    Real greatest = 0;
    bool isPositive = true;
    for (const Sample &s : samples) {
      Real bottom = q.size() > 1 ? ::evaluate(q, s.u) : 1;
      isPositive &= bottom > 0;
      errors.push_back(s.weight * (s.value - ::evaluate(p, s.u) / bottom));
      greatest = std::max(greatest, std::fabs(errors.back()));
    }
    return isPositive ? greatest : HUGE_VALL;
  }

  /// Takes the greatest errors of alternating sign as the new reference.
  bool exchange(size_t count) {
    std::vector<size_t> extrema;
    for (size_t i = 0; i < errors.size(); ++i) {
      if (errors[i] == 0)
        continue;
      if (extrema.empty() ||
          std::signbit(errors[extrema.back()]) != std::signbit(errors[i]))
        extrema.push_back(i);
      else if (std::fabs(errors[i]) > std::fabs(errors[extrema.back()]))
        extrema.back() = i;
    }
    if (extrema.size() < count)
      return false;
    auto size = [&](size_t i) { return std::fabs(errors[extrema[i]]); };
    while (extrema.size() > count) {
      // One goes at an end; of two neighbours inside the signs still alternate.
      if (extrema.size() == count + 1) {
        bool first = size(0) < size(extrema.size() - 1);
        extrema.erase(first ? extrema.begin() : extrema.end() - 1);
        break;
      }
      size_t least = 0;
      for (size_t i = 1; i + 1 < extrema.size(); ++i)
        if (std::max(size(i), size(i + 1)) <
            std::max(size(least), size(least + 1)))
          least = i;
      extrema.erase(extrema.begin() + least, extrema.begin() + least + 2);
    }
    if (extrema == reference)
      return false;
    reference = std::move(extrema);
    return true;
  }

  ArrayRef<Sample> samples;
  Vector p, q, errors;
  Real levelled = 0;
  std::vector<size_t> reference;
};
} // namespace

std::optional<RationalFit> penstock::gate::fitRational(ArrayRef<Sample> samples,
                                                       unsigned numerator,
                                                       unsigned denominator,
                                                       ArrayRef<Real> extrema) {
  auto fit = Exchange(samples, numerator, denominator).run({});
  if (denominator == 0 || extrema.empty())
    return fit;
  auto other = Exchange(samples, numerator, denominator).run(extrema);
  return !fit || (other && other->error < fit->error) ? other : fit;
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

/// The best line through `samples`, and its error.
static std::pair<LinearPiece, Real> fitLine(ArrayRef<Sample> samples) {
  if (samples.size() < 3) {
    const Sample &a = samples.front(), &b = samples.back();
    Real slope = a.u < b.u ? (b.value - a.value) / (b.u - a.u) : 0;
    return {{0, slope, a.value - slope * a.u}, 0};
  }
  std::optional<RationalFit> fit = fitRational(samples, 1, 0);
  if (!fit)
    return {{}, HUGE_VALL};
  return {{0, fit->numerator[1], fit->numerator[0]}, fit->error};
}

/// Each piece as long as `error` lets it.
static std::optional<std::vector<LinearPiece>>
fitGreedily(ArrayRef<Sample> samples, Real error, size_t most) {
  std::vector<LinearPiece> pieces;
  for (size_t first = 0; first < samples.size();) {
    if (pieces.size() == most)
      return std::nullopt;
    size_t rest = samples.size() - first, fits = std::min<size_t>(2, rest);
    size_t step = fits;
    auto holds = [&](size_t count) {
      return fitLine(samples.slice(first, count)).second <= error;
    };
    while (fits + step <= rest && holds(fits + step)) {
      fits += step;
      step *= 2;
    }
    for (; step > 0; step /= 2)
      if (fits + step <= rest && holds(fits + step))
        fits += step;
    LinearPiece &piece =
        pieces.emplace_back(fitLine(samples.slice(first, fits)).first);
    piece.first = first;
    // Pieces meet in a sample.
    first += first + fits == samples.size() ? fits : fits - 1;
  }
  return pieces;
}

std::optional<size_t> penstock::gate::countPieces(ArrayRef<Sample> samples,
                                                  Real error, size_t most) {
  auto pieces = fitGreedily(samples, error, most);
  return pieces ? std::optional(pieces->size()) : std::nullopt;
}

std::pair<std::vector<LinearPiece>, Real>
penstock::gate::fitPieces(ArrayRef<Sample> samples, size_t count) {
  auto [line, high] = fitLine(samples);
  std::vector<LinearPiece> best = {line};
  if (!(high > 0) || !std::isfinite(high))
    return {best, high};
  Real low = high * 1e-9L;
  for (int i = 0; i < 14; ++i) {
    Real middle = std::sqrt(low * high);
    if (auto better = fitGreedily(samples, middle, count)) {
      best = std::move(*better);
      high = middle;
    } else {
      low = middle;
    }
  }
  return {best, high};
}
