#include "targets/cloud/shared_subnet.h"

#include <string>

#include "compiler/diag/catalog.h"
#include "targets/cloud/cidr.h"

namespace sgc::targets::cloud {
namespace {

bool are_apart(const ir::Point& a, const ir::Point& b) {
  return a.network.known() && b.network.known() && a.network != b.network;
}

std::string first_of(const AddressSet& addresses) {
  for (const Family family : kFamilies) {
    const auto blocks = cidrs_of(addresses, family);
    if (!blocks.empty()) return to_string(blocks.front());
  }
  return {};
}

}  // namespace

void report_shared_subnets(const ir::Policy& policy, std::span<const ir::PointId> points, std::string_view cloud, Sink& sink) {
  for (const ir::PointId id : points) {
    const ir::Point& point = policy.point(id);
    if (point.acl() == nullptr) continue;
    for (std::uint32_t before = 0; before < id.index; ++before) {
      const ir::Point& other = policy.points[before];
      if (other.acl() == nullptr || are_apart(point, other)) continue;
      const AddressSet shared = intersect(policy.addresses(point.acl()->subnets), policy.addresses(other.acl()->subnets));
      if (shared.empty()) continue;
      sink.report(diagnose(kind::OverQuota, point.span, first_of(shared), std::uint64_t{2}, std::string("network ACLs around it"),
                           std::string(cloud), std::uint64_t{1})
                      .with_note(other.span, "the other is this one")
                      .with_help("write the rules of both into one acl, or take the shared subnet out of one"));
      break;
    }
  }
}

}  // namespace sgc::targets::cloud
