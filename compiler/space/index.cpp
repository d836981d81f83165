#include "compiler/space/index.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "compiler/support/assert.h"

namespace sgc::space {
namespace {

// Numbers the address sets of one side of one family.
template <class Number>
class SetNumbers {
 public:
  explicit SetNumbers(bool by_content) : by_content_(by_content) { sets_.push_back({&kWhole, 1}); }

  // kNone for a set without addresses of the family.
  SetNumber number(const AddressSet& set) {
    const RangeView<Number> ranges = ranges_of<Number>(set);
    if (ranges.empty()) return kNone;
    if (ranges.size() == 1 && ranges[0] == kWhole) return kEverything;
    if (!by_content_) return add(ranges);

    std::vector<SetNumber>& alike = by_hash_[set.hash()];
    const auto known = std::find_if(alike.begin(), alike.end(),
                                    [&](SetNumber n) { return std::ranges::equal(sets_[n], ranges); });
    if (known != alike.end()) return *known;
    alike.push_back(add(ranges));
    return alike.back();
  }

  std::span<const RangeView<Number>> sets() const { return sets_; }

 private:
  static constexpr ClosedRange<Number> kWhole{0, kLastNumber<Number>};

  SetNumber add(RangeView<Number> ranges) {
    sets_.push_back(ranges);
    return static_cast<SetNumber>(sets_.size() - 1);
  }

  bool by_content_;  // equal sets may come as different objects
  std::vector<RangeView<Number>> sets_;
  std::unordered_map<std::size_t, std::vector<SetNumber>> by_hash_;
};

// Numbers the service sets of one family, by what they are in it.
class ServiceNumbers {
 public:
  ServiceNumbers(Family family, ServiceTable& table) : family_(family), table_(table) {}

  ServiceNumber number(const ServiceSet& services) {
    const std::vector<Rect> rects = rects_of(family_, services);
    if (rects.empty()) return kNone;
    std::vector<std::uint64_t> key;
    for (const Rect& rect : rects) {
      key.push_back(std::uint64_t{rect.first_line} << 32U | rect.last_line);
      key.push_back(std::uint64_t{rect.first_number} << 16U | rect.last_number);
    }
    const auto [known, fresh] = by_content_.try_emplace(std::move(key), 0);
    if (fresh) known->second = table_.add(rects);
    return known->second;
  }

 private:
  Family family_;
  ServiceTable& table_;
  std::map<std::vector<std::uint64_t>, ServiceNumber> by_content_;
};

// What the sets of one policy's pool are numbered, each looked at once.
class Known {
 public:
  explicit Known(std::size_t size) : numbers_(size, kUnknown) {}

  template <class Find>
  std::uint32_t get(std::size_t index, Find find) {
    std::uint32_t& number = numbers_[index];
    if (number == kUnknown) number = find();
    return number;
  }

 private:
  static constexpr std::uint32_t kUnknown = kNone - 1;
  std::vector<std::uint32_t> numbers_;
};

struct KnownSets {
  explicit KnownSets(const ir::SetPool& pool)
      : sources(pool.addresses.size()), destinations(pool.addresses.size()), services(pool.services.size()) {}

  Known sources;
  Known destinations;
  Known services;
};

// Puts rules and regions of one family in their places.
template <class Number>
class Placing {
 public:
  Placing(Family family, Universe& universe, bool by_content)
      : universe_(universe), sources_(by_content), destinations_(by_content), services_(family, universe.services) {
    universe.family = family;
  }

  void place(const List& list) {
    const ir::Policy& policy = *list.policy;
    KnownSets& known = known_.try_emplace(&policy, policy.sets).first->second;
    for (const ir::Rule& rule : list.rules->rules) {
      const ir::AddressSetId source = policy.whos[rule.source].addresses;
      const ir::AddressSetId destination = policy.whos[rule.destination].addresses;
      universe_.rules.push_back(complete(
          known.sources.get(source.index, [&] { return sources_.number(policy.addresses(source)); }),
          known.destinations.get(destination.index,
                                 [&] { return destinations_.number(policy.addresses(destination)); }),
          known.services.get(rule.service.index,
                             [&] { return services_.number(policy.service_set(rule.service)); })));
    }
    universe_.rules.push_back({kEverything, kEverything, services_.number(ServiceSet::all())});
  }

  void place(const Region& region) {
    universe_.regions.push_back(complete(sources_.number(region.sources), destinations_.number(region.destinations),
                                         services_.number(region.services)));
  }

  void finish(std::span<const ir::Verdict> verdicts, std::span<const std::uint32_t> logs, std::size_t huge_set) {
    universe_.sources = Laminar::of(sources_.sets(), huge_set);
    universe_.destinations = Laminar::of(destinations_.sets(), huge_set);
    universe_.verdicts = verdicts;
    universe_.logs = logs;
    universe_.pairs = PairIndex(universe_);
  }

 private:
  static PlacedRule complete(SetNumber source, SetNumber destination, ServiceNumber service) {
    if (source == kNone || destination == kNone || service == kNone) return {};
    return {source, destination, service};
  }

  Universe& universe_;
  std::map<const ir::Policy*, KnownSets> known_;
  SetNumbers<Number> sources_;
  SetNumbers<Number> destinations_;
  ServiceNumbers services_;
};

// One number for each way to log.
class LogNumbers {
 public:
  std::uint32_t number(bool log, const std::string& prefix) {
    if (!log) return kNoLog;
    return by_prefix_.try_emplace(prefix, static_cast<std::uint32_t>(by_prefix_.size() + 1)).first->second;
  }

 private:
  std::map<std::string, std::uint32_t> by_prefix_;
};

}  // namespace

Index::Index(std::span<const List> lists, std::span<const Region> regions, std::size_t huge_set)
    : regions_(regions.begin(), regions.end()) {
  LogNumbers log_numbers;
  first_.push_back(0);
  for (const List& list : lists) {
    for (const ir::Rule& rule : list.rules->rules) {
      const ir::RuleNotes& notes = list.policy->notes_of(rule);
      verdicts_.push_back(rule.verdict);
      logs_.push_back(log_numbers.number(notes.log, notes.log_prefix));
    }
    verdicts_.push_back(list.rules->otherwise.verdict);
    logs_.push_back(log_numbers.number(list.rules->otherwise.log, list.rules->otherwise.log_prefix));
    first_.push_back(static_cast<RuleNumber>(verdicts_.size()));
  }

  const bool by_content =
      !regions.empty() || std::any_of(lists.begin(), lists.end(),
                                      [&](const List& list) { return list.policy != lists.front().policy; });
  Placing<std::uint32_t> v4(Family::V4, universes_[0], by_content);
  Placing<u128> v6(Family::V6, universes_[1], by_content);
  for (const List& list : lists) {
    v4.place(list);
    v6.place(list);
  }
  for (const Region& region : regions_) {
    v4.place(region);
    v6.place(region);
  }
  v4.finish(verdicts_, logs_, huge_set);
  v6.finish(verdicts_, logs_, huge_set);
}

std::size_t Index::list_of(RuleNumber rule) const {
  SGC_ASSERT(rule < rules(), "the rule is one of the index");
  return static_cast<std::size_t>(std::upper_bound(first_.begin(), first_.end(), rule) - first_.begin() - 1);
}

ir::Packet Index::packet(Family family, const Spot& spot) const {
  const Universe& in = universe(family);
  const ServicePoint service = point_of(family, spot.service);
  return {family,
          service.protocol,
          in.sources.example(spot.source),
          in.destinations.example(spot.destination),
          service.a,
          service.b};
}

}  // namespace sgc::space
