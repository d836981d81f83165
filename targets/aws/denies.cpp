#include "targets/aws/denies.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "targets/aws/facts.h"

namespace sgc::targets::aws {
namespace {

constexpr std::size_t kMostPriced = 32;  // of which the cost is worked out
constexpr std::size_t kMostNamed = 3;

std::uint64_t most_of(const Count& count) { return std::max(count[0], count[1]); }

struct Priced {
  std::size_t rule = 0;
  std::uint64_t rules = 0;  // that it costs more, alone
};

std::uint64_t rules_of(const Workshop& shop, const ListOrder& order, HeededDenies heeded) {
  const cloud::Families extent = extent_of(shop.policy, *order.point);
  return most_of(count_rules(shop.policy, cut(shop.policy, *order.point, order.direction, heeded, extent, order.from)));
}

std::vector<Priced> priced(const Workshop& shop, const ListOrder& order, const std::vector<std::size_t>& denies) {
  const std::uint64_t plain = rules_of(shop, order, kNoDenies);
  std::vector<Priced> all;
  for (std::size_t i = 0; i < denies.size() && i < kMostPriced; ++i) {
    const HeededDenies alone{HeededDenies::Which::One, denies[i]};
    const std::uint64_t with = rules_of(shop, order, alone);
    all.push_back({denies[i], with > plain ? with - plain : 0});
  }
  std::stable_sort(all.begin(), all.end(), [](const Priced& a, const Priced& b) { return a.rules > b.rules; });
  return all;
}

}  // namespace

void report_denies(Workshop& shop, const ListOrder& order, const Cutting& cutting) {
  const ir::Point& point = *order.point;
  const std::string direction(to_string(order.direction));
  const ir::RuleList& list = point.list(order.direction);
  const std::vector<Priced> prices = priced(shop, order, cutting.denies);
  const std::string count = cutting.denies.size() == 1 ? "a deny" : fmt::format("{} denies", cutting.denies.size());
  Diagnostic diagnostic = diagnose(kind::AwsDeny, list.rules[prices.front().rule].span, point.name,
                                   direction, count);
  for (std::size_t i = 0; i < prices.size() && i < kMostNamed; ++i) {
    diagnostic.notes.push_back({list.rules[prices[i].rule].span,
                                fmt::format("as a complement this deny takes {} more rules", prices[i].rules)});
  }
  const std::uint64_t needed = most_of(count_rules(shop.policy, cutting));
  diagnostic.help =
      fmt::format("write «deny-as complement» in the target block (the list then takes {} of {} rules), «deny-as acl» to "
                  "put them into the network ACL of its subnets, or allow from fewer addresses",
                  needed, shop.options.quotas.limit(quota::kRules));
  shop.sink.report(std::move(diagnostic).at_point(point.name, direction));
}

}  // namespace sgc::targets::aws
