#include "compiler/checks/lists/taken_share.h"

#include <algorithm>
#include <map>
#include <queue>

#include "compiler/checks/lists/rest_of_services.h"

namespace sgc::checks {
namespace {

using space::Area;
using space::Laminar;
using space::Node;
using space::Rect;
using space::RuleNumber;
using space::Truth;

// Steps, some nanoseconds each, so that what is found out is the same on every machine. Of what the list has left each
// rule may take more than its share, most rules needing next to nothing, but no rule takes it all from the others.
constexpr std::uint64_t kStepsOfList = 3'000'000;
constexpr std::uint64_t kStepsOfRule = 200;  // that the list has for each rule besides
constexpr std::uint64_t kFewSteps = 2'000;   // that every rule may take, whatever the others took
constexpr std::uint64_t kShares = 16;        // of the steps that the list has left for each rule
constexpr std::uint64_t kMostOfLeft = 4;     // a rule takes no more than a fourth
constexpr std::uint64_t kStepsOfVolume = 5'000;
constexpr std::uint64_t kStepsOfLook = 10;
constexpr std::uint64_t kStepsOfMeeting = 5;  // of two rules
constexpr std::size_t kRectsOfStep = 4;

constexpr std::size_t kMostForShare = 100;  // pieces that are looked at to tell the share of what is known to be most
constexpr std::size_t kMostRects = 512;     // that the services of a piece may fall into
constexpr double kPrecision = 0.005;           // of a share that is shown: half a percent
constexpr double kRounding = 1e-11;  // less than one address of IPv4 is of all of them

double count(Family family, std::span<const Rect> rects) {
  double sum = 0;
  for (const Rect& rect : rects) sum += count_of(family, rect);
  return sum;
}

// A side of a piece: a node, its cell alone, or what lies below it.
struct End {
  enum class Extent : std::uint8_t { Whole, Cell, Below };

  Node node = 0;
  Extent extent = Extent::Whole;
};
using Extent = End::Extent;

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
    if (destination.node != other.destination.node) return destination.node > other.destination.node;
    return std::pair(source.extent, destination.extent) > std::pair(other.source.extent, other.destination.extent);
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
        others_(static_cast<space::Verdicts>(space::kAnyVerdict & ~own_)),
        limit_(limit),
        begun_with_(prover_.budget().left),
        may_spend_(shares.allowance(rule)) {
    for (const Family family : kFamilies) families_ += area(family).empty() ? 0 : 1;
  }

  std::uint64_t spent() const { return begun_with_ - prover_.budget().left; }

