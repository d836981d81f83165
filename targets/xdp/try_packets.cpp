#include "targets/xdp/try_packets.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <span>
#include <utility>

#include "targets/xdp/node_words.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::size_t kMostPackets = 40'000;
constexpr std::size_t kMostRuleVisits = 40'000'000;  // a try asks each rule of the list
constexpr std::size_t kMostEnds = 2'048;             // of one side, from rules or from one table
constexpr std::size_t kMostEndsOfRule = 32;
constexpr std::size_t kMostLeaves = 4'096;  // of one diagram

// Both ends and what lies beyond them.
template <class Number>
void add_ends(Number first, Number last, Number greatest, std::vector<Number>& ends) {
  ends.insert(ends.end(), {first, last});
  if (first != 0) ends.push_back(static_cast<Number>(first - 1));
  if (last != greatest) ends.push_back(static_cast<Number>(last + 1));
}

class PacketSearch {
 public:
  PacketSearch(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables,
               const FamilyClasses& maps, Family family, const IsWanted& is_wanted)
      : policy_(policy), list_(list), tables_(tables), maps_(maps), family_(family), is_wanted_(is_wanted),
        tries_(std::min(kMostPackets, kMostRuleVisits / (list.rules.size() + 1))), left_(tries_) {}

  std::optional<ProofPacket> run() {
    for (const ir::Rule& rule : list_.rules) {
      if (!is_told(rule.source, Field::SourceLarge) || !is_told(rule.destination, Field::DestinationLarge)) try_rule(rule);
    }
    const std::size_t step = list_.rules.size() / (tries_ / 32 + 1) + 1;  // a list too long for all of them: some of each part
    for (std::size_t rule = 0; rule < list_.rules.size(); rule += step) try_rule(list_.rules[rule]);
    add_of_tables();
    try_leaves();
    try_mixed();
    return found_;
  }

 private:
  bool done() const { return found_ || left_ == 0; }

  template <class Thing>
  Thing any(const std::vector<Thing>& things) { return things[random_() % things.size()]; }

  void consider(u128 source, u128 destination, const ServicePoint& service) {
    for (const bool established : {false, true}) {
      if (done() || (established && !tables_.of(family_).cuts_established)) return;
      --left_;
      const ProofPacket packet{{family_, service.protocol, source, destination, service.a, service.b}, established};
      if (is_wanted_(packet)) found_ = packet;
    }
  }

  // Whether the tables tell the addresses of a side from others. Where they do not, they were made for another side.
  bool is_told(ir::WhoId who, Field large) {
    const auto [known, fresh] = told_.try_emplace({policy_.whos[who].addresses, large}, true);
    if (!fresh) return known->second;
    const AddressSet& set = policy_.addresses(who);
    const auto field = static_cast<std::size_t>(large);
    const auto tells = [&](std::size_t of) { return maps_[of] && maps_[of]->values_in(set); };
    known->second = set.empty(family_) || set.is_any(family_) || tells(field) || tells(field + 1);
    return known->second;
  }

  // From one corner of the rule, one thing changed at a time, and then some of all. Half of the tries are for the tables.
  void try_rule(const ir::Rule& rule) {
    if (found_ || left_ <= tries_ / 2) return;
    const std::vector<u128> sources = ends_of(policy_.addresses(rule.source));
    const std::vector<u128> destinations = ends_of(policy_.addresses(rule.destination));
    const std::vector<ServicePoint> services = points_of(policy_.service_set(rule.service));
    if (sources.empty() || destinations.empty() || services.empty()) return;
    for (const ServicePoint& service : services) consider(sources.front(), destinations.front(), service);
    for (const u128 source : sources) consider(source, destinations.front(), services.front());
    for (const u128 destination : destinations) consider(sources.front(), destination, services.front());
    for (int i = 0; i < 32 && left_ > tries_ / 2; ++i) consider(any(sources), any(destinations), any(services));
    keep(sources, sources_);
    keep(destinations, destinations_);
    keep(services, services_);
  }

  template <class Thing>
  static void keep(const std::vector<Thing>& some, std::vector<Thing>& all) {
    if (all.size() < kMostEnds) all.insert(all.end(), some.begin(), some.end());
  }

  std::vector<u128> ends_of(const AddressSet& set) const {
    std::vector<u128> ends;
    const auto add = [&](const auto& ranges) {
      const std::size_t step = ranges.size() / kMostEndsOfRule + 1;
      for (std::size_t i = 0; i < ranges.size(); i += step) add_ends<u128>(ranges[i].first, ranges[i].last, last_address(family_), ends);
    };
    if (family_ == Family::V4) {
      add(set.v4());
    } else {
      add(set.v6());
    }
    return ends;
  }

  std::vector<ServicePoint> points_of(const ServiceSet& set) const {
    std::vector<ServicePoint> points;
    for (const ServiceBox& box : set.boxes()) {
      if (box.family != family_ || points.size() > kMostEndsOfRule * 4) continue;
      const std::uint16_t greatest = full_range(detail_of(family_, box.first_protocol)).last;
      std::vector<std::uint16_t> first;
      std::vector<std::uint16_t> second;
      add_ends(box.a.first, box.a.last, greatest, first);
      add_ends(box.b.first, box.b.last, greatest, second);
      for (const std::uint16_t a : first) points.push_back({family_, box.first_protocol, a, box.b.first});
      for (const std::uint16_t b : second) points.push_back({family_, box.last_protocol, box.a.first, b});
    }
    return points;
  }

