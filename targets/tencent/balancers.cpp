#include "targets/tencent/balancers.h"

#include <algorithm>

namespace sgc::targets::tencent {
namespace {

// Of classic ones, of which it is written: made before kClassicChanged, or since.
enum class Age : std::uint8_t { Any, OldClassic, NewClassic };

struct Row {
  bool is_private;
  bool basic_network;
  Age age;
  BalancerFacts facts;
};

// Of rows that fit, the first counts.
constexpr Row kRows[] = {
    {false, false, Age::Any, {SeenByBackends::Client, HealthChecks::FromVip}},
    {false, true, Age::Any, {SeenByBackends::Client, HealthChecks::FromVip}},
    {true, false, Age::OldClassic, {SeenByBackends::Balancer, HealthChecks::FromVip}},
    {true, false, Age::NewClassic, {SeenByBackends::Client, HealthChecks::LetInAnyway}},
    {true, false, Age::Any, {SeenByBackends::Client, HealthChecks::FromVip}},
    {true, true, Age::OldClassic, {SeenByBackends::Balancer, HealthChecks::LetInAnyway}},
    {true, true, Age::Any, {SeenByBackends::Client, HealthChecks::LetInAnyway}},
};

RangeV4 block(unsigned a, unsigned b, unsigned length) {
  const std::uint32_t first = a << 24U | b << 16U;
  return {first, first | ((1U << (32U - length)) - 1U)};
}

Age age_of(const ir::LoadBalancerPart& part) {
  using Kind = ir::LoadBalancerPart::Kind;
  const bool classic = part.kind == Kind::Classic || part.kind == Kind::Unspecified;
  if (!classic || !part.created) return Age::Any;
  return *part.created < kClassicChanged ? Age::OldClassic : Age::NewClassic;
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
  const Age age = age_of(*point.load_balancer());
  const auto row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& candidate) {
    return candidate.is_private == inside && candidate.basic_network == basic &&
           (candidate.age == Age::Any || candidate.age == age);
  });
  return row->facts;
}

}  // namespace sgc::targets::tencent
