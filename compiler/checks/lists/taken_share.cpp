#include "compiler/checks/lists/taken_share.h"

#include <algorithm>
#include <map>
#include <queue>

namespace sgc::checks {
namespace {

using space::Area;
using space::Laminar;
using space::Node;
using space::Rect;
using space::RuleNumber;
using space::Truth;

constexpr std::size_t kMostPieces = 5'000;     // that are looked at for the answer of one rule,
constexpr std::size_t kMostForShare = 100;     // and then to tell the share more exactly
constexpr std::size_t kMostOfList = 10'000;    // that are looked at for all rules, beside each rule's own nodes
constexpr std::size_t kMostOpponents = 500'000;  // that are measured for all rules
constexpr std::size_t kMostRects = 512;        // that the services of a piece may fall into
constexpr double kPrecision = 0.005;           // of a share that is shown: half a percent
constexpr double kRounding = 1e-9;

// What is left of `rect` without `taken`: up to four rectangles. Before: they overlap.
void subtract(const Rect& rect, const Rect& taken, std::vector<Rect>& out) {
  const Rect both = intersect(rect, taken);
  if (rect.first_line < both.first_line) {
    out.push_back({rect.first_line, both.first_line - 1, rect.first_number, rect.last_number});
  }
  if (both.last_line < rect.last_line) {
    out.push_back({both.last_line + 1, rect.last_line, rect.first_number, rect.last_number});
  }
  if (rect.first_number < both.first_number) {
    out.push_back({both.first_line, both.last_line, rect.first_number,
                   static_cast<std::uint16_t>(both.first_number - 1)});
  }
  if (both.last_number < rect.last_number) {
    out.push_back({both.first_line, both.last_line, static_cast<std::uint16_t>(both.last_number + 1),
                   rect.last_number});
  }
}

double count(Family family, std::span<const Rect> rects) {
  double sum = 0;
  for (const Rect& rect : rects) sum += count_of(family, rect);
  return sum;
}

// A side of a piece: a node, or its cell alone.
struct End {
  Node node = 0;
  bool cell = false;
};

struct Piece {
  double weight = 0;  // share of the rule's packets
  Family family = Family::V4;
  End source;
  End destination;

  // The largest first; then one order on every machine.
  bool operator<(const Piece& other) const {
    if (weight != other.weight) return weight < other.weight;
    if (family != other.family) return family > other.family;
    if (source.node != other.source.node) return source.node > other.source.node;
    return destination.node > other.destination.node;
  }
};

}  // namespace

class TakenShare::Question {
 public:
  Question(TakenShare& shares, RuleNumber rule, double limit)
      : shares_(shares),
        prover_(shares.prover_),
        first_(prover_.index().first_rule(0)),
        rule_(rule),
        own_(space::same_as(prover_.index().verdict(rule), space::Distinguish::LetThrough)),
        limit_(limit) {}

  Share answer() {
    if (!meets_other_verdict()) return {Truth::No, 0, 0, {}};
    look_at_own_nodes();
    if (!decided() && opponents_have_too_little()) return {Truth::No, 0, limit_, {}};
    refine();

    Share share{Truth::NotDecided, taken_, std::min(1.0, 1 - left_), {}};
    if (taken_ > limit_ + kRounding) share.more = Truth::Yes;
    if (1 - left_ <= limit_ + kRounding) share.more = Truth::No;
    for (const auto& [rule, taken] : takers_) share.takers.push_back({rule - first_, taken});
    std::stable_sort(share.takers.begin(), share.takers.end(),
                     [](const Taker& a, const Taker& b) { return a.share > b.share; });
    return share;
  }

 private:
  Area area(Family family) {
    const space::Universe& in = prover_.bench(family).universe;
    return in.area_of(in.rules[rule_]);
  }

