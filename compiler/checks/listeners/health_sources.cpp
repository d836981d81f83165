#include "compiler/checks/listeners/health_sources.h"

#include <algorithm>

#include "compiler/checks/exposure/public_addresses.h"

namespace sgc::checks {
namespace {

enum class Reach : std::uint8_t { Public, Internal };
enum class Where : std::uint8_t { Vpc, BasicNetwork };
enum class Build : std::uint8_t { Any, NewClassic };  // NewClassic: classic, of kClassicChanged or later

// Tencent Cloud: «public network: open the VIP; private network in the basic network: the health check's address is open by
// default; private network in a VPC: open the VIP; of classic ones there, open it where they were created before
// 2016-12-05, otherwise nothing has to be done». AWS and Alibaba Cloud check from the load balancer's own addresses, which
// security groups know by its name.
struct Row {
  std::string_view provider;
  Reach reach;
  Where where;
  Build build;  // of rows that fit, the first counts
  HealthSource source;
};

constexpr Row kRows[] = {
    {"tencent", Reach::Public, Where::Vpc, Build::Any, HealthSource::Vips},
    {"tencent", Reach::Public, Where::BasicNetwork, Build::Any, HealthSource::Vips},
    {"tencent", Reach::Internal, Where::Vpc, Build::NewClassic, HealthSource::LetInAnyway},
    {"tencent", Reach::Internal, Where::Vpc, Build::Any, HealthSource::Vips},
    {"tencent", Reach::Internal, Where::BasicNetwork, Build::Any, HealthSource::LetInAnyway},
    {"aws", Reach::Public, Where::Vpc, Build::Any, HealthSource::Itself},
    {"aws", Reach::Public, Where::BasicNetwork, Build::Any, HealthSource::Itself},
    {"aws", Reach::Internal, Where::Vpc, Build::Any, HealthSource::Itself},
    {"aws", Reach::Internal, Where::BasicNetwork, Build::Any, HealthSource::Itself},
    {"alibaba", Reach::Public, Where::Vpc, Build::Any, HealthSource::Itself},
    {"alibaba", Reach::Public, Where::BasicNetwork, Build::Any, HealthSource::Itself},
    {"alibaba", Reach::Internal, Where::Vpc, Build::Any, HealthSource::Itself},
    {"alibaba", Reach::Internal, Where::BasicNetwork, Build::Any, HealthSource::Itself},
};

constexpr std::int32_t kClassicChanged = 17140;  // 2016-12-05, in days since 1970-01-01

// One whose kind is not written was classic when its age made a difference; one whose age is not written may be old.
bool is_new_classic(const ir::LoadBalancerPart& part) {
  using Kind = ir::LoadBalancerPart::Kind;
  const bool classic = part.kind == Kind::Classic || part.kind == Kind::Unspecified;
  return classic && part.created && *part.created >= kClassicChanged;
}

Reach reach_of(const ir::Policy& policy, const ir::LoadBalancerPart& part) {
  using Scheme = ir::LoadBalancerPart::Scheme;
  switch (part.scheme) {
    case Scheme::Public: return Reach::Public;
    case Scheme::Internal: return Reach::Internal;
    case Scheme::Unspecified: break;
  }
  const AddressSet& vips = policy.addresses(part.vips);
  return !vips.empty() && private_addresses().contains(vips) ? Reach::Internal : Reach::Public;
}

}  // namespace

std::vector<HealthCondition> health_conditions(const ir::Policy& policy, const ir::Point& balancer) {
  const Reach reach = reach_of(policy, *balancer.load_balancer());
  const bool basic = balancer.network.known() && policy.networks[balancer.network.index].classic;
  const Where where = basic ? Where::BasicNetwork : Where::Vpc;
  const bool new_classic = is_new_classic(*balancer.load_balancer());

  std::vector<HealthCondition> conditions;
  for (const Row& row : kRows) {
    const bool known = !conditions.empty() && conditions.back().provider == row.provider;
    const bool meant = row.reach == reach && row.where == where && (row.build == Build::Any || new_classic);
    if (meant && !known && policy.settings(row.provider) != nullptr) conditions.push_back({row.source, row.provider});
  }
  if (conditions.empty()) conditions.push_back({HealthSource::Itself, {}});
  return conditions;
}

const AddressSet& health_addresses(const ir::Policy& policy, const ir::Point& balancer, HealthSource source) {
  const ir::LoadBalancerPart& part = *balancer.load_balancer();
  const AddressSet& own = policy.addresses(part.addresses);
  return source == HealthSource::Vips || own.empty() ? policy.addresses(part.vips) : own;
}

}  // namespace sgc::checks
