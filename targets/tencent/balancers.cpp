#include "targets/tencent/balancers.h"

#include <algorithm>

namespace sgc::targets::tencent {
namespace {

struct Row {
  bool is_private;
  bool basic_network;
  bool translating_age;  // classic, and of before kTranslatedBefore
  BalancerFacts facts;
};

constexpr Row kRows[] = {
    {false, false, false, {SeenByBackends::Client, HealthChecks::FromVip}},
    {false, false, true, {SeenByBackends::Client, HealthChecks::FromVip}},
    {false, true, false, {SeenByBackends::Client, HealthChecks::FromVip}},
    {false, true, true, {SeenByBackends::Client, HealthChecks::FromVip}},
    {true, false, false, {SeenByBackends::Client, HealthChecks::FromVip}},
    {true, false, true, {SeenByBackends::Balancer, HealthChecks::FromVip}},
    {true, true, false, {SeenByBackends::Client, HealthChecks::LetInAnyway}},
    {true, true, true, {SeenByBackends::Balancer, HealthChecks::LetInAnyway}},
};

RangeV4 block(unsigned a, unsigned b, unsigned length) {
  const std::uint32_t first = a << 24U | b << 16U;
  return {first, first | ((1U << (32U - length)) - 1U)};
}

bool has_translating_age(const ir::LoadBalancerPart& part) {
  using Kind = ir::LoadBalancerPart::Kind;
  const bool classic = part.kind == Kind::Classic || part.kind == Kind::Unspecified;
  return classic && part.created && *part.created < kTranslatedBefore;
}

}  // namespace

bool is_private(const ir::Policy& policy, const ir::Point& point) {
  using Scheme = ir::LoadBalancerPart::Scheme;
  const ir::LoadBalancerPart& part = *point.load_balancer();
  switch (part.scheme) {
    case Scheme::Public: return false;
    case Scheme::Internal: return true;
    case Scheme::Unspecified: break;
  }
  static const AddressSet kInside = AddressSet::from_ranges(
      {block(10, 0, 8), block(172, 16, 12), block(192, 168, 16)}, {{u128{0xFC} << 120U, (u128{0xFE} << 120U) - 1}});
  const AddressSet& vips = policy.addresses(part.vips);
  return !vips.empty() && kInside.contains(vips);
}

BalancerFacts facts_of(const ir::Policy& policy, const ir::Point& point) {
  const bool basic = point.network.known() && policy.networks[point.network.index].classic;
  const bool inside = is_private(policy, point);
  const bool old = has_translating_age(*point.load_balancer());
  const auto row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& candidate) {
    return candidate.is_private == inside && candidate.basic_network == basic && candidate.translating_age == old;
  });
  return row->facts;
}

}  // namespace sgc::targets::tencent