  // Whether some earlier rule of the other verdict has a packet of this one at all.
  bool meets_other_verdict() {
    const space::Part other{first_, rule_, static_cast<space::Verdicts>(space::kAnyVerdict & ~own_)};
    return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
      const Area here = area(family);
      if (here.empty()) return false;
      return !prover_.bench(family).overlaps.for_each(here, other, [](RuleNumber) { return false; });
    });
  }

  // Whether all opponents' parts of the rule, added up, are not more than the limit, whoever takes them.
  bool opponents_have_too_little() {
    const space::Part other{first_, rule_, static_cast<space::Verdicts>(space::kAnyVerdict & ~own_)};
    double sum_of_parts = 0;
    for (const Family family : kFamilies) {
      const Area here = area(family);
      if (here.empty()) continue;
      space::Bench& bench = prover_.bench(family);
      const Measures& sizes = shares_.measures(family);
      const double all = sum(sizes.sources, here.sources) * sum(sizes.destinations, here.destinations) *
                         count(family, here.services) * static_cast<double>(families());
      const bool all_measured = bench.overlaps.for_each(here, other, [&](RuleNumber rule) {
        const Area both = bench.deviations.meet(here, rule);
        sum_of_parts += sum(sizes.sources, both.sources) * sum(sizes.destinations, both.destinations) *
                        count(family, both.services) / all;
        return ++shares_.opponents_ < kMostOpponents && sum_of_parts <= limit_;
      });
      if (!all_measured) return false;
    }
    return true;
  }

  std::size_t families() {
    return static_cast<std::size_t>(std::count_if(std::begin(kFamilies), std::end(kFamilies),
                                                  [this](Family family) { return !area(family).empty(); }));
  }

  bool decided() const { return taken_ > limit_ + kRounding || 1 - left_ <= limit_ + kRounding; }

  void look_at_own_nodes() {
    for (const Family family : kFamilies) {
      const Area here = area(family);
      if (here.empty()) continue;
      const Measures& sizes = shares_.measures(family);
      services_ = here.services;
      all_services_ = count(family, services_);
      const double all = sum(sizes.sources, here.sources) * sum(sizes.destinations, here.destinations) *
                         static_cast<double>(families());
      for (const Node source : here.sources) {
        for (const Node destination : here.destinations) {
          if (decided() || looks_ >= kMostPieces) return;
          const double size = sizes.sources.nodes[source] * sizes.destinations.nodes[destination];
          look({size / all, family, {source, false}, {destination, false}});
        }
      }
    }
  }

  // Cuts the largest piece until it is decided, and then until the share can be told.
  void refine() {
    for (std::size_t for_share = 0; !open_.empty() && looks_ < kMostPieces && shares_.looks_ < kMostOfList;) {
      if (1 - left_ <= limit_ + kRounding) return;
      const bool known = 1 - left_ - taken_ <= kPrecision;
      if (decided() && (known || ++for_share > kMostForShare)) return;
      ++shares_.looks_;
      const Piece piece = open_.top();
      open_.pop();
      services_ = area(piece.family).services;
      all_services_ = count(piece.family, services_);
      look(piece);
    }
  }

  static double sum(const Sizes& sizes, std::span<const Node> nodes) {
    double total = 0;
    for (const Node node : nodes) total += sizes.nodes[node];
    return total;
  }

  // Settles the piece if no rule divides it; else what lies in the cells of its nodes, and keeps the rest for later.
  void look(const Piece& piece) {
    ++looks_;
    if (!is_divided(piece)) return settle(piece);

    const Measures& sizes = shares_.measures(piece.family);
    const space::Universe& in = prover_.bench(piece.family).universe;
    const double source_size = size(sizes.sources, piece.source);
    const double destination_size = size(sizes.destinations, piece.destination);
    const auto part = [&](const End& source, const End& destination) {
      const double share = size(sizes.sources, source) / source_size * size(sizes.destinations, destination) /
                           destination_size;
      return Piece{piece.weight * share, piece.family, source, destination};
    };

    const End source_cell{piece.source.node, true};
    const End destination_cell{piece.destination.node, true};
    if (in.sources.has_cell(piece.source.node) && in.destinations.has_cell(piece.destination.node)) {
      settle(part(source_cell, destination_cell));
    }
    if (1 - left_ <= limit_ + kRounding) return;  // the rest would be for nothing, and may be long

    if (!piece.source.cell) {
      for_children(in.sources, piece.source.node,
                   [&](Node child) { open_.push(part({child, false}, piece.destination)); });
    }
    if (!piece.destination.cell && in.sources.has_cell(piece.source.node)) {
      for_children(in.destinations, piece.destination.node,
                   [&](Node child) { open_.push(part(source_cell, {child, false})); });
    }
  }

  static double size(const Sizes& sizes, const End& end) {
    return end.cell ? sizes.cells[end.node] : sizes.nodes[end.node];
  }

  template <class Use>
  static void for_children(const Laminar& tree, Node node, Use use) {
    for (Node child = node + 1; child <= tree.last(node); child = tree.last(child) + 1) use(child);
  }

  // Whether an earlier rule has some of the addresses of the piece and not all.
  bool is_divided(const Piece& piece) {
    space::Bench& bench = prover_.bench(piece.family);
    const space::Universe& in = bench.universe;
    const Area here{{&piece.source.node, 1}, {&piece.destination.node, 1}, services_};
    return !bench.overlaps.for_each(here, {first_, rule_}, [&](RuleNumber rule) {
      const bool around_source = in.sources.contains(in.rules[rule].source, piece.source.node);
      const bool around_destination = in.destinations.contains(in.rules[rule].destination, piece.destination.node);
      const bool beside = (piece.source.cell && !around_source) || (piece.destination.cell && !around_destination);
      return beside || (around_source && around_destination);
    });
  }

  // What the rules around the piece do with its services, the first rule first.
  void settle(const Piece& piece) {
    if (piece.weight <= 0) return;
    gather(piece);
    std::vector<Rect> rest(services_.begin(), services_.end());
    double taken = 0;
    double lost = 0;
    const space::Universe& in = prover_.bench(piece.family).universe;
    for (const RuleNumber rule : around_) {
      const double before = count(piece.family, rest);
      for (const Rect& rect : in.services[in.rules[rule].service]) rest = without(rest, rect);
      if (rest.size() > kMostRects) return;  // stays open
      const double share = (before - count(piece.family, rest)) / all_services_ * piece.weight;
      const bool other = !space::has(own_, in.verdicts[rule]);
      (other ? taken : lost) += share;
      if (other && share > 0) takers_[rule] += share;
    }
    taken_ += taken;
    left_ += piece.weight - taken;
  }

  static std::vector<Rect> without(const std::vector<Rect>& rects, const Rect& taken) {
    std::vector<Rect> rest;
    for (const Rect& rect : rects) {
      if (overlaps(rect, taken)) {
        subtract(rect, taken, rest);
      } else {
        rest.push_back(rect);
      }
    }
    return rest;
  }

  // The earlier rules that have all addresses of the piece and some of the services, ascending.
  void gather(const Piece& piece) {
    const space::Universe& in = prover_.bench(piece.family).universe;
    around_.clear();
    for (Node s = piece.source.node; s != space::kNone; s = in.sources.parent(s)) {
      for (const space::SetNumber source : in.sources.sets_at(s)) {
        for (Node d = piece.destination.node; d != space::kNone; d = in.destinations.parent(d)) {
          for (const space::SetNumber destination : in.destinations.sets_at(d)) {
            const space::PairNumber pair = in.pairs.find(source, destination);
            if (pair != space::kNone) gather(in, pair);
          }
        }
      }
    }
    std::sort(around_.begin(), around_.end());
  }

  void gather(const space::Universe& in, space::PairNumber pair) {
    in.pairs.for_each_rule(pair, first_, rule_, space::bounds_of(services_), [&](const space::PairIndex::Entry& entry) {
      if (overlap(in.services[entry.service], services_)) around_.push_back(entry.rule);
      return true;
    });
  }

  TakenShare& shares_;
  space::Prover& prover_;
  RuleNumber first_;
  RuleNumber rule_;
  space::Verdicts own_;
  double limit_;

  std::span<const Rect> services_;
  double all_services_ = 0;
  std::vector<RuleNumber> around_;
  std::priority_queue<Piece> open_;
  std::map<RuleNumber, double> takers_;
  double taken_ = 0;  // share that rules of the other verdict are known to take
  double left_ = 0;   // share that they are known not to take
  std::size_t looks_ = 0;
};

Share TakenShare::more_than(double limit, std::size_t rule) {
  prover_.begin_question();
  return Question(*this, prover_.index().first_rule(0) + static_cast<RuleNumber>(rule), limit).answer();
}

const TakenShare::Measures& TakenShare::measures(Family family) {
  auto& known = measures_[static_cast<std::size_t>(family)];
  if (known) return *known;

  const auto sizes = [](const Laminar& tree) {
    Sizes of{tree.measure(), {}};
    of.nodes = of.cells;
    for (Node node = tree.size(); node-- > 1;) of.nodes[tree.parent(node)] += of.nodes[node];
    return of;
  };
  const space::Universe& in = prover_.bench(family).universe;
  known = Measures{sizes(in.sources), sizes(in.destinations)};
  return *known;
}

}  // namespace sgc::checks
