// Which rules a question has to look at: those around a pair of nodes, and whether a set has any that matters.
#include <algorithm>
#include <functional>

#include "compiler/space/coverage.h"

namespace sgc::space {
namespace {

// A partner list is read whole if that takes at most this many steps for each look-up that it saves.
constexpr std::size_t kStepsOfLookup = 2;

}  // namespace

bool Coverage::gather(Node source, Node destination) {
  if (!filter_.only.empty()) return gather_few(source, destination);
  around_source_.load(source);
  around_destination_.load(destination);
  return gather(around_source_, around_destination_);
}

// Joins the sets around both sides.
bool Coverage::gather(const Around& sources, Around& destinations) {
  candidates_.clear();
  candidate_rules_.clear();
  container_ = kNone;
  for (const auto row : sources.rows()) {
    for (const SetNumber source : row) {
      const PairIndex::Earliest& earliest = universe_.pairs.earliest(Side::Source, source);
      if (std::ranges::equal(earliest, ends_, std::greater_equal{})) continue;
      if (!take_partners(source, destinations)) return false;
    }
  }
  return container_ == kNone;
}

// A set's partners are read one after the other, or looked up, whichever is less.
bool Coverage::take_partners(SetNumber source, Around& destinations) {
  const auto partners = universe_.pairs.partners(Side::Source, source);
  const bool look_up = partners.size() > kStepsOfLookup * destinations.size();
  budget_.spend(look_up ? destinations.size() : partners.size());
  if (!overlaps(universe_.pairs.services_of_source(source), bounds_)) return true;
  if (look_up) {
    return universe_.pairs.for_each_pair(source, destinations.sets(), [this](PairNumber pair) { return take(pair); });
  }
  const Members& around = destinations.members();
  for (const PairIndex::Says says : PairIndex::kSays) {
    const RuleNumber end = ends_[static_cast<std::size_t>(says)];
    const auto of_part = universe_.pairs.partners(Side::Source, source, says);
    const auto glances = universe_.pairs.glances(Side::Source, source, says);
    for (std::size_t i = 0; i < glances.size(); ++i) {
      if (glances[i].first_rule >= std::min(end, container_)) break;
      if (!around.has(glances[i].set)) continue;
      const PairIndex::Partner& partner = of_part[i];
      if (partner.last_rule >= begin_ && overlaps(partner.services, bounds_) && !take(partner.pair)) return false;
    }
  }
  return true;
}

// The same by looking at each of the few rules.
bool Coverage::gather_few(Node source, Node destination) {
  candidates_.clear();
  candidate_rules_.clear();
  container_ = kNone;
  budget_.spend(filter_.only.size());
  for (const RuleNumber rule : filter_.only) {
    const PlacedRule& placed = universe_.rules[rule];
    const bool around = placed.source != kNone && universe_.sources.contains(placed.source, source) &&
                        universe_.destinations.contains(placed.destination, destination);
    if (around && take_services(rule, universe_.services[placed.service])) {
      container_ = rule;
      return false;
    }
  }
  return true;
}

// False once nothing more needs to be gathered. Beside a rule that contains all services nobody counts for anything, and
// in a crowd it is found without a look at all who have some.
bool Coverage::take(PairNumber pair) {
  if (universe_.pairs.crowded(pair)) {
    take_container(pair);
    if (container_ != kNone) return early_;
    if (containers_alone_) return true;
  }
  return universe_.pairs.for_each_rule(
      pair, begin_, std::min(end_, container_), bounds_, [&](const PairIndex::Entry& entry) {
        if (entry.rule >= container_ || !filter_.keeps(universe_, entry.rule, entry.verdict)) return true;
        const auto rects = entry.one_rect ? std::span(&entry.bounds, 1) : universe_.services[entry.service];
        if (!take_services(entry.rule, rects)) return true;
        if (containers_ != nullptr) {
          containers_->push_back(entry.rule);
          return true;
        }
        container_ = entry.rule;
        return early_;
      });
}

// The first of a crowd that contains all services, or where all of those are wanted, each of them.
void Coverage::take_container(PairNumber pair) {
  const RuleNumber found = universe_.pairs.first_around(
      pair, begin_, std::min(end_, container_), bounds_, [this](const PairIndex::Entry& entry) {
        if (!filter_.keeps(universe_, entry.rule, entry.verdict) || !contains_services(entry)) return false;
        if (containers_ == nullptr) return true;
        containers_->push_back(entry.rule);
        return false;
      });
  container_ = std::min(container_, found);
}

// Before: its bounds contain them.
bool Coverage::contains_services(const PairIndex::Entry& entry) const {
  if (entry.one_rect) return true;
  const auto rects = universe_.services[entry.service];
  return std::all_of(services_.begin(), services_.end(), [&](const Rect& wanted) {
    return std::any_of(rects.begin(), rects.end(), [&](const Rect& rect) { return contains(rect, wanted); });
  });
}

// Notes what the rule has of the services; true if that is all of them.
bool Coverage::take_services(RuleNumber rule, std::span<const Rect> rects) {
  std::size_t contained = 0;
  for (const Rect& wanted : services_) {
    for (const Rect& rect : rects) {
      if (!overlaps(rect, wanted)) continue;
      if (contains(rect, wanted)) ++contained;
      candidates_.push_back(rect);
      candidate_rules_.push_back(rule);
    }
  }
  return contained == services_.size();
}

// Whether a rule of the pair is kept and has some of the services.
bool Coverage::matters(PairNumber pair) const {
  return !universe_.pairs.for_each_rule(pair, begin_, end_, bounds_, [&](const PairIndex::Entry& entry) {
    if (!filter_.keeps(universe_, entry.rule, entry.verdict)) return true;
    return !overlap(entry.one_rect ? std::span(&entry.bounds, 1) : universe_.services[entry.service], services_);
  });
}

// Whether the source set has a partner that overlaps the destination, with a rule that matters.
bool Coverage::source_matters(SetNumber set, Node destination) {
  if (!filter_.only.empty()) return few_have(&PlacedRule::source, set);
  const Laminar& tree = universe_.destinations;
  const auto partners = universe_.pairs.partners(Side::Source, set);
  if (!universe_.pairs.busy(Side::Source, set)) {
    budget_.spend(partners.size());
    return std::any_of(partners.begin(), partners.end(), [&](const PairIndex::Partner& partner) {
      return overlaps(partner.services, bounds_) && tree.overlaps(partner.set, destination) && matters(partner.pair);
    });
  }

  around_destination_.load(destination);
  const auto below = universe_.pairs.placed(Side::Source, set, destination + 1, tree.last(destination));
  budget_.spend(around_destination_.size() + below.size());
  const auto destination_sets = around_destination_.sets();
  const auto around =
      std::any_of(destination_sets.begin(), destination_sets.end(), [&](SetNumber destination_set) {
        const PairNumber pair = universe_.pairs.find(set, destination_set);
        return pair != kNone && matters(pair);
      });
  return around || std::any_of(below.begin(), below.end(),
                               [&](const PairIndex::Placed& placed) {
                                 const PairIndex::Partner& partner = universe_.pairs.partner(Side::Source, placed);
                                 return overlaps(partner.services, bounds_) && matters(partner.pair);
                               });
}

// Whether the destination set has a partner around the gathered source, with a rule that matters.
bool Coverage::destination_matters(SetNumber set) {
  if (!filter_.only.empty()) return few_have(&PlacedRule::destination, set);
  const auto partners = universe_.pairs.partners(Side::Destination, set);
  if (partners.size() <= kStepsOfLookup * around_source_.size()) {
    budget_.spend(partners.size());
    const Members& sources = around_source_.members();
    return std::any_of(partners.begin(), partners.end(), [&](const PairIndex::Partner& partner) {
      return overlaps(partner.services, bounds_) && sources.has(partner.set) && matters(partner.pair);
    });
  }
  const auto sources = around_source_.sets();
  budget_.spend(sources.size());
  return std::any_of(sources.begin(), sources.end(), [&](SetNumber source) {
    const PairNumber pair = universe_.pairs.find(source, set);
    return pair != kNone && matters(pair);
  });
}

bool Coverage::few_have(SetNumber PlacedRule::*side, SetNumber set) const {
  return std::any_of(filter_.only.begin(), filter_.only.end(),
                     [&](RuleNumber rule) { return universe_.rules[rule].*side == set; });
}

}  // namespace sgc::space
