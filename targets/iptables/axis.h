// One thing by which lines differ (source, destination, service), as sets of numbers; and how a list falls apart when
// packets are told apart by prefixes of that number.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "compiler/net/prefix.h"
#include "targets/host/services.h"

namespace sgc::iptables {

using host::Index;

// Prefixes that share no number, each with the lines that can take a packet of it, in order. `rest`: those that can
// take a packet of no prefix.
template <class Number>
struct Cut {
  struct Piece {
    PrefixOf<Number> prefix;
    std::vector<Index> lines;
    bool settled = false;  // not to be cut further
  };

  std::vector<Piece> pieces;
  std::vector<Index> rest;

  // What is left to do after it, in lines: the less the better.
  std::size_t largest() const {
    std::size_t most = rest.size();
    for (const Piece& piece : pieces) most = std::max(most, piece.lines.size());
    return most;
  }
  std::size_t total() const {
    std::size_t sum = rest.size();
    for (const Piece& piece : pieces) sum += piece.lines.size();
    return sum;
  }
};

struct CutLimits {
  std::size_t pieces = 0;  // no more than these
  std::size_t lines = 0;   // so few need no further cut
};

template <class Number>
class Axis {
 public:
  using Ranges = std::span<const ClosedRange<Number>>;
  using Prefix = PrefixOf<Number>;

  // The numbers that the next line takes: ascending and disjoint; they outlive the axis.
  void add_line(Ranges ranges) { lines_.push_back(ranges); }

  bool overlaps(Index line, Prefix prefix) const {
    const auto at = first_reaching(line, prefix.first);
    return at != lines_[line].end() && at->first <= prefix.range().last;
  }
  bool covers(Index line, Prefix prefix) const {
    const auto at = first_reaching(line, prefix.first);
    return at != lines_[line].end() && at->first <= prefix.first && prefix.range().last <= at->last;
  }

  // Of these lines, all of which overlap some of the prefixes or are among `outside`. What no prefix of `starts` holds
  // is left to `outside`.
  Cut<Number> cut(const std::vector<Index>& lines, const std::vector<Prefix>& starts, const std::vector<Index>& outside,
                  const CutLimits& limits) {
    Cut<Number> result;
    in_rest_.assign(lines_.size(), false);
    for (const Index line : outside) in_rest_[line] = true;
    for (const Prefix& start : starts) add_piece(result, start, lines);
    while (cut_largest(result, limits)) {
    }
    std::erase_if(result.pieces, [this](const Piece& piece) {
      return std::all_of(piece.lines.begin(), piece.lines.end(), [this](Index line) { return in_rest_[line]; });
    });
    std::sort(result.pieces.begin(), result.pieces.end(), [](const Piece& a, const Piece& b) { return a.prefix.first < b.prefix.first; });
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(result.rest), [this](Index line) { return in_rest_[line]; });
    return result;
  }

 private:
  using Piece = typename Cut<Number>::Piece;

  typename Ranges::iterator first_reaching(Index line, Number number) const {
    const Ranges ranges = lines_[line];
    return std::lower_bound(ranges.begin(), ranges.end(), number, [](const ClosedRange<Number>& r, Number n) { return r.last < n; });
  }

  void add_piece(Cut<Number>& cut, Prefix prefix, const std::vector<Index>& lines) {
    Piece piece{prefix, {}, false};
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(piece.lines), [&](Index line) { return overlaps(line, prefix); });
    if (!piece.lines.empty()) cut.pieces.push_back(std::move(piece));
  }

  // One step; whether there was one to take.
  bool cut_largest(Cut<Number>& cut, const CutLimits& limits) {
    Piece* largest = nullptr;
    for (Piece& piece : cut.pieces) {
      if (!piece.settled && (largest == nullptr || piece.lines.size() > largest->lines.size())) largest = &piece;
    }
    if (largest == nullptr || largest->lines.size() <= limits.lines) return false;

    const Prefix tight = hull(*largest);
    if (tight.length > largest->prefix.length) {
      tighten(*largest, tight);
    } else if (largest->prefix.length == kBits<Number> || !has_narrow_line(*largest)) {
      largest->settled = true;
    } else if (cut.pieces.size() >= limits.pieces) {
      return false;
    } else {
      halve(cut, *largest);
    }
    return true;
  }

  bool has_narrow_line(const Piece& piece) const {
    return std::any_of(piece.lines.begin(), piece.lines.end(), [&](Index line) { return !covers(line, piece.prefix); });
  }

  // The longest prefix that holds all that lines name in this one but for lines that take all of it. The prefix itself
  // where all take all of it.
  Prefix hull(const Piece& piece) const {
    const ClosedRange<Number> all = piece.prefix.range();
    ClosedRange<Number> named{all.last, all.first};
    for (const Index line : piece.lines) {
      if (covers(line, piece.prefix)) continue;
      const auto first = first_reaching(line, all.first);
      named.first = std::min(named.first, std::max(first->first, all.first));
      named.last = std::max(named.last, last_within(line, all));
    }
    if (named.first > named.last) return piece.prefix;

    const auto difference = static_cast<Number>(named.first ^ named.last);
    const unsigned length = difference == 0 ? kBits<Number> : kBits<Number> - 1 - floor_log2(difference);
    return {static_cast<Number>(named.first & static_cast<Number>(~Prefix::host_mask(length))), length};
  }

  // Before: the line overlaps the range.
  Number last_within(Index line, ClosedRange<Number> range) const {
    const Ranges ranges = lines_[line];
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), range.last,
                                        [](Number n, const ClosedRange<Number>& r) { return n < r.first; });
    return std::min(std::prev(after)->last, range.last);
  }

  // What lies outside of the tighter prefix is taken by those lines alone that take all of the piece.
  void tighten(Piece& piece, Prefix tight) {
    for (const Index line : piece.lines) {
      if (covers(line, piece.prefix)) in_rest_[line] = true;
    }
    piece.prefix = tight;
  }

  void halve(Cut<Number>& cut, Piece& piece) {
    const std::vector<Index> lines = std::move(piece.lines);
    const unsigned length = piece.prefix.length + 1;
    const Prefix low{piece.prefix.first, length};
    const Prefix high{static_cast<Number>(piece.prefix.first | (Number{1} << (kBits<Number> - length))), length};
    cut.pieces.erase(cut.pieces.begin() + (&piece - cut.pieces.data()));
    add_piece(cut, low, lines);
    add_piece(cut, high, lines);
  }

  std::vector<Ranges> lines_;
  std::vector<bool> in_rest_;  // by line, while a cut is made
};

}  // namespace sgc::iptables
