#include "tests/cloud/tencent_world.h"

#include <fmt/format.h>

#include "compiler/ir/evaluate.h"
#include "tests/cloud/judged_packets.h"
#include "tests/cloud/machines.h"

namespace sgc::cloud_test {
namespace {

std::string placeholder(const std::string& name) { return "@sgc:" + name + "@"; }

// Addresses that no packet has and that a plan may treat as it likes: see the README of the target.
bool is_never_met(const ir::Packet& packet, ir::Direction direction) {
  const u128 far = direction == ir::Direction::Inbound ? packet.source : packet.destination;
  return packet.family == Family::V4 && (far == 0 || far == kLastAddressV4);
}

}  // namespace

TencentWorld::TencentWorld(const ir::Policy& policy, const std::vector<targets::OutputFile>& files) : policy_(policy) {
  const ir::TargetSettings* const settings = policy.settings("tencent");
  std::map<std::string, std::string> inputs;
  for (const ir::Point& point : policy.points) {
    if (settings != nullptr && settings->bindings.contains(point.name)) {
      const std::string& id = settings->bindings.find(point.name)->second.id;
      ids_[placeholder(point.name)] = id;
      if (id.starts_with("sg-")) service_.has_group(id);
      if (id.starts_with("acl-")) service_.has_acl(id);
    } else if (point.external()) {
      inputs[placeholder(point.name)] = "sg-of-" + point.name;
      service_.has_group("sg-of-" + point.name);
    }
  }
  for (const ir::PrefixList& list : policy.prefix_lists) {
    inputs[placeholder(list.name)] = "ipm-of-" + list.name;
    std::vector<std::string> members;
    for (const RangeV4& range : policy.addresses(list.addresses).v4()) {
      members.push_back(to_string(AddressRange{Family::V4, range.first, range.last}));
    }
    for (const RangeV6& range : policy.addresses(list.addresses).v6()) {
      members.push_back(to_string(AddressRange{Family::V6, range.first, range.last}));
    }
    service_.set_address_template("ipm-of-" + list.name, members);
  }
  for (const auto& [name, id] : run_plan(files, service_, inputs)) ids_[name] = id;
  for (const ir::Point& point : policy.points) {
    const auto id = ids_.find(placeholder(point.name));
    if (point.security_group() != nullptr && id != ids_.end()) {
      service_.set_members(id->second, machines_of(policy, point));
    }
  }
}

std::string TencentWorld::id_of(const ir::Point& point) const {
  const auto group = ids_.find("@sgc:" + point.name + ".group@");
  return group != ids_.end() ? group->second : ids_.at(placeholder(point.name));
}

std::optional<bool> TencentWorld::passes(const ir::Point& point, ir::Direction direction, const ir::Packet& packet) const {
  if (point.external()) return std::nullopt;
  if (point.acl() != nullptr) return service_.acl_passes(id_of(point), direction, packet);
  if (point.instance() != nullptr) return service_.instance_passes(id_of(point), direction, packet);
  if (point.load_balancer() != nullptr) {
    if (point.load_balancer()->scheme == ir::LoadBalancerPart::Scheme::Internal) return std::nullopt;
    return service_.group_passes(id_of(point), direction, packet);
  }
  // A group that instances have before others says only a part; those instances are asked instead.
  return point.security_group()->instances.empty() ? std::optional(service_.group_passes(id_of(point), direction, packet))
                                                   : std::nullopt;
}

std::optional<std::string> TencentWorld::difference(std::size_t most, std::uint64_t seed) const {
  for (const ir::Point& point : policy_.points) {
    for (const ir::Direction direction : ir::kDirections) {
      if (point.external()) continue;
      for (const ir::Packet& packet : judged_packets(policy_, point, direction, most, seed)) {
        if (is_never_met(packet, direction)) continue;
        const std::optional<bool> passed = passes(point, direction, packet);
        if (!passed) break;
        ++asked_;
        const bool wanted = ir::evaluate(policy_, point.list(direction), packet).verdict == ir::Verdict::Allow;
        if (*passed == wanted) continue;
        return fmt::format("{} {}: {} {} at the service and {} in the policy", point.name, to_string(direction),
                           ir::to_string(packet), *passed ? "passes" : "is dropped", wanted ? "passes" : "is denied");
      }
    }
  }
  return std::nullopt;
}

}  // namespace sgc::cloud_test