  // Of a rule that the policy no longer has the tables are all that is left.
  void add_of_tables() {
    for (std::size_t field = 0; field < kAddressFields; ++field) {
      if (!maps_[field]) continue;
      const auto intervals = maps_[field]->intervals();
      const std::size_t step = intervals.size() / kMostEnds + 1;
      for (std::size_t i = 0; i < intervals.size(); i += step) (field < 2 ? sources_ : destinations_).push_back(intervals[i].first);
    }
  }

  // At the ends of the decision, one packet for each way that leads there.
  void try_leaves() {
    const FamilyTables& made = tables_.of(family_);
    if (!made.by_rows) return try_diagram(made.root, std::nullopt, std::nullopt);
    name_destinations();
    try_row(made.any_row, 0);
    for (std::size_t field = 0; field < 2; ++field) {
      if (!maps_[field]) continue;
      for (const ClassInterval& interval : maps_[field]->intervals()) {
        for (const Row row : list_at(interval.value)) try_row(row, interval.first);
      }
    }
  }

  void try_row(Row row, u128 source) {
    if (done() || row == kNoRule || !rows_.insert(row).second) return;
    if (!is_by_pairs(row)) return try_diagram(row, source, std::nullopt);
    for (const PairEntry& entry : tables_.pairs->entries) {
      const auto named = destination_of_name_.find(entry.destination);
      if (entry.source == place_of(row) && named != destination_of_name_.end()) try_diagram(entry.service, source, named->second);
    }
  }

  std::span<const std::uint32_t> list_at(std::uint32_t place) const { return std::span(tables_.covers).subspan(place + 1, tables_.covers[place]); }

  // An address of each set of destinations that has a name.
  void name_destinations() {
    if (!tables_.pairs) return;
    const FamilyTables& made = tables_.of(family_);
    destination_of_name_.emplace(made.any_destination, 0);
    for (std::size_t side = 0; side < 2; ++side) {
      if (!maps_[2 + side]) continue;
      for (const ClassInterval& interval : maps_[2 + side]->intervals()) {
        for (const SetName name : list_at(tables_.covers[made.cover_bases[side] + interval.value])) destination_of_name_.emplace(name, interval.first);
      }
    }
  }

  void try_diagram(Word root, std::optional<u128> source, std::optional<u128> destination) {
    ValueBox box;
    box.fill({0, UINT32_MAX});
    std::size_t most = kMostLeaves;
    follow(root, box, source, destination, most);
  }

  void follow(Word at, ValueBox& box, std::optional<u128> source, std::optional<u128> destination, std::size_t& most) {
    if (done() || most == 0) return;
    if (is_leaf(at)) {
      --most;
      return try_box(box, source, destination);
    }
    const auto keys = keys_of(tables_.nodes, place_of(at));
    const auto children = children_of(tables_.nodes, place_of(at));
    const auto field = static_cast<std::size_t>(field_of(at));
    const ValueRange before = box[field];
    for (std::size_t i = 0; i < children.size(); ++i) {
      box[field] = {i == 0 ? before.first : keys[i - 1], i < keys.size() ? keys[i] - 1 : before.last};
      follow(children[i], box, source, destination, most);
    }
    box[field] = before;
  }

  void try_box(const ValueBox& box, std::optional<u128> source, std::optional<u128> destination) {
    if (!source) source = address_with(maps_, family_, static_cast<std::size_t>(Field::SourceLarge), box);
    if (!destination) destination = address_with(maps_, family_, static_cast<std::size_t>(Field::DestinationLarge), box);
    const ValueRange classes = box[static_cast<std::size_t>(Field::Protocol)];
    const std::uint32_t first = box[static_cast<std::size_t>(Field::First)].first;
    const std::uint32_t second = box[static_cast<std::size_t>(Field::Second)].first;
    if (!source || !destination) return;
    for (std::uint32_t value = 0; value <= kLastProtocolValue; ++value) {
      if (tables_.protocols.class_of(value) < classes.first || tables_.protocols.class_of(value) > classes.last) continue;
      const auto number = static_cast<std::uint8_t>(value);
      const std::uint32_t greatest = full_range(detail_of(family_, number)).last;
      if (first > greatest || second > greatest || ServiceSet::of_protocol(number).empty(family_)) continue;
      const ServicePoint service{family_, number, static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(second)};
      keep({service}, services_);
      return consider(*source, *destination, service);
    }
  }

  void try_mixed() {
    if (sources_.empty()) sources_.push_back(0);
    if (destinations_.empty()) destinations_.push_back(0);
    if (services_.empty()) services_.push_back({family_, protocol::kTcp, 0, 0});
    while (!done()) consider(any(sources_), any(destinations_), any(services_));
  }

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  const Tables& tables_;
  const FamilyClasses& maps_;
  Family family_;
  const IsWanted& is_wanted_;
  std::size_t tries_;       // packets
  std::size_t left_;        // of these
  std::mt19937_64 random_;  // begins always alike
  std::optional<ProofPacket> found_;

  std::vector<u128> sources_;
  std::vector<u128> destinations_;
  std::vector<ServicePoint> services_;
  std::map<std::pair<ir::AddressSetId, Field>, bool> told_;
  std::set<Row> rows_;  // tried
  std::map<SetName, u128> destination_of_name_;
};

}  // namespace

std::optional<ProofPacket> try_packets(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables,
                                       const FamilyClasses& maps, Family family,
                                       const IsWanted& is_wanted) {
  return PacketSearch(policy, list, tables, maps, family, is_wanted).run();
}

}  // namespace sgc::targets::xdp
