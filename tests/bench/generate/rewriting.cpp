#include "tests/bench/generate/rewriting.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "compiler/net/range_list.h"
#include "tests/bench/generate/random.h"

namespace sgc::generate {
namespace {

constexpr std::uint32_t kFarthestMove = 50;  // places

ir::Verdict opposite(ir::Verdict verdict) {
  return verdict == ir::Verdict::Allow ? ir::Verdict::Deny : ir::Verdict::Allow;
}

template <class Number>
using Halves = std::optional<std::pair<std::vector<ClosedRange<Number>>, std::vector<ClosedRange<Number>>>>;

// The first half of the ranges and the rest; of a single one its first half and its second.
template <class Number>
Halves<Number> halves_of(RangeView<Number> ranges) {
  using Ranges = std::vector<ClosedRange<Number>>;
  if (ranges.size() > 1) {
    const auto middle = ranges.begin() + static_cast<std::ptrdiff_t>(ranges.size() / 2);
    return std::pair{Ranges(ranges.begin(), middle), Ranges(middle, ranges.end())};
  }
  if (ranges.empty() || ranges[0].first == ranges[0].last) return std::nullopt;
  const auto middle = static_cast<Number>(ranges[0].first + (ranges[0].last - ranges[0].first) / 2);
  return std::pair{Ranges{{ranges[0].first, middle}}, Ranges{{static_cast<Number>(middle + 1), ranges[0].last}}};
}

// Cuts groups and services in two, each once.
class Halver {
 public:
  explicit Halver(RuleSet& rules) : rules_(rules) {}

  using Pair = std::optional<std::pair<std::uint32_t, std::uint32_t>>;

  const Pair& group(std::uint32_t number) {
    const auto [known, fresh] = groups_.try_emplace(number);
    if (fresh) known->second = cut_group(number);
    return known->second;
  }
  const Pair& service(std::uint32_t number) {
    const auto [known, fresh] = services_.try_emplace(number);
    if (fresh) known->second = cut_service(number);
    return known->second;
  }

 private:
  Pair cut_group(std::uint32_t number) {
    const AddressSet set = rules_.groups[number];
    const auto v4 = halves_of(set.v4());
    const auto v6 = halves_of(set.v6());
    if (!v4 && !v6) return std::nullopt;
    const std::vector<RangeV4> single_v4(set.v4().begin(), set.v4().end());
    const std::vector<RangeV6> single_v6(set.v6().begin(), set.v6().end());
    const std::uint32_t first =
        rules_.add_group(AddressSet::from_ranges(v4 ? v4->first : single_v4, v6 ? v6->first : single_v6));
    const std::uint32_t second = rules_.add_group(
        AddressSet::from_ranges(v4 ? v4->second : std::vector<RangeV4>{}, v6 ? v6->second : std::vector<RangeV6>{}));
    return std::pair{first, second};
  }

  Pair cut_service(std::uint32_t number) {
    const ServiceSet set = rules_.services[number];
    constexpr std::uint16_t kMiddle = kMaxPort / 2;
    const ServiceSet low = unite(ServiceSet::ports(protocol::kTcp, {0, kMiddle}, kAllPorts),
                                 ServiceSet::ports(protocol::kUdp, {0, kMiddle}, kAllPorts));
    const ServiceSet rest = subtract(set, low);
    const ServiceSet first = subtract(set, rest);
    if (first.empty() || rest.empty()) return std::nullopt;
    return std::pair{rules_.add_service(first), rules_.add_service(rest)};
  }

  RuleSet& rules_;
  std::map<std::uint32_t, Pair> groups_;
  std::map<std::uint32_t, Pair> services_;
};

}  // namespace

RuleSet edit(const RuleSet& rules, std::size_t edits, std::uint64_t seed) {
  RuleSet edited = rules;
  Random random(seed * 31337);
  for (std::size_t i = 0; i < edits; ++i) {
    const std::uint32_t at = random.below(edited.rules.size());
    const auto place = edited.rules.begin() + at;
    switch (random.below(4)) {
      case 0: edited.rules.erase(place); break;
      case 1: place->verdict = opposite(place->verdict); break;
      case 2: edited.rules.insert(place, edited.rules[random.below(edited.rules.size())]); break;
      default: {
        const auto to = edited.rules.begin() + (at < kFarthestMove ? 0 : at - random.between(1, kFarthestMove));
        std::rotate(to, place, place + 1);
      }
    }
  }
  return edited;
}

RuleSet halve(const RuleSet& rules) {
  RuleSet halved = rules;
  halved.rules.clear();
  Halver halver(halved);
  for (const RuleSet::Rule& rule : rules.rules) {
    RuleSet::Rule first = rule;
    RuleSet::Rule second = rule;
    if (const auto& destinations = halver.group(rule.destination)) {
      std::tie(first.destination, second.destination) = *destinations;
    } else if (const auto& sources = halver.group(rule.source)) {
      std::tie(first.source, second.source) = *sources;
    } else if (const auto& services = halver.service(rule.service)) {
      std::tie(first.service, second.service) = *services;
    } else {
      halved.rules.push_back(rule);
      continue;
    }
    halved.rules.push_back(first);
    halved.rules.push_back(second);
  }
  return halved;
}

}  // namespace sgc::generate