  Share answer() {
    if (opponents_are_small()) return {Truth::No, 0, limit_, {}};
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

  // Whether a quick look at how large the opponents are says so.
  bool opponents_are_small() {
    double most = 0;
    for (const Family family : kFamilies) {
      if (area(family).empty() || most > limit_) continue;
      most += shares_.volume(family).most(first_, rule_, others_, limit_, kStepsOfVolume) / static_cast<double>(families_);
    }
    return most <= limit_;
  }

  // Whether all opponents' parts of the rule, added up, are not more than the limit, whoever takes them.
  bool opponents_have_too_little() {
    const space::Part other{first_, rule_, others_};
    double sum_of_parts = 0;
    for (const Family family : kFamilies) {
      const Area here = area(family);
      if (here.empty()) continue;
      space::Bench& bench = prover_.bench(family);
      const Measures& sizes = shares_.measures(family);
      const double all = sum(sizes.sources, here.sources) * sum(sizes.destinations, here.destinations) *
                         count(family, here.services) * static_cast<double>(families_);
      const bool all_measured = bench.overlaps.for_each(here, other, [&](RuleNumber rule) {
        const Area both = bench.deviations.meet(here, rule);
        prover_.budget().spend(kStepsOfMeeting + both.sources.size() + both.destinations.size());
        sum_of_parts += sum(sizes.sources, both.sources) * sum(sizes.destinations, both.destinations) *
                        count(family, both.services) / all;
        return may_go_on() && sum_of_parts <= limit_;
      });
      if (!all_measured) return false;
    }
    return true;
  }

  bool may_go_on() const { return spent() < may_spend_; }
  bool decided() const { return taken_ > limit_ + kRounding || 1 - left_ <= limit_ + kRounding; }

  // Whether another look is for anything: for the answer, or then for the share, which a rule that keeps enough need not
  // have.
  bool wants_more() {
    if (!decided()) return true;
    const bool known = 1 - left_ - taken_ <= kPrecision;
    return taken_ > limit_ + kRounding && !known && ++looks_for_share_ <= kMostForShare;
  }

  void look_at_own_nodes() {
    for (const Family family : kFamilies) {
      const Area here = area(family);
      if (here.empty()) continue;
      const Measures& sizes = shares_.measures(family);
      look_in(family);
      const double all = sum(sizes.sources, here.sources) * sum(sizes.destinations, here.destinations) *
                         static_cast<double>(families_);
      for (const Node source : here.sources) {
        for (const Node destination : here.destinations) {
          if (!wants_more() || !may_go_on()) return;
          const double size = sizes.sources.nodes[source] * sizes.destinations.nodes[destination];
          look({size / all, family, {source, Extent::Whole}, {destination, Extent::Whole}});
        }
      }
    }
  }

  // Cuts the largest piece until it is decided, and then until the share can be told.
  void refine() {
    while (!open_.empty() && may_go_on() && wants_more()) {
      const Piece piece = open_.top();
      open_.pop();
      look_in(piece.family);
      look(piece);
    }
  }

  void look_in(Family family) {
    services_ = area(family).services;
    bounds_ = space::bounds_of(services_);
    all_services_ = count(family, services_);
  }

  static double sum(const Sizes& sizes, std::span<const Node> nodes) {
    double total = 0;
    for (const Node node : nodes) total += sizes.nodes[node];
    return total;
  }

  // Settles the piece if no rule divides it; else what lies in the cells of its nodes, and keeps the rest for later.
  void look(const Piece& piece) {
    prover_.budget().spend(kStepsOfLook);
    if (piece.source.extent == Extent::Below) return open_children(space::Side::Source, piece);
    if (piece.destination.extent == Extent::Below) return open_children(space::Side::Destination, piece);
    if (!is_divided(piece)) return settle(piece);

    const space::Universe& in = prover_.bench(piece.family).universe;
    const End source_cell{piece.source.node, Extent::Cell};
    const End destination_cell{piece.destination.node, Extent::Cell};
    if (in.sources.has_cell(piece.source.node)) {
      if (in.destinations.has_cell(piece.destination.node)) settle(part_of(piece, source_cell, destination_cell));
      if (piece.destination.extent == Extent::Whole) {
        open(part_of(piece, source_cell, {piece.destination.node, Extent::Below}));
      }
    }
    if (piece.source.extent == Extent::Whole) {
      open(part_of(piece, {piece.source.node, Extent::Below}, piece.destination));
    }
  }

  void open(const Piece& piece) {
    if (piece.weight > 0) open_.push(piece);
  }

  void open_children(space::Side side, const Piece& piece) {
    const Laminar& tree = prover_.bench(piece.family).universe.side(side);
    const Node node = (side == space::Side::Source ? piece.source : piece.destination).node;
    for (Node child = node + 1; child <= tree.last(node) && may_go_on(); child = tree.last(child) + 1) {
      prover_.budget().spend(1);
      const End end{child, Extent::Whole};
      open(side == space::Side::Source ? part_of(piece, end, piece.destination) : part_of(piece, piece.source, end));
    }
  }

  Piece part_of(const Piece& piece, const End& source, const End& destination) {
    const Measures& sizes = shares_.measures(piece.family);
    const double share = size(sizes.sources, source) / size(sizes.sources, piece.source) *
                         size(sizes.destinations, destination) / size(sizes.destinations, piece.destination);
    return {piece.weight * share, piece.family, source, destination};
  }

  static double size(const Sizes& sizes, const End& end) {
    switch (end.extent) {
      case Extent::Whole: return sizes.nodes[end.node];
      case Extent::Cell: return sizes.cells[end.node];
      case Extent::Below: return sizes.nodes[end.node] - sizes.cells[end.node];
    }
    return 0;
  }

  // Whether an earlier rule has some of the addresses of the piece and not all.
  bool is_divided(const Piece& piece) {
    space::Bench& bench = prover_.bench(piece.family);
    const space::Universe& in = bench.universe;
    const auto leaf = [](const Laminar& tree, const End& end) {
      return end.extent == Extent::Cell || tree.last(end.node) == end.node;
    };
    if (leaf(in.sources, piece.source) && leaf(in.destinations, piece.destination)) return false;
    const Area here{{&piece.source.node, 1}, {&piece.destination.node, 1}, services_};
    return !bench.overlaps.for_each(here, {first_, rule_}, [&](RuleNumber rule) {
      prover_.budget().spend(1);
      const bool around_source = in.sources.contains(in.rules[rule].source, piece.source.node);
      const bool around_destination = in.destinations.contains(in.rules[rule].destination, piece.destination.node);
      const bool beside = (piece.source.extent == Extent::Cell && !around_source) ||
                          (piece.destination.extent == Extent::Cell && !around_destination);
      return beside || (around_source && around_destination);
    });
  }

  // What the rules around the piece do with its services, the first rule first.
  void settle(const Piece& piece) {
    if (piece.weight <= 0) return;
    const space::Universe& in = prover_.bench(piece.family).universe;
    gather(piece);
    rest_.begin(piece.family, services_);
    double taken = 0;
    double lost = 0;
    for (const RuleNumber rule : around_) {
      const double had = rest_.take(in.services[in.rules[rule].service]);
      prover_.budget().spend(1 + rest_.rects() / kRectsOfStep);
      const double share = had / all_services_ * piece.weight;
      const bool other = !space::has(own_, in.verdicts[rule]);
      (other ? taken : lost) += share;
      if (other && share > 0) takers_[rule] += share;
      if (rest_.rects() == 0 || rest_.rects() > kMostRects) break;
    }
    taken_ += taken;
    left_ += rest_.rects() > kMostRects ? lost : piece.weight - taken;  // else the rest stays open
  }

  // The earlier rules that have all addresses of the piece and some of the services, ascending; none after the first
  // that has them all.
  void gather(const Piece& piece) {
    const space::Universe& in = prover_.bench(piece.family).universe;
    around_.clear();
    end_ = rule_;
    Around& around = shares_.measures(piece.family).around;
    around.load(in.destinations, piece.destination.node);
    for (Node s = piece.source.node; s != space::kNone; s = in.sources.parent(s)) {
      for (const space::SetNumber source : in.sources.sets_at(s)) gather(in, source, around);
    }
    std::erase_if(around_, [this](RuleNumber rule) { return rule > end_; });
    std::sort(around_.begin(), around_.end());
  }

  // Reads the set's partners, or looks each set around the destination up, whichever is less.
  void gather(const space::Universe& in, space::SetNumber source, const Around& destinations) {
    const auto partners = in.pairs.partners(space::Side::Source, source);
    prover_.budget().spend(std::min(partners.size(), destinations.sets.size()));
    if (partners.size() <= destinations.sets.size()) {
      for (const space::PairIndex::Partner& partner : partners) {
        const bool around = partner.first_rule < end_ && overlaps(partner.services, bounds_) &&
                            destinations.marks.has(partner.set);
        if (around) gather_rules(in, partner.pair);
      }
      return;
    }
    for (const space::SetNumber destination : destinations.sets) {
      const space::PairNumber pair = in.pairs.find(source, destination);
      if (pair != space::kNone) gather_rules(in, pair);
    }
  }

  void gather_rules(const space::Universe& in, space::PairNumber pair) {
    in.pairs.for_each_rule(pair, first_, end_, bounds_, [&](const space::PairIndex::Entry& entry) {
      if (entry.rule >= end_) return true;
      const auto rects = in.services[entry.service];
      if (!overlap(rects, services_)) return true;
      around_.push_back(entry.rule);
      const bool all = std::all_of(services_.begin(), services_.end(), [&](const Rect& wanted) {
        return std::any_of(rects.begin(), rects.end(), [&](const Rect& rect) { return contains(rect, wanted); });
      });
      if (all) end_ = entry.rule;
      return true;
    });
  }

  TakenShare& shares_;
  space::Prover& prover_;
  RuleNumber first_;
  RuleNumber rule_;
  space::Verdicts own_;
  space::Verdicts others_;
  double limit_;

  std::uint64_t begun_with_;
  std::uint64_t may_spend_;
  std::size_t families_ = 0;  // in which the rule has packets

  std::span<const Rect> services_;
  Rect bounds_;  // of them
  double all_services_ = 0;
  std::vector<RuleNumber> around_;
  RuleNumber end_ = 0;  // of the rules that can take something of the piece
  RestOfServices rest_;
  std::priority_queue<Piece> open_;
  std::map<RuleNumber, double> takers_;
  double taken_ = 0;  // share that rules of the other verdict are known to take
  double left_ = 0;   // share that they are known not to take
  std::size_t looks_for_share_ = 0;
};

Share TakenShare::more_than(double limit, std::size_t rule) {
  prover_.begin_question();
  Question question(*this, prover_.index().first_rule(0) + static_cast<RuleNumber>(rule), limit);
  Share share = question.answer();
  steps_ += question.spent();
  return share;
}

std::uint64_t TakenShare::allowance(RuleNumber rule) const {
  const space::Index& index = prover_.index();
  const std::uint64_t all = kStepsOfList + kStepsOfRule * (index.end_rule(0) - index.first_rule(0));
  const std::uint64_t left = all - std::min(all, steps_);
  return kFewSteps + std::min(left / kMostOfLeft, kShares * left / (index.end_rule(0) - rule));
}

TakenShare::Measures& TakenShare::measures(Family family) {
  auto& known = measures_[static_cast<std::size_t>(family)];
  if (known) return *known;

  const auto sizes = [](const Laminar& tree) {
    Sizes of{tree.measure(), {}};
    of.nodes = of.cells;
    for (Node node = tree.size(); node-- > 1;) of.nodes[tree.parent(node)] += of.nodes[node];
    return of;
  };
  const space::Universe& in = prover_.bench(family).universe;
  known.emplace();
  known->sources = sizes(in.sources);
  known->destinations = sizes(in.destinations);
  known->around.marks = space::Marks(in.destinations.sets());
  return *known;
}

OpponentVolume& TakenShare::volume(Family family) {
  auto& known = volumes_[static_cast<std::size_t>(family)];
  if (!known) {
    const Measures& sizes = measures(family);
    known.emplace(prover_.bench(family).universe, sizes.sources.nodes, sizes.destinations.nodes, prover_.budget());
  }
  return *known;
}

void TakenShare::Around::load(const Laminar& tree, Node wanted) {
  if (node == wanted) return;
  node = wanted;
  sets.clear();
  marks.clear();
  for (Node at = wanted; at != space::kNone; at = tree.parent(at)) {
    for (const space::SetNumber set : tree.sets_at(at)) {
      sets.push_back(set);
      marks.mark(set);
    }
  }
}

}  // namespace sgc::checks
