#include "tests/cloud/aws_world.h"

#include <fmt/format.h>

#include "compiler/ir/evaluate.h"
#include "tests/cloud/judged_packets.h"
#include "tests/cloud/machines.h"

namespace sgc::cloud_test {
namespace {

std::string placeholder(const std::string& name) { return "@sgc:" + name + "@"; }

}  // namespace

AwsWorld::AwsWorld(const ir::Policy& policy, const std::vector<targets::OutputFile>& files) : policy_(policy) {
  const ir::TargetSettings* const settings = policy.settings("aws");
  std::map<std::string, std::string> inputs;
  for (const ir::Point& point : policy.points) {
    if (settings != nullptr && settings->bindings.contains(point.name)) {
      const std::string& id = settings->bindings.find(point.name)->second.id;
      ids_[placeholder(point.name)] = id;
      if (point.acl() == nullptr) service_.has_group(id);
      if (point.acl() != nullptr) service_.has_acl(id);
      for (const char* direction : {"inbound", "outbound"}) {  // it has no rules yet
        inputs[fmt::format("@sgc:{}.old-{}@", point.name, direction)] = "";
      }
    } else if (point.external()) {
      inputs[placeholder(point.name)] = "sg-of-" + point.name;
      service_.has_group("sg-of-" + point.name);
    }
  }
  for (const ir::PrefixList& list : policy.prefix_lists) {
    inputs[placeholder(list.name)] = "pl-of-" + list.name;
    service_.has_prefix_list("pl-of-" + list.name, policy.addresses(list.addresses));
  }
  for (const ir::Network& network : policy.networks) {
    const bool bound = settings != nullptr && settings->bindings.contains(network.name);
    const std::string id = bound ? settings->bindings.find(network.name)->second.id : "vpc-of-" + network.name;
    inputs[placeholder(network.name)] = id;
    if (!policy.addresses(network.cidr).empty(Family::V6)) service_.has_v6(id);
  }
  for (const auto& [name, id] : run_plan(files, service_, inputs)) ids_[name] = id;
  for (const ir::Point& point : policy.points) {
    for (const std::string& id : ids_of(point)) service_.set_members(id, machines_of(policy, point));
    if (point.load_balancer() != nullptr && is_classic(point)) {
      service_.set_members("amazon-elb/amazon-elb-sg", policy.addresses(point.addresses));
    }
  }
}

bool AwsWorld::is_classic(const ir::Point& point) const {
  if (point.network.known()) return policy_.networks[point.network.index].classic;
  if (point.instance() == nullptr) return false;
  for (const ir::PointId group : point.instance()->groups) {
    if (is_classic(policy_.point(group))) return true;
  }
  return false;
}

std::vector<std::string> AwsWorld::ids_of(const ir::Point& point) const {
  std::vector<std::string> ids;
  if (point.instance() != nullptr || point.acl() != nullptr) return ids;
  const bool balancer = point.load_balancer() != nullptr;
  const auto bound = ids_.find(placeholder(point.name));
  const auto group = ids_.find("@sgc:" + point.name + ".group@");
  if (group != ids_.end()) {
    ids.push_back(group->second);
  } else if (is_classic(point) && !balancer && bound == ids_.end()) {
    ids.push_back(point.name);
  } else if (bound != ids_.end()) {
    ids.push_back(bound->second);
  }
  for (int part = 2;; ++part) {
    const auto next = ids_.find(fmt::format("@sgc:{}.{}@", point.name, part));
    if (next == ids_.end()) return ids;
    ids.push_back(next->second);
  }
}

std::optional<bool> AwsWorld::passes(const ir::Point& point, ir::Direction direction, const ir::Packet& packet) const {
  const bool outside_classic = is_classic(point) && (packet.family == Family::V6 || direction == ir::Direction::Outbound);
  if (point.external() || outside_classic) return std::nullopt;
  if (point.acl() != nullptr) return service_.acl_passes(ids_.at(placeholder(point.name)), direction, packet);
  if (point.instance() != nullptr) {
    if (is_classic(point)) return std::nullopt;
    return service_.instance_passes(ids_.at(placeholder(point.name)), direction, packet);
  }
  if (point.load_balancer() != nullptr && is_classic(point)) return std::nullopt;
  // A group that instances have with others says only a part; those instances are asked instead.
  const bool in_instances = point.security_group() != nullptr && !point.security_group()->instances.empty();
  if (in_instances) return std::nullopt;
  return service_.groups_pass(ids_of(point), direction, packet);
}

std::optional<std::string> AwsWorld::difference(std::size_t most, std::uint64_t seed) const {
  for (const ir::Point& point : policy_.points) {
    for (const ir::Direction direction : ir::kDirections) {
      if (point.external()) continue;
      for (const ir::Packet& packet : judged_packets(policy_, point, direction, most, seed)) {
        const std::optional<bool> passed = passes(point, direction, packet);
        if (!passed) continue;
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
