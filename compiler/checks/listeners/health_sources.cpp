#include "compiler/checks/listeners/health_sources.h"

#include <algorithm>

#include "compiler/checks/exposure/public_addresses.h"

namespace sgc::checks {
namespace {

enum class Reach : std::uint8_t { Public, Internal };
enum class Where : std::uint8_t { Vpc, BasicNetwork };

// Tencent Cloud: «public network: open the VIP; private network in a VPC: open the VIP, also where it was created before
// 2016-12-05; private network in the basic network: the health check's address is open by default». AWS and Alibaba Cloud
// check from the load balancer's own addresses, which security groups know by its name.
struct Row {
  std::string_view provider;
  Reach reach;
  Where where;
  HealthSource source;
};

constexpr Row kRows[] = {
    {"tencent", Reach::Public, Where::Vpc, HealthSource::Vips},
    {"tencent", Reach::Public, Where::BasicNetwork, HealthSource::Vips},
    {"tencent", Reach::Internal, Where::Vpc, HealthSource::Vips},
    {"tencent", Reach::Internal, Where::BasicNetwork, HealthSource::LetInAnyway},
    {"aws", Reach::Public, Where::Vpc, HealthSource::Itself},
    {"aws", Reach::Public, Where::BasicNetwork, HealthSource::Itself},
    {"aws", Reach::Internal, Where::Vpc, HealthSource::Itself},
    {"aws", Reach::Internal, Where::BasicNetwork, HealthSource::Itself},
    {"alibaba", Reach::Public, Where::Vpc, HealthSource::Itself},
    {"alibaba", Reach::Public, Where::BasicNetwork, HealthSource::Itself},
    {"alibaba", Reach::Internal, Where::Vpc, HealthSource::Itself},
    {"alibaba", Reach::Internal, Where::BasicNetwork, HealthSource::Itself},
};

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

  std::vector<HealthCondition> conditions;
  for (const Row& row : kRows) {
    const bool meant = row.reach == reach && row.where == where && policy.settings(row.provider) != nullptr;
    if (meant) conditions.push_back({row.source, row.provider});
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
