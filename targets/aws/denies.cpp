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

std::vector<Priced> priced(const Workshop& shop, const ir::Point& point, ir::Direction direction,
                           const std::vector<std::size_t>& denies) {
  const cloud::Families extent = extent_of(shop.policy, point);
  const std::uint64_t plain = most_of(count_rules(shop.policy, cut(shop.policy, point, direction, kNoDenies, extent)));
  std::vector<Priced> all;
  for (std::size_t i = 0; i < denies.size() && i < kMostPriced; ++i) {
    const HeededDenies alone{HeededDenies::Which::One, denies[i]};
    const std::uint64_t with = most_of(count_rules(shop.policy, cut(shop.policy, point, direction, alone, extent)));
    all.push_back({denies[i], with > plain ? with - plain : 0});
  }
  std::stable_sort(all.begin(), all.end(), [](const Priced& a, const Priced& b) { return a.rules > b.rules; });
  return all;
}

}  // namespace

void report_denies(Workshop& shop, const ir::Point& point, ir::Direction direction, const Cutting& cutting) {
  const ir::RuleList& list = point.list(direction);
  const std::vector<Priced> prices = priced(shop, point, direction, cutting.denies);
  const std::string count = cutting.denies.size() == 1 ? "a deny" : fmt::format("{} denies", cutting.denies.size());
  Diagnostic diagnostic = diagnose(kind::AwsDeny, list.rules[prices.front().rule].span, point.name,
                                   std::string(to_string(direction)), count);
  for (std::size_t i = 0; i < prices.size() && i < kMostNamed; ++i) {
    diagnostic.notes.push_back({list.rules[prices[i].rule].span,
                                fmt::format("as a complement this deny takes {} more rules", prices[i].rules)});
  }
  const std::uint64_t needed = most_of(count_rules(shop.policy, cutting));
  diagnostic.help =
      fmt::format("write «deny-as complement» in the target block (the list then takes {} of {} rules), «deny-as acl» to "
                  "put them into the network ACL of its subnets, or allow from fewer addresses",
                  needed, shop.options.quotas.limit(quota::kRules));
  shop.sink.report(std::move(diagnostic).at_point(point.name, std::string(to_string(direction))));
}

}  // namespace sgc::targets::aws
