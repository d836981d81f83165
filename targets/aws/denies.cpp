#include "targets/aws/denies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/diag/catalog.h"
#include "targets/aws/facts.h"

namespace sgc::targets::aws {
namespace {

constexpr std::size_t kMostPriced = 32;  // of which the cost is worked out
constexpr std::size_t kMostNamed = 3;

std::uint64_t most_of(const Count& count) { return std::max(count[0], count[1]); }

std::uint64_t rules_of(const Workshop& shop, const ListOrder& order, HeededDenies heeded) {
  const cloud::Families extent = extent_of(shop.policy, *order.point);
  return most_of(count_rules(shop.policy, cut(shop.policy, *order.point, order.direction, heeded, extent, order.from)));
}

// Those of the most blocks, where there are too many to price all.
std::vector<std::size_t> worth_pricing(const Workshop& shop, const ListOrder& order, std::vector<std::size_t> denies) {
  if (denies.size() <= kMostPriced) return denies;
  const std::vector<ir::Rule>& rules = order.point->list(order.direction).rules;
  const auto blocks = [&](std::size_t rule) {
    const AddressSet& far = shop.policy.addresses(cloud::far_side(rules[rule], order.direction));
    return cloud::count_cidrs(far, Family::V4) + cloud::count_cidrs(far, Family::V6);
  };
  std::map<std::size_t, std::uint64_t> counts;
  for (const std::size_t rule : denies) counts[rule] = blocks(rule);
  std::stable_sort(denies.begin(), denies.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  denies.resize(kMostPriced);
  return denies;
}

}  // namespace

std::vector<cloud::Taker> price_denies(const Workshop& shop, const ListOrder& order, const Cutting& cutting) {
  const std::vector<ir::Rule>& rules = order.point->list(order.direction).rules;
  const std::uint64_t plain = rules_of(shop, order, kNoDenies);
  std::vector<cloud::Taker> prices;
  for (const std::size_t deny : worth_pricing(shop, order, cutting.denies)) {
    const std::uint64_t with = rules_of(shop, order, {HeededDenies::Which::One, deny});
    prices.push_back({rules[deny].span, "as a complement this deny", with > plain ? with - plain : 0});
  }
  std::stable_sort(prices.begin(), prices.end(),
                   [](const cloud::Taker& a, const cloud::Taker& b) { return a.used > b.used; });
  return prices;
}

void report_denies(Workshop& shop, const ListOrder& order, const Cutting& cutting) {
  const ir::Point& point = *order.point;
  const std::string direction(to_string(order.direction));
  const std::vector<cloud::Taker> prices = price_denies(shop, order, cutting);
  const std::string count = cutting.denies.size() == 1 ? "a deny" : fmt::format("{} denies", cutting.denies.size());
  // A deny of another group of an instance counts for those that stand behind it.
  const bool of_another = prices.front().where != Span{} && std::all_of(cutting.denies.begin(), cutting.denies.end(),
                                                                        [&](std::size_t deny) { return deny < order.from; });
  const std::string owner = of_another ? fmt::format("instances with {}", point.name) : point.name;
  Diagnostic diagnostic = diagnose(kind::AwsDeny, prices.front().where, owner, direction, count);
  for (std::size_t i = 0; i < prices.size() && i < kMostNamed; ++i) {
    diagnostic.notes.push_back({prices[i].where, fmt::format("{} takes {} more rules", prices[i].what, prices[i].used)});
  }
  const std::uint64_t needed = most_of(count_rules(shop.policy, cutting));
  diagnostic.help =
      fmt::format("write «deny-as complement» in the target block (the list then takes {} of {} rules), «deny-as acl» to "
                  "put them into the network ACL of its subnets, or allow from fewer addresses",
                  needed, shop.options.quotas.limit(quota::kRules));
  shop.sink.report(std::move(diagnostic).at_point(point.name, direction));
}

}  // namespace sgc::targets::aws
